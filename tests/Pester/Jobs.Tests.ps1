#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

# Commands that work in the background.

BeforeAll {
    Set-StrictMode -Version Latest
    $manifest = $env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1')
    Import-Module $manifest

    function Get-Lost {
        Get-RealmHost | ForEach-Object { Get-Granule -RealmHost $_ } | Where-Object Use -notin Free, HostOwned
    }
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'A job' {
    BeforeEach {
        $null = Connect-RealmHost a
        $null = Connect-RealmHost b
    }

    AfterEach {
        Get-Job | Where-Object PSJobTypeName -eq RealmJob | Remove-Job -Force
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'does on the session''s default host what the command does' {
        $job = New-Realm vm1 -IpaBits 36 -AsJob
        $job | Should -BeOfType System.Management.Automation.Job
        $job.PSJobTypeName | Should -Be 'RealmJob'
        $job.Command | Should -Be 'New-Realm -Name vm1 -IpaBits 36'
        $job.Location | Should -Be 'b'
        $job.Id | Should -BeIn (Get-Job).Id
        $job | Wait-Job -Timeout 60 | ForEach-Object State | Should -Be 'Completed'
        $job.HasMoreData | Should -BeTrue
        $made = $job | Receive-Job
        $made | Should -BeOfType RealmTools.Host.Realm
        $made.Name, $made.IpaBits, $made.HostName | Should -Be 'vm1', 36, 'b'
        $job.HasMoreData | Should -BeFalse
        (Get-Realm vm1).Number | Should -Be $made.Number
        $job | Remove-Job
        Get-Job | Where-Object Id -eq $job.Id | Should -BeNullOrEmpty
    }

    It 'makes the default host where there is none' {
        Get-RealmHost | Disconnect-RealmHost -Force
        $job = New-Realm vm1 -AsJob
        $job.Location | Should -Be 'sim'
        ($job | Receive-Job -Wait -AutoRemoveJob).HostName | Should -Be 'sim'
        (Get-RealmHost).Name | Should -Be 'sim'
    }

    It 'takes all that comes through the pipeline' {
        $realms = @(New-Realm vm1, vm2 -RealmHost a, b)
        $jobs = @($realms | Add-RealmMemory -Ipa 0x40000000 -Size 2MB -PassThru -AsJob)
        $jobs | Should -HaveCount 1
        $after = $jobs | Receive-Job -Wait -AutoRemoveJob
        $after.PrivateSize.Bytes | Should -Be (@(2MB) * 4)
        $after.HostName | Sort-Object | Should -Be 'a', 'a', 'b', 'b'
    }

    It 'takes properties of what comes through the pipeline' {
        $null = New-Realm vm1, vm2 -RealmHost a
        $rows = "Name,Ipa,Size,RealmHost`nvm1,0x40000000,2MB,a`nvm2,0x80000000,4MB,a`n" | ConvertFrom-Csv
        $rows | Add-RealmMemory -AsJob | Receive-Job -Wait -AutoRemoveJob
        (Get-Realm -RealmHost a).PrivateSize.Bytes | Should -Be 2MB, 4MB
    }

    It 'takes steps, which name their host' {
        $null = New-Realm vm1 -RealmHost a
        (Get-RealmTeardownPlan vm1 -RealmHost a | Find-RealmTeardownFault -AsJob | Receive-Job -Wait -AutoRemoveJob).SafeOrders | Should -BeGreaterThan 0
        $results = Get-RealmTeardownPlan vm1 -RealmHost a | Invoke-RealmTeardownStep -AsJob | Receive-Job -Wait -AutoRemoveJob
        $results.Outcome | Should -Not -Contain 'Failed'
        Get-Lost | Should -BeNullOrEmpty
    }

    It 'takes files, and paths from where the session stands' {
        $null = New-Realm vm1
        Push-Location $TestDrive
        try {
            $null = Start-RmiTrace t.rmi
            Add-RealmMemory vm1 0x40000000 4KB
            $null = Stop-RmiTrace
            $records = Get-ChildItem t.rmi | Import-RmiTrace -AsJob | Receive-Job -Wait -AutoRemoveJob
            $records.Command | Should -Contain 'RTT_DATA_MAP'
            ('t.rmi' | Import-RmiTrace -AsJob | Receive-Job -Wait -AutoRemoveJob) | Should -HaveCount $records.Count
            ($records | Export-RmiTrace copy.rmi -PassThru -AsJob | Receive-Job -Wait -AutoRemoveJob).FullName | Should -Be (Join-Path $TestDrive copy.rmi)
            Compare-RmiTrace t.rmi copy.rmi -CallsOnly -AsJob | Receive-Job -Wait -AutoRemoveJob | Should -BeNullOrEmpty
            $null = @() | Export-RmiTrace empty.rmi -AsJob | Receive-Job -Wait -AutoRemoveJob
            'empty.rmi' | Should -Exist
            Export-RttTree vm1 TestDrive:/vm1.svg -AsJob | Receive-Job -Wait -AutoRemoveJob
            'vm1.svg' | Should -Exist
        }
        finally {
            Pop-Location
        }
    }

    It 'has errors with identifiers and targets, and goes on after them' {
        $null = New-Realm vm2
        $job = New-Realm vm1, vm2, vm3 -AsJob -ErrorAction Continue | Wait-Job -Timeout 60
        $job.State | Should -Be 'Completed'
        $made = $job | Receive-Job -ErrorAction SilentlyContinue -ErrorVariable problems
        $made.Name | Should -Be 'vm1', 'vm3'
        $problems[0].FullyQualifiedErrorId | Should -Be 'RealmExists,RealmTools.Module.Commands.NewRealmCommand'
        "$($problems[0].TargetObject)" | Should -Be 'vm2'
        $problems[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'fails with -ErrorAction Stop, given or preferred' {
        $null = New-Realm vm2
        $preferred = & { $ErrorActionPreference = 'Stop'; New-Realm vm2, vm3 -AsJob }
        foreach ($job in (New-Realm vm2, vm3 -AsJob -ErrorAction Stop), $preferred) {
            ($job | Wait-Job -Timeout 60).State | Should -Be 'Failed'
            $job | Receive-Job -ErrorAction SilentlyContinue -ErrorVariable problems
            $problems[0].FullyQualifiedErrorId | Should -Be 'RealmExists,RealmTools.Module.Commands.NewRealmCommand'
        }
        Get-Realm | ForEach-Object Name | Should -Be 'vm2'
    }

    It 'has the steps of -Verbose and -Debug, with the host where there are several' {
        $job = New-Realm vm1 -RealmHost a, b -AsJob -Verbose -Debug 4>$null | Wait-Job -Timeout 60
        @($job.Verbose).Message -match '^\[a\] REALM_CREATE ' | Should -HaveCount 1
        @($job.Debug).Message -match '^\[b\] .*REALM_CREATE: ' | Should -HaveCount 1
        ($job | Receive-Job).HostName | Sort-Object | Should -Be 'a', 'b'
    }

    It 'is not made to rehearse' {
        $null = New-Realm vm1
        $log = Join-Path $TestDrive 'whatif.txt'
        $null = Start-Transcript $log
        $jobs = @(Remove-Realm vm1 -AsJob -WhatIf; & { $WhatIfPreference = $true; Remove-Realm vm1 -AsJob -Force })
        $null = Stop-Transcript
        $jobs | Should -BeNullOrEmpty
        @((Get-Content $log) -like '*DestroyRealm*').Count | Should -Be 2
        Get-Realm vm1 | Should -HaveCount 1
    }

    It 'is not made where the question before it is not answered' {
        $null = New-Realm vm1
        { Remove-Realm vm1 -AsJob } | Should -Throw
        { Add-RealmMemory vm1 0x40000000 4KB -AsJob -Confirm } | Should -Throw
        Get-Job | Where-Object PSJobTypeName -eq RealmJob | Should -BeNullOrEmpty
        Remove-Realm vm1 -AsJob -Confirm:$false | Receive-Job -Wait -AutoRemoveJob
        Get-Realm | Should -BeNullOrEmpty
    }

    It 'does not end the session''s hosts when it ends' {
        New-Realm vm1 -AsJob | Wait-Job -Timeout 60 | Remove-Job
        (Get-RealmHost).Name | Should -Be 'a', 'b'
        Get-Realm vm1 | Should -HaveCount 1
    }

    It 'says so when its host is gone' {
        $null = New-Realm vm1
        $gone = Get-RealmHost b
        Disconnect-RealmHost b -Force
        Get-RttTree vm1 -RealmHost $gone -AsJob | Receive-Job -Wait -AutoRemoveJob -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'HostClosed,*'
    }
}

Describe 'A long job' {
    BeforeEach {
        $null = Connect-RealmHost a -Dram 64GB
        $null = Connect-RealmHost b -Dram 64GB
        $null = New-Realm vm1 -RealmHost a, b
    }

    AfterEach {
        Get-Job | Where-Object PSJobTypeName -eq RealmJob | Remove-Job -Force
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'shows progress, and stops between two calls' {
        $job = Add-RealmMemory vm1 -RealmHost a, b -Ipa 0x40000000 -Size 32GB -PageSize 4KB -AsJob
        $job.State | Should -Be 'Running'
        [Threading.SpinWait]::SpinUntil({ $job.Progress.Count -gt 0 }, 60000) | Should -BeTrue
        $job.Progress[0].Activity | Should -BeLike '`[?`] *'
        Stop-Job $job
        $job.State | Should -Be 'Stopped'
        (Get-Realm vm1 -RealmHost a, b).PrivateSize.Bytes | ForEach-Object { $_ | Should -BeLessThan 32GB }
        Remove-Realm vm1 -RealmHost a, b -Force
        Get-Lost | Should -BeNullOrEmpty
        Stop-Job $job
        $job.State | Should -Be 'Stopped'
    }

    It 'is stopped by Remove-Job -Force, also before it has begun' {
        Add-RealmMemory vm1 -RealmHost a -Ipa 0x40000000 -Size 32GB -PageSize 4KB -AsJob | Remove-Job -Force
        (Get-Realm vm1 -RealmHost a).PrivateSize.Bytes | Should -BeLessThan 32GB
        Remove-Realm vm1 -RealmHost a, b -Force
        Get-Lost | Should -BeNullOrEmpty
    }

    It 'leaves what an exploration found so far' {
        $null = Add-RealmMemory vm1 -RealmHost a -Ipa 0x40000000 -Size 16MB
        $job = Find-RealmTeardownFault vm1 -RealmHost a -TimeLimit 0:0:0 -AsJob
        ($job | Receive-Job -Wait -AutoRemoveJob).IsComplete | Should -BeFalse
        (Find-RealmTeardownFault -Last).RealmName | Should -Be 'vm1'
    }
}
