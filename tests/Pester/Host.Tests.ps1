#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Hosts' {
    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'makes a simulated host called sim on first use' {
        Get-RealmHost | Should -BeNullOrEmpty
        $null = New-Realm vm1
        (Get-RealmHost).Name | Should -Be 'sim'
        (Get-RealmHost -Default).Name | Should -Be 'sim'
    }

    It 'only looking at realms makes the host, too, and finds none' {
        Get-Realm | Should -BeNullOrEmpty
        (Get-RealmHost).Name | Should -Be 'sim'
    }

    It 'connects a machine as described' {
        $lab = Connect-RealmHost lab -Dram '0x80000000+256MB', '0x880000000-0x8c0000000' -PaBits 44
        $lab | Should -BeOfType RealmTools.Host.RealmHost
        "$($lab.Platform.Dram[0])" | Should -Be '0x80000000-0x90000000'
        "$($lab.Platform.Dram[1])" | Should -Be '0x880000000-0x8c0000000'
        $lab.Features.MaximumIpaBits | Should -Be 44
    }

    It 'lays out sizes from 2 GiB on, each at a gibibyte' {
        $lab = Connect-RealmHost lab -Dram 512MB, 3GB, '0x1000000000+1GB'
        @($lab.Platform.Dram).ForEach{ "$_" } | Should -Be '0x80000000-0xa0000000', '0xc0000000-0x180000000', '0x1000000000-0x1040000000'
    }

    It 'makes the newest host the default, unless told not to' {
        $null = Connect-RealmHost first
        $null = Connect-RealmHost second -NotDefault
        (Get-RealmHost -Default).Name | Should -Be 'first'
        (New-Realm vm1).HostName | Should -Be 'first'
        (New-Realm vm1 -RealmHost second).HostName | Should -Be 'second'
        $null = Connect-RealmHost third
        (Get-RealmHost -Default).Name | Should -Be 'third'
    }

    It 'works on several hosts when several are named' {
        $first = Connect-RealmHost first
        $null = Connect-RealmHost second
        $realms = New-Realm vm1 -RealmHost $first, second
        $realms.HostName | Sort-Object | Should -Be 'first', 'second'
    }

    It 'refuses a name that is taken, and an unknown one' {
        $lab = Connect-RealmHost lab
        Connect-RealmHost LAB -ErrorAction SilentlyContinue -ErrorVariable taken
        $taken[0].FullyQualifiedErrorId | Should -BeLike 'HostExists,*'
        $taken[0].CategoryInfo.Category | Should -Be 'ResourceExists'
        $taken[0].TargetObject | Should -Be $lab
        Get-Realm -RealmHost nowhere -ErrorAction SilentlyContinue -ErrorVariable unknown
        $unknown[0].FullyQualifiedErrorId | Should -BeLike 'HostNotFound,*'
        $unknown[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        (Get-RealmHost).Name | Should -Be 'lab'
    }

    It 'refuses machines that cannot be' -ForEach @(
        @{ Machine = @{ Dram = '0x80000000+4KB', '0x80000000+8KB' }; Value = 'overlaps' }
        @{ Machine = @{ Dram = '0x80000100+4KB' }; Value = '0x80000100' }
        @{ Machine = @{ Dram = 0 }; Value = '4 KiB' }
        @{ Machine = @{ Profile = '3.0' }; Value = "'3.0'" }
    ) {
        Connect-RealmHost lab @Machine -ErrorAction SilentlyContinue -ErrorVariable refused
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'ParameterInvalid,*'
        $refused[0].ToString() | Should -BeLike "*$Value*"
        Get-RealmHost | Should -BeNullOrEmpty
    }

    It 'asks before realms are lost, and -Force answers' {
        $null = New-Realm vm1
        { Disconnect-RealmHost sim -WhatIf } | Should -Not -Throw
        Get-RealmHost | Should -HaveCount 1
        Disconnect-RealmHost sim -Force
        Get-RealmHost | Should -BeNullOrEmpty
    }

    It 'refuses work on a host that was disconnected' {
        $lab = Connect-RealmHost lab
        Disconnect-RealmHost $lab
        New-Realm vm1 -RealmHost $lab -ErrorAction SilentlyContinue -ErrorVariable closed
        $closed[0].FullyQualifiedErrorId | Should -BeLike 'HostClosed,*'
        { $lab | Out-String } | Should -Not -Throw
    }

    It 'says that none is the default when hosts are there but none is' {
        $null = Connect-RealmHost only -NotDefault
        Get-Realm -ErrorAction SilentlyContinue -ErrorVariable none
        $none[0].FullyQualifiedErrorId | Should -BeLike 'HostNotFound,*'
        $none[0].ErrorDetails.RecommendedAction | Should -BeLike "*-RealmHost 'only'*"
    }
}

