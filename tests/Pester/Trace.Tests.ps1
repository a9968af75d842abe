#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
    $trace = Join-Path $TestDrive 'small.rmi'
    @'
rmi-trace 1 2.0
dram 80000000 20000000
features 104130 142a9 a1 3 fffe
boot
call VERSION 20000 = 0 20000 20000
call FEATURES 1 = 0 142a9
call c4000160 = ffffffffffffffff
'@ | Set-Content $trace
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Import-RmiTrace' {
    It 'names operands and outputs' {
        $calls = @(Import-RmiTrace $trace | Where-Object Kind -eq Call)
        $calls.Command | Should -Be 'VERSION', 'FEATURES', 'c4000160'
        $calls[0].Operands.req | Should -Be 0x20000
        @($calls[0].OutputValues.Keys) | Should -Be 'lower', 'higher'
        $calls[1].Number | Should -Be 6
        "$($calls[2].Result)" | Should -Be 'SMC_UNKNOWN'
    }

    It 'takes wildcards, files from the pipeline and gzip' {
        $zipped = Join-Path $TestDrive 'zipped.rmi.gz'
        $file = [IO.Compression.GZipStream]::new([IO.File]::Create($zipped), [IO.Compression.CompressionMode]::Compress)
        $file.Write([IO.File]::ReadAllBytes($trace))
        $file.Dispose()
        @(Import-RmiTrace (Join-Path $TestDrive '*.rmi')).Count | Should -Be 7
        @(Get-ChildItem $TestDrive -Filter *.rmi* | Import-RmiTrace).Count | Should -Be 14
    }

    It 'refuses a malformed line with its place' {
        $bad = Join-Path $TestDrive 'bad.trace'
        "rmi-trace 1 2.0`ndram 80000000 1000`ncall VERSION zzz = 0`nboot" | Set-Content $bad
        Import-RmiTrace $bad -ErrorAction SilentlyContinue -ErrorVariable errors | Out-Null
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'TraceMalformed,*'
        $errors[0].CategoryInfo.Category | Should -Be 'ParserError'
        $errors[0].ToString() | Should -BeLike '*line 3, column 14*'
    }

    It 'says which file is not there' {
        Import-RmiTrace (Join-Path $TestDrive 'none.rmi'), $trace -ErrorAction SilentlyContinue -ErrorVariable errors | Should -HaveCount 7
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }
}

Describe 'Invoke-RmiTrace' {
    It 'replays a conversation that agrees' {
        $result = Invoke-RmiTrace $trace
        $result.Calls | Should -Be 3
        $result.IsIdentical | Should -BeTrue
    }

    It 'stops at the first difference, or lists them all' {
        $other = Join-Path $TestDrive 'other.txt'
        (Get-Content $trace) -replace '= 0 142a9', '= 0 142a8' -replace '^call c4000160.*', 'call VERSION 5 = 0' | Set-Content $other
        $first = Invoke-RmiTrace $other
        $first.DivergenceCount | Should -Be 1
        $first.Divergences[0].Line | Should -Be 6
        (Invoke-RmiTrace $other -Continue).DivergenceCount | Should -Be 2
    }

    It 'needs no host and makes none' {
        $null = Invoke-RmiTrace $trace
        Get-RealmHost | Should -BeNullOrEmpty
    }
}

