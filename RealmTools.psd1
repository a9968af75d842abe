# Works from a checkout (after a build) and, with bin/ and en-US/ beside it, as the package.
@{
    RootModule           = 'bin/RealmTools.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '52bc81c2-a5bf-4a4e-8302-c69709797909'
    Author               = 'RealmTools contributors'
    CompanyName          = 'RealmTools'
    Copyright            = '(c) RealmTools contributors. Apache License 2.0.'
    Description          = 'Scripts Arm CCA realms: makes, inspects and takes them apart in any order, on a simulated Realm Management Monitor or a real one.'

    CompatiblePSEditions = @('Core')
    PowerShellVersion    = '7.6'

    # First of all, so that a session which has another version of it loaded says just that.
    RequiredAssemblies   = @('bin/RealmTools.Core.dll')
    FormatsToProcess     = @('bin/RealmTools.Format.ps1xml')
    TypesToProcess       = @('bin/RealmTools.Types.ps1xml')

    # Always a list, never a wildcard: a wildcard makes every command look-up in a session load the module.
    CmdletsToExport      = @(
        'Get-Granule'
        'Add-GranuleDelegation'
        'Remove-GranuleDelegation'
        'Get-Realm'
        'New-Realm'
        'Remove-Realm'
        'Set-Realm'
        'Start-Realm'
        'Stop-Realm'
        'New-RealmAction'
        'Export-RealmDefinition'
        'Checkpoint-RealmHost'
        'Connect-RealmHost'
        'Disconnect-RealmHost'
        'Get-RealmHost'
        'Restore-RealmHost'
        'Get-RealmMeasurement'
        'Add-RealmMemory'
        'Get-RealmMemory'
        'Remove-RealmMemory'
        'Set-RealmMemory'
        'Register-RealmShouldOperator'
        'Compare-RealmTeardown'
        'Test-RealmTeardown'
        'Find-RealmTeardownFault'
        'Get-RealmTeardownPlan'
        'Invoke-RealmTeardownStep'
        'Export-RealmTimeline'
        'Add-RealmVcpu'
        'Get-RealmVcpu'
        'Invoke-RealmVcpu'
        'Remove-RealmVcpu'
        'Invoke-Rmi'
        'Add-RmiFault'
        'Get-RmiFault'
        'Remove-RmiFault'
        'Compare-RmiTrace'
        'Export-RmiTrace'
        'Get-RmiTrace'
        'Import-RmiTrace'
        'Invoke-RmiTrace'
        'Start-RmiTrace'
        'Stop-RmiTrace'
        'Merge-Rtt'
        'New-Rtt'
        'Remove-Rtt'
        'Split-Rtt'
        'Get-RttEntry'
        'Export-RttTree'
        'Get-RttTree'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()

    PrivateData          = @{
        PSData = @{
            Tags         = @('PSEdition_Core', 'Linux', 'Windows', 'MacOS', 'Arm', 'CCA', 'Realm', 'RMM', 'ConfidentialComputing')
            LicenseUri   = 'https://github.com/realmtools/realmtools/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/realmtools/realmtools'
            IconUri      = 'https://raw.githubusercontent.com/realmtools/realmtools/main/docs/icon.png'
            ReleaseNotes = 'https://github.com/realmtools/realmtools/blob/main/CHANGELOG.md'
        }
    }
}