Describe 'Hosts and runspaces' {
    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'keeps the hosts of runspaces apart, and lets an object cross' {
        $lab = Connect-RealmHost lab -Dram 1GB
        $manifest = (Get-Module RealmTools).Path -replace 'bin.RealmTools\.dll$', 'RealmTools.psd1'
        $names = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:manifest
            $null = New-Realm "vm$_" -RealmHost $using:lab | Add-RealmMemory -RealmHost $using:lab -Ipa 0x40000000 -Size 4MB
            "$((Get-RealmHost | Measure-Object).Count)"
        }
        $names | Should -Be '0', '0', '0', '0'
        (Get-Realm -RealmHost $lab).Name | Sort-Object | Should -Be 'vm1', 'vm2', 'vm3', 'vm4'
        Get-Realm | Remove-Realm -Force
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
    }

    It 'ends only its own hosts when a runspace removes the module' {
        $null = Connect-RealmHost lab
        $manifest = (Get-Module RealmTools).Path -replace 'bin.RealmTools\.dll$', 'RealmTools.psd1'
        Start-ThreadJob { Import-Module $using:manifest; $null = Connect-RealmHost other; Remove-Module RealmTools } | Receive-Job -Wait -AutoRemoveJob
        New-Realm vm1 | Should -Not -BeNullOrEmpty
    }
}

