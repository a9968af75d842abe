#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
    Import-Module (Join-Path $PSScriptRoot Connection.psm1)
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Plans' {
    BeforeEach {
        $null = Connect-SuiteHost
        $null = New-Realm vm1 -IpaBits 40 |
            Add-RealmMemory -Ipa 0x40000000 -Size 68KB -PassThru |
            Add-RealmMemory -Ipa 0x8000000000 -Size 16KB -Shared -PassThru |
            Add-RealmVcpu -Count 2 -PassThru | Start-Realm
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It '<Order> runs as its host does' -ForEach @(
        @{ Order = 'Default'; Complete = $true }
        @{ Order = 'Tftf'; Complete = $true }
        @{ Order = 'TerminateFirst'; Complete = $true }
        # v13 knows no REALM_TERMINATE: an RMM of today refuses REALM_DESTROY.
        @{ Order = 'KvmV13'; Complete = $false }
        @{ Order = 'KvmV13Refactored'; Complete = $false }
        @{ Order = 'KvmV12'; Complete = $false }
    ) {
        $results = @(Get-RealmTeardownPlan vm1 $Order | Invoke-RealmTeardownStep)
        ($results[-1].GranulesOut -eq 0) | Should -Be $Complete
        if (-not $Complete) {
            $failure = $results | Where-Object Outcome -eq Failed | Select-Object -First 1
            $failure.Failure.CommandName | Should -Be 'REALM_DESTROY'
            $failure.Failure.Diagnosis.Reason.Id | Should -Be 'REALM_DESTROY.realm-not-terminated'
            Remove-Realm vm1 -Resume -Force
        }
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
    }

    It 'say why a step is there and what must come first' {
        foreach ($step in Get-RealmTeardownPlan vm1) {
            $step.Why | Should -Not -BeNullOrEmpty
            $step.Target | Should -Not -BeNullOrEmpty
        }
        $destroy = Get-RealmTeardownPlan vm1 | Where-Object Kind -eq DestroyRealm
        $destroy.After.Kind | Should -Contain 'Terminate'
        $destroy.After[0].Otherwise | Should -Not -BeNullOrEmpty
        ($destroy.ExpectedCalls | Where-Object Command -eq RealmDestroy).Count | Should -Be 1
    }

    It 'v13 does its work twice' {
        $steps = Get-RealmTeardownPlan vm1 KvmV13
        ($steps | Where-Object Kind -eq DestroyRtts).Pass | Should -Be 1, 2
    }

    It 'come a step for a table' {
        @(Get-RealmTeardownPlan vm1 -Granularity Table | Where-Object Kind -eq DestroyRtt).Level | Should -Be 3, 2, 3, 2
        @(Get-RealmTeardownPlan vm1 -Granularity Table | Where-Object Kind -eq RemoveVcpu).VcpuIndex | Should -Be 0, 1
    }

    It 'come a step for a call' -Tag Simulator {
        $calls = @(Get-RealmTeardownPlan vm1 -Granularity Call)
        $calls.Command | Should -Contain 'RealmDestroy'
        $calls.Command | Should -Contain 'RttDestroy'
        @($calls | Invoke-RealmTeardownStep | Where-Object Outcome -eq Failed) | Should -BeNullOrEmpty
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
    }

    It 'without a step end where the RMM says so' {
        $results = @(Get-RealmTeardownPlan vm1 | Where-Object Kind -ne UnmapProtected | Invoke-RealmTeardownStep)
        $failed = $results | Where-Object Outcome -eq Failed
        $failed.Step.Kind | Should -Be 'DestroyRtts'
        $failed.Failure.Diagnosis.Reason.Id | Should -Be 'RTT_DESTROY.table-live'
        $failed.Explanation | Should -BeLike '*0x40000000*'
        ($results | Select-Object -Last 4).Outcome | Sort-Object -Unique | Should -Be 'Skipped'
        $results[-1].GranulesOut | Should -BeGreaterThan 0
    }

    It 'go on with -ContinueOnRmiError' {
        $results = @(Get-RealmTeardownPlan vm1 | Where-Object Kind -ne UnmapProtected | Invoke-RealmTeardownStep -ContinueOnRmiError)
        $results.Outcome | Should -Not -Contain 'Skipped'
        @($results | Where-Object Outcome -eq Failed).Count | Should -BeGreaterThan 1
    }

    It 'are saved and read again as <Form>' -ForEach @(
        @{ Form = 'CLIXML'; Save = { param($Steps, $Path) $Steps | Export-Clixml $Path }; Read = { param($Path) Import-Clixml $Path } }
        @{ Form = 'JSON'; Save = { param($Steps, $Path) $Steps | ConvertTo-Json -Depth 5 | Set-Content $Path }; Read = { param($Path) Get-Content $Path -Raw | ConvertFrom-Json } }
    ) {
        $path = Join-Path $TestDrive "plan.$Form"
        & $Save (Get-RealmTeardownPlan vm1 -Granularity Table) $path
        $results = @(& $Read $path | Invoke-RealmTeardownStep)
        $results.Outcome | Should -Not -Contain 'Failed'
        $results[-1].GranulesOut | Should -Be 0
        Get-Realm | Should -BeNullOrEmpty
    }

    It 'of a realm that is gone are refused, and nothing else changes' {
        $plan = Get-RealmTeardownPlan vm1
        $plan | Invoke-RealmTeardownStep | Out-Null
        $null = New-Realm vm1
        $held = (Get-Realm vm1).GranulesHeld
        $plan | Invoke-RealmTeardownStep -ErrorAction SilentlyContinue -ErrorVariable gone | Should -BeNullOrEmpty
        $gone.Count | Should -Be $plan.Count
        $gone[0].FullyQualifiedErrorId | Should -BeLike 'StepTargetGone,*'
        $gone[0].TargetObject.Kind | Should -Be 'RemoveVcpus'
        (Get-Realm vm1).GranulesHeld | Should -Be $held
        (Get-Realm vm1).State | Should -Be 'New'
    }

    It 'run by two shells, a half each' {
        $plan = @(Get-RealmTeardownPlan vm1)
        $machine = Get-RealmHost
        $manifest = (Get-Module RealmTools).Path -replace 'bin.RealmTools\.dll$', 'RealmTools.psd1'
        $first, $second = ($plan[0..3]), ($plan[4..8]) | ForEach-Object { , $_ } | ForEach-Object {
            $half = $_
            Start-ThreadJob { Import-Module $using:manifest; $using:half | Invoke-RealmTeardownStep -RealmHost $using:machine } | Receive-Job -Wait -AutoRemoveJob
        } | Group-Object { $_.Step.Position -le 4 } | ForEach-Object { , $_.Group }
        Get-Realm | Should -BeNullOrEmpty
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
    }

    It 'that are none are refused' {
        { 'nonsense' | Invoke-RealmTeardownStep -ErrorAction Stop } | Should -Throw
        { [pscustomobject]@{ Kind = 'Fly'; RealmName = 'vm1' } | Invoke-RealmTeardownStep -ErrorAction Stop } | Should -Throw
    }
}
