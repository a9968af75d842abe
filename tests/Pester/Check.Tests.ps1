#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
    Import-Module (Join-Path $PSScriptRoot Connection.psm1)

    function New-Subject {
        New-Realm vm1 -IpaBits 40 |
            Add-RealmMemory -Ipa 0x40000000 -Size 68KB -PassThru |
            Add-RealmMemory -Ipa 0x8000000000 -Size 16KB -Shared -PassThru |
            Add-RealmVcpu -Count 2 -PassThru | Start-Realm -PassThru
    }

    function Get-Picture {
        (Get-Granule -Detailed).ForEach{ "$_" }
        Get-Realm | ForEach-Object { "$_ $($_.Vcpus) $($_.Memory) $($_.GranulesHeld)" }
        (Get-RealmHost).CallCount
    }
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Test-RealmTeardown' {
    BeforeEach {
        $null = Connect-SuiteHost
        $null = New-Subject
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'finds nothing where nothing is wrong, whatever is going on' {
        Test-RealmTeardown | Should -BeNullOrEmpty
        Test-RealmTeardown -Quiet | Should -BeTrue
        $audit = Test-RealmTeardown vm1 -Summary
        $audit.IsClean | Should -BeTrue
        $audit.AskedRmm | Should -BeTrue
        $audit.GranulesChecked | Should -BeGreaterThan 0
    }

    It 'says what a failed tear-down lost, since when, and what should have returned it' {
        Add-RmiFault REALM_DESTROY ErrorRealm
        Remove-Realm vm1 -Force -ErrorAction SilentlyContinue
        Test-RealmTeardown vm1 -Quiet | Should -BeFalse
        $findings = @(Test-RealmTeardown vm1)
        $findings.Kind | Sort-Object -Unique | Should -Be 'Leaked'
        $findings.Granules.Use | Sort-Object | Should -Be 'Rd', 'RootRtt'
        $findings.ReturnedBy | Sort-Object -Unique | Should -Be 'DestroyRealm'
        "$($findings[0].Granules.Since)" | Should -BeLike '#* REALM_DESTROY ERROR_REALM'
        $findings[0].WayOut | Should -BeLike '*-Resume*'
        Remove-Realm vm1 -Resume -Force
        Test-RealmTeardown -Quiet | Should -BeTrue
    }

    It 'sees what was done behind the host''s back' {
        Add-GranuleDelegation 0x90000000
        $call = [RealmTools.Rmi.RmiRegisters]::new([RealmTools.Rmi.RmiCommand]::GranuleRangeUndelegate, 0x90000000ul, 0x90001000ul)
        (Get-RealmHost).Rmm.Call([ref]$call)
        $finding = Test-RealmTeardown
        $finding.Kind | Should -Be 'Mismatch'
        "$($finding.Granules.Address)" | Should -Be '0x90000000'
        $finding.RmmState | Should -Be 'NonSecure'
        Test-RealmTeardown vm1 -Quiet | Should -BeTrue
    }

    It 'refuses an unknown realm' {
        Test-RealmTeardown nobody -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'RealmNotFound,*'
    }
}

