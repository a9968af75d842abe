#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    if (-not (Get-Module RealmTools)) {
        Import-Module (Join-Path $PSScriptRoot '..' '..' 'RealmTools.psd1')
    }
    # Done by importing RealmTools where Pester came first; harmless to do again.
    Register-RealmShouldOperator
    Import-Module (Join-Path $PSScriptRoot 'TeamTeardown.psm1') -Force
}

AfterAll {
    Remove-Module TeamTeardown
}

Describe 'Remove-TeamRealm' {
    BeforeEach {
        $machine = Connect-RealmHost team -Dram 1GB
        New-Realm vm1 -IpaBits 40 |
            Add-RealmMemory -Ipa 0x80000000 -Size 4MB -PassThru |
            Add-RealmMemory -Ipa 0x8000000000 -Size 64KB -Shared -PassThru |
            Add-RealmVcpu -Count 2 -PassThru | Start-Realm
    }

    AfterEach {
        Disconnect-RealmHost $machine -Force
    }

    It 'starts from these tables' {
        'vm1' | Should -HaveRealmState Active
        'vm1' | Should -MatchRttTree @'
            1 0x80000000 table
              2 0x80000000+4MB assigned ram
            1 0x8000000000 table                 # the shared half
              2 0x8000000000 table
                3 0x8000000000+64KB assigned
'@
    }

    It 'brings every granule back' {
        Remove-TeamRealm vm1
        Get-Realm | Should -BeNullOrEmpty
        $machine | Should -HaveNoLeakedGranules
    }

    It 'does nothing with -WhatIf' {
        Remove-TeamRealm vm1 -WhatIf
        'vm1' | Should -HaveRealmState Active -Because '-WhatIf changes nothing'
    }

    It 'cannot destroy the tables while memory is mapped' {
        Remove-TeamRealm vm1 -Without UnmapProtected | Should -FailWithRmi RTT 2 -Reason not-table
        'vm1' | Should -HaveRealmState Terminated
        $machine | Should -HaveNoLeakedGranules -Because 'the plan stops before it loses any'
    }

    It 'cannot destroy the realm while it has vCPUs' {
        Remove-TeamRealm vm1 -Without RemoveVcpus | Should -FailWithRmi REALM -Reason REALM_DESTROY.*
    }
}
