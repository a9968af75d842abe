#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Faults' {
    BeforeEach {
        $null = Connect-RealmHost sim
        $null = New-Realm vm1 -IpaBits 40
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'takes the status <_> as the specification spells it' -ForEach 'BUSY', 'RTT', 'ERROR_INPUT', 'RMI_BLOCKED', 'ErrorRec' {
        Add-RmiFault -Command FEATURES -Status $_ -Level 0

        (Invoke-Rmi FEATURES 0 -ErrorAction SilentlyContinue).Result.Status.ToString() | Should -Be (
            @{ BUSY = 'Busy'; RTT = 'ErrorRtt'; ERROR_INPUT = 'ErrorInput'; RMI_BLOCKED = 'Blocked'; ErrorRec = 'ErrorRec' }[$_])
    }

    It 'hit the calls they are for, from the one they say' {
        $fault = Add-RmiFault FEATURES ErrorInput -After 2 -Times 2 -PassThru
        (1..6).ForEach{ "$((Invoke-Rmi FEATURES 0).Result)" } | Should -Be 'SUCCESS', 'SUCCESS', 'ERROR_INPUT', 'ERROR_INPUT', 'SUCCESS', 'SUCCESS'
        $now = Get-RmiFault $fault.Id
        $now.Hit | Should -Be 2
        $now.IsSpent | Should -BeTrue
        "$((Invoke-Rmi VERSION 0x20000).Result)" | Should -Be 'SUCCESS'
    }

    It 'of BUSY are tried again, as a kernel does' {
        Add-RmiFault RTT_CREATE Busy -Times 3
        (Add-RealmMemory vm1 0x40000000 4KB -PassThru).PrivateSize.Bytes | Should -Be 4KB
        (Get-RmiFault).Hit | Should -Be 3
    }

    It 'of other statuses stop, leak, and can be resumed' {
        Add-RmiFault REALM_DESTROY ErrorRealm
        Remove-Realm vm1 -Force -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'TeardownIncomplete,*'
        (Get-Granule -Leaked).Realm | Sort-Object -Unique | Should -Be 'vm1'
        Remove-Realm vm1 -Resume -Force
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
    }

    It 'look at addresses, levels and conditions' {
        Add-RmiFault RTT_READ_ENTRY ErrorInput -Range 0x40000000+4KB -Times 0
        Add-RmiFault -FilterScript { $_.Command -eq 'RTT_READ_ENTRY' -and $_.Operands.ipa -eq 0x80000000l } -Status ErrorRtt -Level 2 -Times 0
        $rd = (Get-Realm vm1).Rd
        "$((Invoke-Rmi RTT_READ_ENTRY $rd 0x40000000 3).Result)" | Should -Be 'ERROR_INPUT'
        "$((Invoke-Rmi RTT_READ_ENTRY $rd 0x40001000 3).Result)" | Should -Be 'SUCCESS'
        "$((Invoke-Rmi RTT_READ_ENTRY $rd 2147483648 3).Result)" | Should -Be 'ERROR_RTT(2)'
    }

    It 'happen by chance, the same for the same seed' {
        $hits = foreach ($round in 1, 2) {
            Add-RmiFault FEATURES ErrorInput -Probability 0.5 -Seed 7 -Times 0
            (1..40).ForEach{ (Invoke-Rmi FEATURES 0).IsSuccess } -join ','
            Get-RmiFault | Remove-RmiFault
        }
        $hits[0] | Should -Be $hits[1]
        $hits[0] | Should -BeLike '*True*False*'
    }

    It 'whose condition fails match nothing' {
        Add-RmiFault -FilterScript { throw 'never mind' } -Status ErrorInput -Times 0
        (Invoke-Rmi VERSION 0x20000).IsSuccess | Should -BeTrue
    }

    It 'lose answers, which puts granules in doubt' {
        Add-RmiFault RTT_CREATE -Effect LoseAnswer
        Add-RealmMemory vm1 0x40000000 4KB -ErrorAction SilentlyContinue -ErrorVariable lost
        $lost[0].FullyQualifiedErrorId | Should -BeLike 'RmmUnreachable,*'
        $lost[0].CategoryInfo.Category | Should -Be 'ConnectionError'
        (Get-Granule -Leaked).Fate | Should -Contain 'InDoubt'
        Remove-Realm vm1 -Force -ErrorAction SilentlyContinue
        Remove-Realm vm1 -Resume -Force -ErrorAction SilentlyContinue
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
    }

    It 'are recorded as the host saw them' {
        Start-RmiTrace
        Add-RmiFault VERSION Blocked
        $null = Invoke-Rmi VERSION 0x20000
        "$((Get-RmiTrace VERSION -Last 1).Result)" | Should -Be 'BLOCKED'
    }

    It 'make operations difficult, and a host copes' {
        Add-RmiFault -Operation -DonationSize 1 -ReclaimSize 1 -Yields 2 -YieldingCommand RTT_DATA_UNMAP
        (Get-RmiFault -Operation).DonationSize | Should -Be 1
        $before = (Get-RealmHost).CallCount
        $null = Add-RealmVcpu vm1
        (Get-RealmHost).CallCount - $before | Should -BeGreaterThan 32
        Add-RealmMemory vm1 0x40000000 64KB
        Remove-Realm vm1 -Force
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
        Remove-RmiFault -Operation
        Get-RmiFault -Operation | Should -BeNullOrEmpty
    }

    It 'are removed by number and from the pipeline' {
        Add-RmiFault VERSION Busy
        Add-RmiFault FEATURES Busy
        Remove-RmiFault (Get-RmiFault)[0].Id
        (Get-RmiFault).Request.Command | Should -Be 'Features'
        Get-RmiFault | Remove-RmiFault
        Get-RmiFault | Should -BeNullOrEmpty
        Remove-RmiFault 99 -ErrorAction SilentlyContinue -ErrorVariable missing
        $missing[0].FullyQualifiedErrorId | Should -BeLike 'FaultNotFound,*'
    }

    It 'of commands that are none are refused' {
        Add-RmiFault FLY Busy -ErrorAction SilentlyContinue -ErrorVariable none
        $none[0].FullyQualifiedErrorId | Should -BeLike 'ParameterInvalid,*'
        Add-RmiFault DATA_DESTROY Busy -ErrorAction SilentlyContinue -ErrorVariable other
        $other[0].FullyQualifiedErrorId | Should -BeLike 'NotInProfile,*'
        Get-RmiFault | Should -BeNullOrEmpty
    }
}