Describe 'Compare-RealmTeardown' -Tag Simulator {
    BeforeEach {
        $null = Connect-RealmHost sim
        $null = New-Subject
        $before = Get-Picture
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'puts orders side by side and touches nothing' {
        $comparisons = @(Compare-RealmTeardown vm1 KvmV13, KvmV13Refactored, Default)
        $comparisons.Order | Should -Be 'KvmV13', 'KvmV13Refactored', 'Default'
        $comparisons.IsComplete | Should -Be $false, $false, $true
        $comparisons[0].RepeatedCalls | Should -BeGreaterThan 0
        $comparisons[1].RepeatedCalls | Should -Be 0
        $comparisons[0].CallTotal | Should -BeGreaterThan $comparisons[1].CallTotal
        $comparisons[0].FirstFailure.Failure.Diagnosis.Reason.Id | Should -Be 'REALM_DESTROY.realm-not-terminated'
        $comparisons[2].Audit.IsClean | Should -BeTrue
        Get-Picture | Should -Be $before
    }

    It 'takes all orders when none is named' {
        @(Compare-RealmTeardown vm1).Count | Should -Be 6
    }

    It 'tries both generations' {
        $comparisons = @(Compare-RealmTeardown vm1 KvmV12, Default -Profile 1.0, 2.0)
        @($comparisons).ForEach{ "$($_.Profile) $($_.Order)" } | Should -Be '1.0 KvmV12', '1.0 Default', '2.0 KvmV12', '2.0 Default'
        # v12 never frees the root tables at home, and never gets that far abroad.
        $comparisons[0].FirstFailure | Should -BeNullOrEmpty
        $comparisons[2].FirstFailure.Failure.Diagnosis.Reason.Id | Should -Be 'REALM_DESTROY.realm-not-terminated'
        $comparisons[3].IsComplete | Should -BeTrue
        Compare-RealmTeardown vm1 -Profile 3.0 -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ParameterInvalid,*'
        Get-Picture | Should -Be $before
    }

    It 'reckons with costs' {
        $cheap = Compare-RealmTeardown vm1 Default -CallCost @{ Default = 1 ; GRANULE_RANGE_UNDELEGATE = 1 }
        $cheap.Cost.TotalMicroseconds | Should -Be $cheap.CallTotal
        $dear = Compare-RealmTeardown vm1 Default -CallCost @{ Default = 1; GRANULE_RANGE_UNDELEGATE = 1; RTT_DESTROY = 1000 }
        $destroys = ($dear.Calls | Where-Object Command -eq RttDestroy).Count
        $dear.Cost.TotalMicroseconds | Should -Be ($cheap.CallTotal + 999 * $destroys)
        { Compare-RealmTeardown vm1 -CallCost @{ FLY = 1 } } | Should -Throw '*FLY*'
        { Compare-RealmTeardown vm1 -CallCost @{ RTT_DESTROY = 'much' } } | Should -Throw '*much*'
    }
}

Describe 'Find-RealmTeardownFault' -Tag Simulator {
    BeforeEach {
        $null = Connect-RealmHost sim
        $null = New-Subject
        $before = Get-Picture
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'tries every order and finds the rules without being told' {
        $found = Find-RealmTeardownFault vm1
        "$($found.Orders)" | Should -Be '362880'
        $found.IsComplete | Should -BeTrue
        $found.SafeOrders | Should -BeGreaterThan 0
        $found.SafeOrders | Should -BeLessThan $found.Orders
        $reasons = @($found.Faults | Where-Object Reason).Reason.Id
        $reasons | Should -Contain 'REALM_DESTROY.realm-not-terminated'
        $reasons | Should -Contain 'RTT_DESTROY.table-live'
        "$($found.Precedences)" | Should -BeLike '*Terminate before DestroyRealm*'
        Get-Picture | Should -Be $before
    }

    It 'gives orders that can be run: the safe one goes through' {
        $results = @((Find-RealmTeardownFault vm1).SafeOrder | Invoke-RealmTeardownStep)
        $results.Outcome | Should -Not -Contain 'Failed'
        $results[-1].GranulesOut | Should -Be 0
    }

    It 'gives orders that can be run: the faulty one fails as it said' {
        $fault = (Find-RealmTeardownFault vm1).Faults | Where-Object { $_.Reason -and $_.Reason.Id -eq 'RTT_DESTROY.table-live' } | Select-Object -First 1
        $results = @($fault.ShortestOrder | Invoke-RealmTeardownStep)
        $results[-1].Outcome | Should -Be 'Failed'
        $results[-1].Failure.Diagnosis.Reason.Id | Should -Be 'RTT_DESTROY.table-live'
    }

    It 'takes steps from the pipeline, and leaves some out' {
        $found = Get-RealmTeardownPlan vm1 | Where-Object Kind -in Terminate, DestroyRealm, RemoveVcpus | Find-RealmTeardownFault -Drop
        # All three in every order are 6; orders that stop at a failure count once.
        [long]$found.Orders | Should -BeGreaterThan 6
        @($found.Faults | Where-Object { $_.ShortestOrder.Length -lt 3 }).Count | Should -BeGreaterThan 0
    }

    It 'interleaves two plans' {
        $plan = Get-RealmTeardownPlan vm1
        $found = $plan | Where-Object Kind -in RemoveVcpus, Terminate | Find-RealmTeardownFault -Interleave ($plan | Where-Object Kind -eq UnmapProtected)
        [long]$found.Orders | Should -Be 3
    }

    It 'stops when told, with what is known so far, and keeps it' {
        $found = Find-RealmTeardownFault vm1 -Drop -TimeLimit ([timespan]::Zero)
        $found.IsComplete | Should -BeFalse
        (Find-RealmTeardownFault -Last).IsComplete | Should -BeFalse
    }
}
