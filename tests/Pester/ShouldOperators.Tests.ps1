#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))

    # What an assertion says when it fails.
    function Get-Complaint([scriptblock] $Assertion) {
        try {
            & $Assertion
        }
        catch {
            return $_.Exception.Message
        }
        throw 'The assertion holds.'
    }
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Should operators for realms' {
    BeforeEach {
        $null = Connect-RealmHost sim
        $null = New-Realm vm1 -IpaBits 40 | Add-RealmMemory -Ipa 0x80000000 -Size 4MB -PassThru | Add-RealmVcpu -PassThru
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'are registered when the module meets Pester, and again by command' {
        Register-RealmShouldOperator | Should -BeNullOrEmpty
        (Get-ShouldOperator).Name | Should -Contain 'MatchRttTree'
    }

    It 'are registered by the command where the module came first, and not without Pester' {
        $manifest = (Get-Module RealmTools).Path -replace 'bin.RealmTools\.dll$', 'RealmTools.psd1'
        $pester = (Get-Module Pester).Path -replace '\.psm1$', '.psd1'
        $script = @"
            Import-Module '$manifest'
            try { Register-RealmShouldOperator -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }
            Import-Module '$pester'
            Register-RealmShouldOperator
            `$null = New-Realm vm1
            'vm1' | Should -HaveRealmState New
            'done'
"@
        pwsh -NoProfile -NonInteractive -Command $script |
            Should -Be 'PesterNotLoaded,RealmTools.Module.Commands.RegisterRealmShouldOperatorCommand', 'done'
    }

    Context '-HaveRealmState' {
        It 'takes a name, a realm and what it was before' {
            $realm = Get-Realm vm1
            'vm1' | Should -HaveRealmState New
            $null = Start-Realm vm1
            $realm | Should -HaveRealmState Active
            Get-Realm vm1 | Should -HaveRealmState Active
            'vm1' | Should -Not -HaveRealmState Terminated
        }

        It 'says what the state is instead' {
            Get-Complaint { 'vm1' | Should -HaveRealmState Active -Because 'it was started' } |
                Should -Be "Expected realm 'vm1' to be Active, because it was started, but it is New."
            Get-Complaint { 'vm1' | Should -Not -HaveRealmState New } | Should -Be "Expected realm 'vm1' not to be New but it is New."
        }

        It 'fails for a realm that is not there, also with -Not' {
            Get-Complaint { 'vm9' | Should -HaveRealmState New } | Should -BeLike "*'sim' has no such realm*"
            Get-Complaint { 'vm9' | Should -Not -HaveRealmState New } | Should -BeLike "*'sim' has no such realm*"
        }

        It 'refuses what is no state and what is no realm' {
            Get-Complaint { 'vm1' | Should -HaveRealmState Asleep } | Should -BeLike "*'Asleep' is no state of a realm*Active*"
            Get-Complaint { 42 | Should -HaveRealmState New } | Should -BeLike '*takes a realm*42*'
        }
    }

    Context '-HaveNoLeakedGranules' {
        BeforeEach {
            # Pages of the host's own that are in the realm world: the RMM cannot write the list of what it returns.
            $own = Get-Granule -State HostOwned -Owner ''
            function Set-Obstacle([string] $Command) {
                $null = Invoke-Rmi $Command $own.Address $own.Top
                $null = Invoke-Rmi $Command ($own.Address + 0x1000) $own.Top
            }
        }

        It 'holds for a host, a realm and a report of a good tear-down' {
            Get-RealmHost | Should -HaveNoLeakedGranules
            Get-Realm vm1 | Should -HaveNoLeakedGranules
            'sim', 'vm1' | Should -HaveNoLeakedGranules
            Remove-Realm vm1 -Force -PassThru | Should -HaveNoLeakedGranules
            $null | Should -HaveNoLeakedGranules
        }

        It 'lists what is lost after a bad one, and since which call' {
            Set-Obstacle GRANULE_RANGE_DELEGATE
            $report = Remove-Realm vm1 -Force -PassThru -ErrorAction SilentlyContinue
            Get-Complaint { 'vm1' | Should -HaveNoLeakedGranules } | Should -BeLike "Expected realm 'vm1' to have no leaked granules but it has*REC of vCPU 0*since #*"
            Get-Complaint { 'sim' | Should -HaveNoLeakedGranules } | Should -BeLike "Expected host 'sim'*"
            Get-Complaint { $report | Should -HaveNoLeakedGranules } | Should -BeLike '*bring every granule back but * did not come.'
            'vm1' | Should -Not -HaveNoLeakedGranules
            Set-Obstacle GRANULE_RANGE_UNDELEGATE
            Remove-Realm vm1 -Resume -Force
            'sim' | Should -HaveNoLeakedGranules
        }
    }

    Context '-FailWithRmi' {
        It 'takes <Name>' -ForEach @(
            @{ Name = 'a script block with an error that ends it'; Block = { Remove-Rtt vm1 0x80000000 2 -ErrorAction Stop } }
            @{ Name = 'a script block with one that does not'; Block = { Remove-Rtt vm1 0x80000000 2 -ErrorAction Continue } }
            @{ Name = 'a reply of Invoke-Rmi'; Block = { Invoke-Rmi RTT_DESTROY (Get-Realm vm1).Rd 0x80000000 2 } }
        ) {
            $Block | Should -FailWithRmi
            $Block | Should -FailWithRmi RTT
            $Block | Should -FailWithRmi RTT 2
            $Block | Should -FailWithRmi ERROR_RTT 2 -Reason table-live
            $Block | Should -FailWithRmi ErrorRtt -Reason RTT_DESTROY.table-live
            $Block | Should -FailWithRmi -Reason *-live
            $Block | Should -Not -FailWithRmi RTT 3
            $Block | Should -Not -FailWithRmi INPUT
            $Block | Should -Not -FailWithRmi RTT 2 -Reason walk*
        }

        It 'takes replies, errors and steps that are piped' {
            Invoke-Rmi RTT_DESTROY (Get-Realm vm1).Rd 0x80000000 2 | Should -FailWithRmi RTT 2
            Remove-Rtt vm1 0x80000000 2 -ErrorAction SilentlyContinue -ErrorVariable failed
            $failed | Should -FailWithRmi RTT 2 -Reason table-live
            Get-RealmTeardownPlan vm1 | Where-Object Kind -eq DestroyRealm | Invoke-RealmTeardownStep | Should -FailWithRmi REALM
        }

        It 'says what came instead' {
            Get-Complaint { { Remove-Rtt vm1 0x80000000 2 -ErrorAction Stop } | Should -FailWithRmi INPUT -Because 'it is bad' } |
                Should -Be 'Expected an RMI call to fail with ERROR_INPUT, because it is bad, but RTT_DESTROY answered ERROR_RTT(2), RTT_DESTROY.table-live.'
            Get-Complaint { { Get-Realm vm1 } | Should -FailWithRmi RTT 3 -Reason x } |
                Should -Be 'Expected an RMI call to fail with ERROR_RTT(3) for the reason x but no RMI call failed.'
            Get-Complaint { { throw 'banana' } | Should -FailWithRmi } | Should -BeLike '*it failed otherwise: banana.'
            Get-Complaint { { Get-Realm vm1 } | Should -FailWithRmi NONSENSE } | Should -BeLike "*'NONSENSE' is no RMI status*ERROR_RTT*"
        }
    }

    Context '-MatchRttTree' {
        It 'compares a realm, its name, and a tree, raw or in runs' {
            $sketch = @'
                1 2GB table
                  2 0x80000000+4MB assigned ram
'@
            'vm1' | Should -MatchRttTree $sketch
            Get-Realm vm1 | Should -MatchRttTree $sketch
            Get-RttTree vm1 | Should -MatchRttTree $sketch
            Get-RttTree vm1 -Raw | Should -MatchRttTree $sketch
            'vm1' | Should -Not -MatchRttTree '1 2GB table'
        }

        It 'shows where they differ' {
            Get-Complaint { 'vm1' | Should -MatchRttTree '1 2GB table' } | Should -BeLike "*they differ (- sketch, + tables):`n*table`n+   2 0x80000000-0x80400000 assigned ram"
        }

        It 'names a bad line of the sketch' {
            Get-Complaint { 'vm1' | Should -MatchRttTree '2 0x1000 assigned' } | Should -BeLike "*Line 1 of the sketch, '0x1000'*2 MiB*"
        }
    }
}