Describe 'Recording' {
    BeforeEach {
        $null = Connect-RealmHost sim
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).rmi"
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'makes a trace that replays, from the boot on' {
        Start-RmiTrace $file
        New-Realm vm1 | Add-RealmMemory -Ipa 0x40000000 -Size 68KB -PassThru | Add-RealmVcpu -PassThru | Start-Realm
        $null = Invoke-RealmVcpu vm1 -Action (New-RealmAction MeasurementExtend 1, 8, 0x1234)
        Remove-Realm vm1 -Force
        $recording = Stop-RmiTrace -PassThru
        $recording.StartsAtBoot | Should -BeTrue
        $recording.IsRunning | Should -BeFalse
        $replay = Invoke-RmiTrace $file
        $replay.IsIdentical | Should -BeTrue
        $replay.Calls | Should -Be (Get-RealmHost sim).CallCount
    }

    It 'replays on a machine whose memory is elsewhere' {
        Start-RmiTrace $file
        $null = New-Realm vm1 | Add-RealmMemory -Ipa 0x40000000 -Size 68KB
        Stop-RmiTrace
        $null = Connect-RealmHost far -Dram '0x880000000+4GB' -NotDefault
        (Invoke-RmiTrace $file -RealmHost far).IsIdentical | Should -BeTrue
        Get-Realm -RealmHost far | Should -BeNullOrEmpty
        $null = Connect-RealmHost small -Dram 4MB -NotDefault
        Invoke-RmiTrace $file -RealmHost small -ErrorAction SilentlyContinue -ErrorVariable refused
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'TraceDoesNotFit,*'
    }

    It 'tells the story of what a difference is about' {
        Start-RmiTrace $file
        $realm = New-Realm vm1 | Add-RealmMemory -Ipa 0x40000000 -Size 4KB -PassThru
        $null = Invoke-Rmi GRANULE_RANGE_UNDELEGATE $realm.Rd ($realm.Rd + 0x1000)
        Stop-RmiTrace
        $changed = (Get-Content $file) -replace '(call GRANULE_RANGE_UNDELEGATE .* =) 1 ', '$1 0 '
        $changed | Set-Content $file
        $replay = Invoke-RmiTrace $file
        $replay.DivergenceCount | Should -Be 1
        $replay.History.What | Should -Contain 'delegated'
    }

    It 'can be looked at while it runs, and filtered' {
        Start-RmiTrace
        $null = New-Realm vm1 | Add-RealmMemory -Ipa 0x40000000 -Size 4KB
        (Get-RmiTrace REALM_CREATE).Operands.rd | Should -Be (Get-Realm vm1).Rd.Value
        @(Get-RmiTrace RTT_* -Failed).Status | Sort-Object -Unique | Should -Be 'ErrorRtt'
        @(Get-RmiTrace -Status ErrorRtt -Last 1).Count | Should -Be 1
        (Get-RmiTrace -Failed)[0].Reason | Should -BeLike 'RTT_*'
        (Get-RmiTrace REALM_CREATE).Duration | Should -BeGreaterThan ([timespan]::Zero)
        (Get-RmiTrace -Summary).IsRunning | Should -BeTrue
        { Get-RmiTrace session.rmi -ErrorAction Stop } | Should -Throw "'session.rmi' is not the name of an RMI command." -ErrorId 'ParameterInvalid,*'
    }

    It 'refuses a second start, a stop too many, and to replace a file' {
        Start-RmiTrace $file
        Start-RmiTrace -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'AlreadyRecording,*'
        Stop-RmiTrace
        Stop-RmiTrace -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotRecording,*'
        Start-RmiTrace $file -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        Start-RmiTrace $file -Force -PassThru | Should -Not -BeNullOrEmpty
    }

    It 'is exported as <Format>' -ForEach @(
        @{ Format = 'rmi'; First = 'rmi-trace 1 2.0' }
        @{ Format = 'jsonl'; First = '{*"kind"*' }
        @{ Format = 'csv'; First = '*,*command*' }
    ) {
        Start-RmiTrace
        $null = New-Realm vm1
        $export = [IO.Path]::ChangeExtension($file, $Format)
        (Get-RmiTrace | Export-RmiTrace $export -PassThru).FullName | Should -Be $export
        (Get-Content $export -TotalCount 1) | Should -BeLike $First
        Get-RmiTrace | Export-RmiTrace $export -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
    }

    It 'shows where two conversations part' {
        $traces = foreach ($order in 'Default', 'Tftf') {
            $null = Connect-RealmHost $order
            $path = Join-Path $TestDrive "$order.rmi"
            Start-RmiTrace $path -Force
            New-Realm vm1 | Remove-Realm -Order $order -Force
            Stop-RmiTrace
            $path
        }
        Compare-RmiTrace $traces[0] $traces[0] | Should -BeNullOrEmpty
        $differences = @(Compare-RmiTrace $traces[0] $traces[1] -CallsOnly)
        $differences[0].IsParting | Should -BeTrue
        @($differences).ForEach{ ($_.Left ?? $_.Right).Command } | Should -Contain 'REALM_TERMINATE'
        (Compare-RmiTrace $traces[0] $traces[1] -First | Measure-Object).Count | Should -Be 1
    }
}

