#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

# One command on several hosts at once.

BeforeAll {
    Set-StrictMode -Version Latest
    $manifest = $env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1')
    Import-Module $manifest

    # What filters of faults run apart from this session share with it.
    function Set-Shared([string] $Name, $Value) {
        [AppDomain]::CurrentDomain.SetData("RealmTools.Tests.$Name", $Value)
        $Value
    }

    function Get-Lost {
        Get-RealmHost | ForEach-Object { Get-Granule -RealmHost $_ } | Where-Object Use -notin Free, HostOwned
    }
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Several hosts' {
    BeforeEach {
        $null = Connect-RealmHost a
        $null = Connect-RealmHost b
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'stand in a pipeline for the realms on them' {
        $null = Connect-RealmHost first -NotDefault
        $null = Connect-RealmHost second -NotDefault
        $null = New-Realm one, two -RealmHost first
        $null = New-Realm three -RealmHost second
        Get-RealmHost second | Get-Realm | ForEach-Object Name | Should -Be 'three'
        Get-RealmHost first, second | Get-Realm | ForEach-Object Name | Should -Be 'one', 'two', 'three'
        Get-Realm (Get-RealmHost second) | ForEach-Object Name | Should -Be 'three'
        Get-RealmHost first | Get-RealmTeardownPlan | ForEach-Object RealmName | Sort-Object -Unique | Should -Be 'one', 'two'
        Get-RealmHost first, second | Disconnect-RealmHost -Force
    }

    It 'lead a realm through its life on ten hosts' {
        $names = @('a', 'b') + @(1..8 | ForEach-Object { (Connect-RealmHost "h$_").Name })
        $realms = New-Realm vm1 -RealmHost $names
        $realms.HostName | Sort-Object | Should -Be ($names | Sort-Object)
        Add-RealmMemory vm1 0x40000000 4MB -RealmHost $names
        (Get-Realm -RealmHost $names).PrivateSize.Bytes | Sort-Object -Unique | Should -Be 4MB
        (Remove-Realm vm1 -RealmHost $names -Force -PassThru).IsComplete | Should -Be (@($true) * 10)
        Get-Lost | Should -BeNullOrEmpty
    }

    It 'are worked on at the same time' {
        $null = Set-Shared Meeting ([Threading.Barrier]::new(2))
        $null = Set-Shared Met ([Collections.Concurrent.ConcurrentQueue[bool]]::new())
        Add-RmiFault REALM_CREATE -RealmHost a, b -FilterScript {
            $domain = [AppDomain]::CurrentDomain
            $domain.GetData('RealmTools.Tests.Met').Enqueue($domain.GetData('RealmTools.Tests.Meeting').SignalAndWait(30000))
            $false
        }
        New-Realm vm1 -RealmHost a, b | Should -HaveCount 2
        @([AppDomain]::CurrentDomain.GetData('RealmTools.Tests.Met')) | Should -Be $true, $true
    }

    It 'are worked on one after the other with -ThrottleLimit 1' {
        $null = Connect-RealmHost c
        $busy = Set-Shared Busy ([Threading.SemaphoreSlim]::new(1))
        $null = Set-Shared Alone ([Collections.Concurrent.ConcurrentQueue[bool]]::new())
        Add-RmiFault REALM_CREATE -RealmHost a, b, c -FilterScript {
            $domain = [AppDomain]::CurrentDomain
            $domain.GetData('RealmTools.Tests.Alone').Enqueue($domain.GetData('RealmTools.Tests.Busy').Wait(0))
            $false
        }
        New-Realm vm1 -RealmHost a, b, c -ThrottleLimit 1 | ForEach-Object { $busy.Release() } | Should -Be 0, 0, 0
        @([AppDomain]::CurrentDomain.GetData('RealmTools.Tests.Alone')) | Should -Be $true, $true, $true
    }

    It 'one that hangs does not keep back the others' {
        $null = Connect-RealmHost c
        $gate = Set-Shared Gate ([Threading.ManualResetEventSlim]::new())
        Add-RmiFault REALM_CREATE -RealmHost a -FilterScript {
            -not [AppDomain]::CurrentDomain.GetData('RealmTools.Tests.Gate').Wait(30000)
        }
        $order = New-Realm vm1 -RealmHost a, b, c | ForEach-Object -Begin { $seen = 0 } -Process {
            $_.HostName
            if (++$seen -eq 2) { $gate.Set() }
        }
        $order[2] | Should -Be 'a'
        $order | Sort-Object | Should -Be 'a', 'b', 'c'
    }

    It 'one that fails, and one that is not there, do not stop the others' {
        $null = Connect-RealmHost c
        $taken = New-Realm vm1 -RealmHost b
        $made = New-Realm vm1 -RealmHost a, b, nowhere, c -ErrorAction SilentlyContinue -ErrorVariable problems
        $made.HostName | Sort-Object | Should -Be 'a', 'c'
        $problems | Should -HaveCount 2
        $exists = $problems | Where-Object FullyQualifiedErrorId -eq 'RealmExists,RealmTools.Module.Commands.NewRealmCommand'
        "$exists" | Should -BeLike "``[b``] *'vm1'*"
        $exists.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        ($problems | Where-Object FullyQualifiedErrorId -like 'HostNotFound,*').TargetObject | Should -Be 'nowhere'
        (Get-Realm vm1 -RealmHost b).Number | Should -Be $taken.Number
    }

    It 'are told apart in what comes out, in a way that binds the next command' {
        $null = New-Realm vm1 -RealmHost a, b
        Add-RealmMemory vm1 0x40000000 4KB -RealmHost a
        $entries = @(Get-RttEntry vm1 0x40000000 -RealmHost a, b)
        $entries.RealmHost | Sort-Object | Should -Be 'a', 'b'
        ($entries | Where-Object RealmHost -eq a).State | Should -Be 'Assigned'
        ($entries | Where-Object RealmHost -eq b).State | Should -Be 'Unassigned'
        $entries | Get-RttEntry | ForEach-Object State | Sort-Object | Should -Be ($entries.State | Sort-Object)

        $whole = Test-RealmTeardown -Quiet -RealmHost a, b
        $whole | Should -Be $true, $true
        $whole.RealmHost | Sort-Object | Should -Be 'a', 'b'
    }

    It 'leave out the tag where an object names its host, and where there is one host' {
        $null = New-Realm vm1 -RealmHost a, b
        (Get-Realm -RealmHost a, b)[0].PSObject.Properties['RealmHost'] | Should -BeNullOrEmpty
        Disconnect-RealmHost b -Force
        (Get-RttTree vm1 -RealmHost a)[0].PSObject.Properties['RealmHost'] | Should -BeNullOrEmpty
        (Get-RttTree vm1 -RealmHost a, a)[0].PSObject.Properties['RealmHost'] | Should -BeNullOrEmpty
    }

    It 'give their listings in one piece each' {
        $null = New-Realm vm1 -RealmHost a, b
        Add-RealmMemory vm1 0x40000000 64MB -PageSize 4KB -RealmHost a, b
        $hosts = (Get-RttTree vm1 -RealmHost a, b -Raw).RealmHost
        $changes = 1..($hosts.Count - 1) | Where-Object { $hosts[$_] -ne $hosts[$_ - 1] }
        $changes | Should -HaveCount 1
    }

    It 'are where the next command finds what came from one of them' {
        $null = New-Realm vm1 -RealmHost a, b
        Add-RealmMemory vm1 0x40000000 4MB -RealmHost a, b
        Get-RealmMemory vm1 -RealmHost a | Remove-RealmMemory
        (Get-Realm vm1 -RealmHost a).PrivateSize.Bytes | Should -Be 0
        (Get-Realm vm1 -RealmHost b).PrivateSize.Bytes | Should -Be 4MB
    }

    It 'say which they are above a table' {
        $null = New-Realm vm1 -RealmHost a, b
        $text = Get-Realm -RealmHost a, b | Out-String
        $text | Should -Match 'Host: a'
        $text | Should -Match 'Host: b'
        Get-RttTree vm1 -RealmHost a | Out-String | Should -Match 'Tree: vm1 on a, protected half'
        Disconnect-RealmHost b -Force
        Get-Realm -RealmHost a | Out-String | Should -Not -Match 'Host:'
        Get-RttTree vm1 -RealmHost a | Out-String | Should -Match 'Tree: vm1, protected half'
    }

    It 'may return the same object again' {
        Add-RmiFault RTT_CREATE -RealmHost a, b
        1..2 | ForEach-Object { (Get-RmiFault -RealmHost a, b).RealmHost | Sort-Object | Should -Be 'a', 'b' }
    }

    It 'rehearse, each with its name' {
        $null = New-Realm vm1 -RealmHost a, b
        $transcript = Join-Path $TestDrive 'whatif.txt'
        $null = Start-Transcript $transcript
        Start-Realm vm1 -RealmHost a, b -WhatIf
        $null = Stop-Transcript
        $lines = (Get-Content $transcript) -like 'What if: *'
        ($lines -replace '.*target "(.*)".*', '$1') | Sort-Object | Should -Be '[a] vm1', '[b] vm1'
        (Get-Realm vm1 -RealmHost a, b).State | Should -Be 'New', 'New'
    }

    It '-Verbose names the host of each step' {
        $steps = New-Realm vm1 -RealmHost a, b -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | ForEach-Object Message
        ($steps -match '^\[a\] REALM_CREATE ').Count | Should -Be 1
        ($steps -match '^\[b\] REALM_CREATE ').Count | Should -Be 1
        $steps -notmatch '^(\[[ab]\] |Performing the operation .* on target "\[[ab]\] vm1")' | Should -BeNullOrEmpty
    }

    It 'do what a host has to do in its order, for realms of several hosts in one record' {
        $realms = @(New-Realm vm1, vm2 -RealmHost a, b)
        $steps = Remove-Realm -Name $realms -Force -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | ForEach-Object Message
        ($steps -match '^\[a\] REALM_DESTROY').Count | Should -Be 2
        Get-Realm -RealmHost a, b | Should -BeNullOrEmpty
        Get-Lost | Should -BeNullOrEmpty
    }

    It 'do not wait for a command behind them that works on the same hosts' {
        $null = New-Realm vm1 -RealmHost a, b
        Add-RealmMemory vm1 0x40000000 4MB -PageSize 4KB -RealmHost a, b
        $read = @(Get-RttTree vm1 -Raw -SkipEmpty -RealmHost a, b -Verbose 4>$null | Where-Object State -eq Assigned | Get-RttEntry)
        $read | Should -HaveCount 2048
        @($read.State | Sort-Object -Unique) | Should -Be 'Assigned'
    }

    It 'write each file once' {
        $null = New-Realm vm1 -RealmHost a, b
        $file = Join-Path $TestDrive 'vm1.svg'
        Export-RttTree vm1 $file -RealmHost a, b -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $file | Should -Exist
    }

    It 'work within parallel sessions' {
        $hosts = Get-RealmHost
        $names = 1..3 | ForEach-Object -ThrottleLimit 3 -Parallel {
            Import-Module $using:manifest
            (New-Realm "vm$_" -RealmHost $using:hosts).HostName
        }
        $names | Group-Object | ForEach-Object Count | Should -Be 3, 3
        $job = Start-ThreadJob {
            Import-Module $using:manifest
            Get-Realm -RealmHost $using:hosts
        }
        ($job | Receive-Job -Wait -AutoRemoveJob) | Should -HaveCount 6
    }
}

Describe 'Ending work on several hosts' {
    BeforeEach {
        $null = Connect-RealmHost a -Dram 480GB
        $null = Connect-RealmHost b -Dram 480GB
        $null = New-Realm vm1 -RealmHost a, b
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    # More memory than any machine maps before its bar has shown.
    It 'stops all of them between two calls; each had a bar of its own' {
        $shell = [powershell]::Create()
        $null = $shell.AddScript({
                param($Manifest, $Hosts)
                Import-Module $Manifest
                Add-RealmMemory vm1 -RealmHost $Hosts -Ipa 0x40000000 -Size 400GB -PageSize 4KB
            }).AddArgument($manifest).AddArgument(@(Get-RealmHost))
        $pending = $shell.BeginInvoke()
        [Threading.SpinWait]::SpinUntil({ @($shell.Streams.Progress | ForEach-Object ActivityId | Sort-Object -Unique).Count -eq 2 }, 60000) | Should -BeTrue
        $shell.Stop()
        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        { $shell.EndInvoke($pending) } | Should -Throw
        @($shell.Streams.Progress).Activity | ForEach-Object { $_.Substring(0, 4) } | Sort-Object -Unique | Should -Be '[a] ', '[b] '
        $shell.Dispose()

        (Get-Realm vm1 -RealmHost a, b).PrivateSize.Bytes | ForEach-Object { $_ | Should -BeLessThan 400GB }
        Remove-Realm vm1 -RealmHost a, b -Force
        Get-Lost | Should -BeNullOrEmpty
    }

    It 'ends the others when an error on one ends the command' {
        $null = Remove-Realm vm1 -RealmHost b -Force
        $problem = try { Add-RealmMemory vm1 -RealmHost a, b -Ipa 0x40000000 -Size 400GB -PageSize 4KB -ErrorAction Stop } catch { $_ }
        "$problem" | Should -BeLike '`[b`] *vm1*'
        $problem.FullyQualifiedErrorId | Should -Be 'RealmNotFound,RealmTools.Module.Commands.AddRealmMemoryCommand'
        (Get-Realm vm1 -RealmHost a).PrivateSize.Bytes | Should -BeLessThan 400GB
        Remove-Realm vm1 -RealmHost a -Force
        Get-Lost | Should -BeNullOrEmpty
    }

    It 'ends when the pipeline has enough' {
        Add-RealmMemory vm1 -RealmHost a, b -Ipa 0x40000000 -Size 1GB -PageSize 4KB
        Get-RttTree vm1 -Raw -RealmHost a, b | Select-Object -First 1 | Should -HaveCount 1
        { Get-RttTree vm1 -Raw -RealmHost a, b | ForEach-Object { throw 'enough' } } | Should -Throw 'enough'
        Get-Realm vm1 -RealmHost a, b | Should -HaveCount 2
    }
}
