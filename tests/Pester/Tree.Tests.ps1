#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
    Import-Module (Join-Path $PSScriptRoot Connection.psm1)
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Tables' {
    BeforeEach {
        $null = Connect-SuiteHost
        $null = New-Realm vm1 -IpaBits 40 | Add-RealmMemory -Ipa 0x40000000 -Size 2MB
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'come as a stream, a table before what it translates' {
        $first = Get-RttTree vm1 -Raw | Select-Object -First 1
        "$($first.Ipa)" | Should -Be '0x0'
        $entries = @(Get-RttTree vm1 -SkipEmpty)
        $entries.State | Should -Be 'Table', 'Assigned'
        $entries.RealmName | Sort-Object -Unique | Should -Be 'vm1'
    }

    It 'are read in part' {
        $entries = @(Get-RttTree vm1 -From 0x40000000 -To 0x40200000)
        $entries[0].Level | Should -Be 1
        "$($entries[-1].Ipa) $($entries[-1].Level)" | Should -Be '0x40000000 2'
    }

    It 'have as many raw entries as fit the levels' {
        @(Get-RttTree vm1 -Raw).Count | Should -Be (2 * 512 + 512)
    }

    It 'are split and merged, and the memory stays' {
        $table = Split-Rtt vm1 0x40000000 3
        $table.State | Should -Be 'Table'
        (Get-RttEntry vm1 0x40000000).Level | Should -Be 3
        $block = Merge-Rtt vm1 0x40000000 3
        $block.State | Should -Be 'Assigned'
        "$($block.Size)" | Should -Be '2 MiB'
        "$(Get-RealmMemory vm1)" | Should -Be '0x40000000-0x40200000 ASSIGNED, RAM'
    }

    It 'are created and removed, and their granules come back' {
        $before = (Get-Realm vm1).GranulesHeld
        (New-Rtt vm1 0x80000000 2).State | Should -Be 'Table'
        $null = New-Rtt vm1 0x80000000 3
        (Get-Realm vm1).GranulesHeld | Should -Be ($before + 2)
        Remove-Rtt vm1 0x80000000 3
        (Remove-Rtt vm1 0x80000000 2 -PassThru).GranulesHeld | Should -Be $before
    }

    It 'say which entry is in the way' {
        Remove-Rtt vm1 0x40000000 2 -ErrorAction SilentlyContinue -ErrorVariable live
        $live[0].FullyQualifiedErrorId | Should -BeLike 'RmiFailed,*'
        $live[0].CategoryInfo.Category | Should -Be 'InvalidResult'
        $live[0].Exception.Call.Diagnosis.Reason.Id | Should -Be 'RTT_DESTROY.table-live'
        $live[0].ToString() | Should -BeLike '*0x40000000*'
        $live[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'refuse levels and addresses that are none' {
        New-Rtt vm1 0x80000000 1 -ErrorAction SilentlyContinue -ErrorVariable level
        $level[0].FullyQualifiedErrorId | Should -BeLike 'LevelInvalid,*'
        New-Rtt vm1 0x80001000 2 -ErrorAction SilentlyContinue -ErrorVariable unaligned
        $unaligned[0].FullyQualifiedErrorId | Should -BeLike 'RangeUnaligned,*'
        Get-RttEntry vm1 0x10000000000 -ErrorAction SilentlyContinue -ErrorVariable beyond
        $beyond[0].FullyQualifiedErrorId | Should -BeLike 'RangeBeyondRealm,*'
        Split-Rtt vm1 0x80000000 3 -ErrorAction SilentlyContinue -ErrorVariable noBlock
        $noBlock[0].FullyQualifiedErrorId | Should -BeLike 'LevelInvalid,*'
    }

    It 'are handed on by property' {
        Get-RttTree vm1 -SkipEmpty | Where-Object State -eq Assigned | Split-Rtt -Level 3 | ForEach-Object State | Should -Be 'Table'
    }
}

Describe 'Granules' {
    BeforeEach {
        $null = Connect-SuiteHost
        $null = New-Realm vm1 -IpaBits 40 | Add-RealmMemory -Ipa 0x40000000 -Size 2MB -PassThru | Add-RealmVcpu
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'cover the machine without a gap' {
        $runs = @(Get-Granule)
        "$($runs[0].Address) $($runs[-1].Top)" | Should -Be '0x80000000 0xa0000000'
        (1..($runs.Count - 1)).ForEach{ $runs[$_].Address -eq $runs[$_ - 1].Top } | Should -Not -Contain $false
    }

    It 'are filtered by use, owner and range' {
        (Get-Granule -State Rd, RootRtt).Use | Should -Be 'Rd', 'RootRtt'
        (Get-Granule -Owner vm1).Realm | Sort-Object -Unique | Should -Be 'vm1'
        (Get-Granule -Owner '').Use | Sort-Object -Unique | Should -Be 'Free', 'HostOwned'
        $run = Get-Granule 0x90000000+8KB
        "$($run.Address) $($run.Size) $($run.Use)" | Should -Be '0x90000000 8 KiB Free'
        (Get-Realm vm1 | Get-Granule -State Data).Granules | Should -Be 512
        Get-Granule -Leaked | Should -BeNullOrEmpty
    }

    It 'name the call that brought them' {
        "$((Get-Granule -State Rd).Since)" | Should -Match '^#\d+ '
    }

    It 'are delegated and taken back' {
        (Add-GranuleDelegation 0x90000000 8KB -PassThru).Use | Should -Be 'Delegated'
        (Invoke-Rmi RTT_CREATE (Get-Realm vm1).Rd 0x90000000 0x80000000 2).IsSuccess | Should -BeTrue
        Remove-GranuleDelegation 0x90000000 8KB -ErrorAction SilentlyContinue -ErrorVariable inUse
        $inUse[0].Exception.Call.Diagnosis.State | Should -BeLike '*RTT*'
        $null = Invoke-Rmi RTT_DESTROY (Get-Realm vm1).Rd 0x80000000 2
        (Remove-GranuleDelegation 0x90000000 8KB -PassThru).Use | Should -Be 'Free'
    }

    It 'in use are not delegated' {
        $run = Get-Granule -State HostOwned -Owner ''
        Add-GranuleDelegation $run.Address -ErrorAction SilentlyContinue -ErrorVariable inUse
        $inUse[0].FullyQualifiedErrorId | Should -BeLike 'GranuleInUse,*'
        $inUse[0].CategoryInfo.Category | Should -Be 'ResourceBusy'
        Add-GranuleDelegation 0x10000000 -ErrorAction SilentlyContinue -ErrorVariable noDram
        $noDram[0].FullyQualifiedErrorId | Should -BeLike 'NotDram,*'
    }
}