Describe 'Logs of other tools' {
    BeforeAll {
        $log = Join-Path $PSScriptRoot '../logs/ref-run-v2-scenario.log'
    }

    It 'become traces, what is missing being inferred and marked' {
        $entries = @(Import-RmiTrace $log -Format TfRmmLog -WarningAction SilentlyContinue -WarningVariable warnings)
        $entries[0].Kind | Should -Be 'Header'
        @($entries | Where-Object IsCall).Command | Should -Contain 'REALM_CREATE'
        @($entries | Where-Object IsInferred).Count | Should -BeGreaterThan 0
        "$($warnings[0])" | Should -BeLike '*RMI 2.0*records inferred*'
    }

    It 'that lack something are refused with -Strict' {
        Import-RmiTrace $log -Format TfRmmLog -Strict -ErrorAction SilentlyContinue -ErrorVariable errors | Out-Null
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'TraceMalformed,*'
    }

    It 'are saved as traces' {
        $trace = Join-Path $TestDrive 'console.rmi'
        Import-RmiTrace $log -Format TfRmmLog -WarningAction SilentlyContinue | Export-RmiTrace $trace
        (Invoke-RmiTrace $trace -Continue).Calls | Should -BeGreaterThan 0
    }
}

Describe 'A long trace' {
    BeforeAll {
        $long = Join-Path $TestDrive 'long.rmi'
        # Progress shows after half a second: this takes several, on any machine.
        $block = "call VERSION 10000 = 1 20000 20000`n" * 10000
        $file = [IO.StreamWriter]::new($long)
        $file.Write("rmi-trace 1 2.0`ndram 80000000 20000000`nboot`n")
        foreach ($i in 1..600) { $file.Write($block) }
        $file.Dispose()
        $manifest = $env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1')
    }

    AfterAll {
        Remove-Item $long
    }

    It '<Command> shows how far it is, and can be stopped' -ForEach @(
        @{ Command = 'Invoke-RmiTrace'; Arguments = 1; Activity = 'Replaying long.rmi' }
        @{ Command = 'Import-RmiTrace'; Arguments = 1; Activity = 'Reading long.rmi' }
        @{ Command = 'Compare-RmiTrace'; Arguments = 2; Activity = 'Reading long.rmi' }
    ) {
        $shell = [powershell]::Create()
        $null = $shell.AddScript({
                param($Manifest, $Command, $Files)
                Import-Module $Manifest
                $null = & $Command @Files
            }).AddArgument($manifest).AddArgument($Command).AddArgument(@($long) * $Arguments)
        $null = $shell.BeginInvoke()
        [Threading.SpinWait]::SpinUntil({ $shell.Streams.Progress.Count -gt 0 }, 60000) | Should -BeTrue
        $shell.Stop()
        $first = $shell.Streams.Progress[0]
        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $shell.Streams.Error | Should -BeNullOrEmpty
        $shell.Dispose()
        $first.Activity | Should -Be $Activity
        $first.StatusDescription | Should -Match '^[\d.]+ \w+ of [\d.]+ MiB, [\d.]+ \w+/s$'
        $first.PercentComplete | Should -BeIn (0..99)
        $first.SecondsRemaining | Should -BeGreaterOrEqual 0
    }
}

Describe 'Replaying on several hosts' {
    It 'replays on all at once, and says which result is whose' {
        $null = Connect-RealmHost near -Dram 1GB
        $null = Connect-RealmHost old -Profile 1.0
        $trace = Join-Path $TestDrive 'several.rmi'
        $null = Start-RmiTrace $trace -RealmHost near
        New-Realm vm1 -RealmHost near | Add-RealmMemory -Ipa 0x40000000 -Size 4KB
        $null = Stop-RmiTrace -RealmHost near
        $null = Connect-RealmHost far -Dram 2GB
        $results = @(Invoke-RmiTrace $trace -RealmHost near, far, old -ErrorAction SilentlyContinue -ErrorVariable problems)
        ($results | Where-Object IsIdentical).RealmHost | Sort-Object | Should -Be 'far', 'near'
        @($results | Where-Object { -not $_.IsIdentical }).Count + $problems.Count | Should -Be 1
        Get-RealmHost | Disconnect-RealmHost -Force
    }
}
