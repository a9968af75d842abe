#Requires -Version 7.6
<#
.SYNOPSIS
    A walk through the module in one session. What it prints, and what it writes into a folder, is the same in every culture.
#>
[CmdletBinding()]
param(
    # Manifest of the module.
    [Parameter(Mandatory)]
    [string] $Manifest,

    # Where files go.
    [Parameter(Mandatory)]
    [string] $Folder
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = [Text.UTF8Encoding]::new($false)
$PSStyle.OutputRendering = 'PlainText'
$ProgressPreference = 'SilentlyContinue'
$env:COLUMNS = 100
Import-Module $Manifest
Set-Location $Folder

function Out-Text {
    $input | Out-String -Width 100
}

# Whose names have an i, and sizes with a decimal point.
Connect-RealmHost initial -Dram 0.5GB, '0x880000000+1536MB' | Out-Text
Start-RmiTrace -Path initial.rmi | ForEach-Object IsRunning
Set-Content image.bin ('kernel' * 3000) -NoNewline
New-Realm ilk -IpaBits 40 -HashAlgorithm SHA512 |
    Add-RealmMemory -Ipa 0x80000000 -Size 8MB -Path image.bin -Measure -PassThru |
    Add-RealmMemory -Ipa 0x8000000000 -Size 1.5MB -Shared -PassThru |
    Add-RealmVcpu -Count 2 -PassThru | Start-Realm -PassThru | Out-Text
Get-Realm ILK | Out-Text
Get-RealmMemory i* -All | Out-Text
Get-RttTree Ilk -SkipEmpty | Out-Text
Get-RttEntry ilk 0x80000000 | Format-List | Out-Text
Get-RealmMeasurement ilk | Out-Text
Invoke-RealmVcpu ilk -AutoHandle -Action (New-RealmAction -Write 0x8000000000 -Value 1), (New-RealmAction Version 0x10000), (New-RealmAction -Psci SystemOff) | Out-Text
Invoke-Rmi rmi_rtt_read_entry (Get-Realm ilk).Rd 0x80000000 3 | Out-Text
Invoke-Rmi realm_destroy (Get-Realm ilk).Rd | Format-List | Out-Text
Split-Rtt ilk 0x80200000 -Level 3 | Out-Text
Export-RealmDefinition ilk -Path ilk.psd1 -Force -PassThru | ForEach-Object Name
Export-RealmDefinition ilk -Path ilk.json -Force -PassThru | ForEach-Object Name
foreach ($kind in 'svg', 'html', 'dot', 'json') {
    Export-RttTree ilk -Path "tree.$kind" -PassThru | ForEach-Object Name
}
Checkpoint-RealmHost -Name initial | Out-Text
Compare-RealmTeardown ilk | Out-Text
(Find-RealmTeardownFault ilk).Faults | Out-Text
Add-RmiFault rtt_destroy error_input -Probability 0.25 -Times 2 -PassThru | Select-Object Command, Effect | Out-Text
Get-RealmTeardownPlan ilk | Format-List | Out-Text
Get-RealmTeardownPlan ilk | Where-Object Kind -ne UnmapProtected | Invoke-RealmTeardownStep | Out-Text
Get-RmiFault | Remove-RmiFault
Get-Granule -Leaked | Out-Text
Test-RealmTeardown | Out-Text
foreach ($wrong in { Get-Realm ı }, { Add-RealmMemory ilk 0x80000800 4KB }, { New-Realm ilk }, { Connect-RealmHost x -Dram '1,5GB' }, { Invoke-Rmi RTT_MISSING }) {
    try {
        & $wrong
    }
    catch {
        "$($_.FullyQualifiedErrorId): $_"
    }
}
Remove-Realm ilk -Resume -Force -PassThru | Out-Text
New-Realm -Definition ilk.psd1 | Out-Text
Remove-Realm ilk -Force
New-Realm -Definition ilk.json | Out-Text
Set-Realm -Definition ilk.json | Out-Text
Get-ChildItem realm:/INITIAL/Ilk/rtt | Out-Text
Remove-Realm ilk -Force
Stop-RmiTrace | ForEach-Object Records
Invoke-RmiTrace initial.rmi | Out-Text
foreach ($form in 'Text', 'Json', 'Csv') {
    Import-RmiTrace initial.rmi | Select-Object -First 200 | Export-RmiTrace -Path "initial.$form" -Format $form -PassThru | ForEach-Object Name
}
Export-RealmTimeline initial.rmi timeline.html -RealmNumber 1 -MaximumSteps 20 -PassThru -WarningAction SilentlyContinue | ForEach-Object Name
Get-Help about_RealmTools | Out-String | ForEach-Object Length
