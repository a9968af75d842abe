#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

# How the module behaves in a session: streams, cultures, import and removal, and being stopped.

BeforeAll {
    Set-StrictMode -Version Latest
    $manifest = $env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1')
    Import-Module $manifest
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Streams' {
    BeforeEach {
        $null = Connect-RealmHost sim
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It '-Verbose tells each call with target, result and time' {
        $lines = @(New-Realm vm1 -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | ForEach-Object Message)
        $lines | Should -Contain ($lines -match '^REALM_CREATE .*SUCCESS.*µs$')[0]
        ($lines -match '^GRANULE_RANGE_DELEGATE').Count | Should -BeGreaterThan 0
    }

    It '-Debug tells the registers' {
        $lines = @(New-Realm vm1 -Debug 5>&1 | Where-Object { $_ -is [Management.Automation.DebugRecord] } | ForEach-Object Message)
        ($lines -match 'REALM_CREATE: c4000158 .* => 0 ').Count | Should -Be 1
    }

    It 'is silent otherwise' {
        $all = New-Realm vm1 *>&1
        $all | Should -HaveCount 1
        $all | Should -BeOfType RealmTools.Host.Realm
    }

    It 'survives a stream that stops the command, with a consistent host' {
        $null = New-Realm vm1
        { $VerbosePreference = 'Stop'; Add-RealmMemory vm1 -Ipa 0x40000000 -Size 64MB -PageSize 4KB } | Should -Throw '*VerbosePreference*'
        (Get-Realm vm1).PrivateSize.Bytes | Should -BeLessThan 64MB
        Remove-Realm vm1 -Force
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
    }
}

Describe 'Stopping' {
    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'ends a long operation between two calls, and the host can go on' {
        $big = Connect-RealmHost big -Dram 64GB
        $shell = [powershell]::Create()
        $started = [Threading.ManualResetEventSlim]::new()
        $null = $shell.AddScript({
                param($Manifest, $BigHost, $Started)
                Import-Module $Manifest
                $null = New-Realm vm1 -RealmHost $BigHost
                $Started.Set()
                Add-RealmMemory vm1 -RealmHost $BigHost -Ipa 0x40000000 -Size 32GB -PageSize 4KB
            }).AddArgument($manifest).AddArgument($big).AddArgument($started)
        $pending = $shell.BeginInvoke()
        $started.Wait(30000) | Should -BeTrue
        $shell.Stop()
        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        { $shell.EndInvoke($pending) } | Should -Throw
        $shell.Dispose()

        (Get-Realm vm1).PrivateSize.Bytes | Should -BeLessThan 32GB
        Remove-Realm vm1 -Force
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
    }
}

Describe 'The module' {
    It 'works under a culture with its own capital i' {
        $output = pwsh -NoProfile -NonInteractive -Command @"
[cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = 'tr-TR'
Set-StrictMode -Version Latest
Import-Module '$manifest'
`$realm = New-Realm INIT -HashAlgorithm sha512 | Add-RealmMemory -Ipa 0x40000000 -Size 1.5MB -PassThru
(Get-Realm init).Name
"`$(`$realm.PrivateSize)"
(Invoke-Rmi rtt_read_entry `$realm.Rd 0x40000000 3).Command
(Get-RttTree init -SkipEmpty | Out-String) -match 'ASSIGNED'
"@
        $output | Should -Be 'INIT', '1.5 MiB', 'RTT_READ_ENTRY', 'True'
    }

    It 'is imported and removed again and again' {
        $output = pwsh -NoProfile -NonInteractive -Command @"
foreach (`$round in 1..3) {
    Import-Module '$manifest' -Force
    `$null = New-Realm vm1
    Remove-Module RealmTools
}
Import-Module '$manifest'
(Get-RealmHost | Measure-Object).Count
"@
        $output | Should -Be '0'
    }

    It 'is loaded by the first command' {
        $folder = Split-Path $manifest
        if ((Split-Path $folder -Leaf) -ne 'RealmTools') {
            Set-ItResult -Skipped -Because 'the module is not in a folder of its name'
            return
        }
        $path = Split-Path $folder
        pwsh -NoProfile -NonInteractive -Command "`$env:PSModulePath = '$path' + [IO.Path]::PathSeparator + `$env:PSModulePath; (New-Realm vm1).Name" | Should -Be 'vm1'
    }

    It 'is refused in one error, and left alone, where a session has another version of <Name>' -ForEach @(
        @{ Name = 'RealmTools.Core'; Version = '0.0.1.0' }
        @{ Name = 'RealmTools'; Version = '0.0.1.0' }
        @{ Name = 'RealmTools.Core'; Version = '9.0.0.0' }
    ) {
        $other = Join-Path $TestDrive "$([guid]::NewGuid()).dll"
        $output = pwsh -NoProfile -NonInteractive -Command @"
`$builder = [Reflection.Emit.PersistedAssemblyBuilder]::new([Reflection.AssemblyName]::new('$Name, Version=$Version'), [object].Assembly)
`$null = `$builder.DefineDynamicModule('module').DefineType('Stub').CreateType()
`$builder.Save('$other')
`$null = [Reflection.Assembly]::LoadFrom('$other')
try { Import-Module '$manifest' } catch { "`$_" }
@(Get-Module RealmTools).Count
"@
        $output | Should -HaveCount 2
        $output[0] | Should -BeLike "*'$Name, Version=*already loaded*"
        $output[1] | Should -Be '0'
    }

    It 'ships nothing but itself' {
        (Get-ChildItem (Join-Path (Split-Path $manifest) bin) -Filter *.dll).Name | Should -Be 'RealmTools.Core.dll', 'RealmTools.dll'
    }
}