Describe 'Checkpoints' {
    BeforeEach {
        $null = Connect-RealmHost sim -Dram 2GB
        $null = New-Realm vm1 -IpaBits 40 | Add-RealmMemory -Ipa 0x40000000 -Size 1GB -PassThru | Add-RealmVcpu -PassThru | Start-Realm
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'bring a host back, as often as wanted' {
        $before = (Get-Granule -Detailed).ForEach{ "$_" }
        $checkpoint = Checkpoint-RealmHost before
        $checkpoint.Realms.Name | Should -Be 'vm1'
        foreach ($round in 1, 2) {
            Remove-Realm vm1 -Force
            $null = New-Realm other
            Restore-RealmHost before
            (Get-Realm).Name | Should -Be 'vm1'
            (Get-Granule -Detailed).ForEach{ "$_" } | Should -Be $before
            (Get-RealmHost -Default).Name | Should -Be 'sim'
            Test-RealmTeardown -Quiet | Should -BeTrue
        }
        Remove-Realm vm1 -Force
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
    }

    It 'are numbered where nobody names them, and the newest is the default' {
        (Checkpoint-RealmHost).Name | Should -Be '1'
        $null = New-Realm vm2
        (Checkpoint-RealmHost).Name | Should -Be '2'
        $null = New-Realm vm3
        (Restore-RealmHost -PassThru).Name | Should -Be 'sim'
        (Get-Realm).Name | Should -Be 'vm1', 'vm2'
        Restore-RealmHost 1
        (Get-Realm).Name | Should -Be 'vm1'
    }

    It 'keep faults, and what is recorded afterwards does not claim to start at the boot' {
        Add-RmiFault REALM_DESTROY ErrorRealm
        $null = Checkpoint-RealmHost
        Get-RmiFault | Remove-RmiFault
        Restore-RealmHost
        (Get-RmiFault).Request.Command | Should -Be 'RealmDestroy'
        (Start-RmiTrace -PassThru).StartsAtBoot | Should -BeFalse
        $null = New-Realm vm2
        Get-RmiTrace REALM_CREATE | Should -Not -BeNullOrEmpty
    }

    It 'that do not exist, or exist already, are errors' {
        Restore-RealmHost -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CheckpointNotFound,*'
        $null = Checkpoint-RealmHost a
        Checkpoint-RealmHost A -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CheckpointExists,*'
        Restore-RealmHost b -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CheckpointNotFound,*'
        (TabExpansion2 'Restore-RealmHost ' 18).CompletionMatches.CompletionText | Should -Contain 'a'
    }
}

Describe 'Connecting several hosts' {
    BeforeDiscovery {
        $agent = Get-ChildItem (Join-Path $PSScriptRoot '../../artifacts/bin/RealmTools.Agent') -Filter realm-agent.dll -Recurse -ErrorAction Ignore
    }

    BeforeAll {
        $agent = Get-ChildItem (Join-Path $PSScriptRoot '../../artifacts/bin/RealmTools.Agent') -Filter realm-agent.dll -Recurse -ErrorAction Ignore |
            Select-Object -First 1
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'connects as many simulated ones as there are names, the first as the default' {
        $made = Connect-RealmHost north, south, east -Dram 1GB
        $made.Name | Sort-Object | Should -Be 'east', 'north', 'south'
        Get-RealmHost | ForEach-Object { "$($_.Platform.Dram)" } | Should -Be (@('0x80000000-0xc0000000') * 3)
        (Get-RealmHost -Default).Name | Should -Be 'north'
        $null = Connect-RealmHost up, down -NotDefault
        (Get-RealmHost -Default).Name | Should -Be 'north'
        (New-Realm vm1 -RealmHost $made).HostName | Sort-Object | Should -Be 'east', 'north', 'south'
    }

    It 'goes on when one fails; the first that can be connected is the default' {
        $null = Connect-RealmHost a, c
        $made = Connect-RealmHost a, b, c, d -ErrorAction SilentlyContinue -ErrorVariable problems
        $made.Name | Sort-Object | Should -Be 'b', 'd'
        $problems | ForEach-Object FullyQualifiedErrorId | Sort-Object -Unique | Should -BeLike 'HostExists,*'
        $problems | Should -HaveCount 2
        (Get-RealmHost -Default).Name | Should -Be 'b'
    }

    It 'names agents for their sockets and programs' -Skip:(-not $agent) {
        $command = "exec:dotnet '$($agent.FullName)' serve --stdio"
        $made = Connect-RealmHost -Agent $command, "unix:$TestDrive/board.sock" -ErrorAction SilentlyContinue -ErrorVariable problems
        $made.Name | Should -Be 'dotnet'
        "$problems" | Should -BeLike '*`[board`]*'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RmmUnreachable,*'
        (Get-RealmHost -Default).Name | Should -Be 'dotnet'
        $both = Connect-RealmHost one, two -Agent $command, $command
        $both.Name | Sort-Object | Should -Be 'one', 'two'
        (New-Realm vm1 -RealmHost one, two).HostName | Sort-Object | Should -Be 'one', 'two'
    }

    It 'refuses names that do not go with the hosts' {
        Connect-RealmHost one, two, three -Agent unix:/no/one, unix:/no/two -ErrorAction SilentlyContinue -ErrorVariable count
        $count[0].FullyQualifiedErrorId | Should -BeLike 'ParameterInvalid,*'
        "$count" | Should -BeLike '2 hosts have 3 names*'
        Connect-RealmHost -HostName root@board.invalid, board.invalid -ErrorAction SilentlyContinue -ErrorVariable twice
        "$twice" | Should -BeLike "*named 'board.invalid'*"
        Get-RealmHost | Should -BeNullOrEmpty
    }
}
