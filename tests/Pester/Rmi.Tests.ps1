#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
    Import-Module (Join-Path $PSScriptRoot Connection.psm1)
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Invoke-Rmi' {
    BeforeEach {
        $null = Connect-SuiteHost
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'calls by name, with or without prefix, and by function ID' {
        (Invoke-Rmi VERSION 0x20000).Command | Should -Be 'VERSION'
        (Invoke-Rmi RMI_VERSION 0x20000).IsSuccess | Should -BeTrue
        (Invoke-Rmi 0xC4000150 0x20000).Command | Should -Be 'VERSION'
    }

    It 'gives outputs by name' {
        $reply = Invoke-Rmi VERSION 0x20000
        $reply.Outputs.lower | Should -Be 0x20000
        @($reply.Outputs.Keys) | Should -Be 'lower', 'higher'
        $reply.Outputs['nothing'] | Should -BeNullOrEmpty
    }

    It 'gives status, level and reason of a refusal, as a reply and not as an error' {
        $realm = New-Realm vm1
        $reply = Invoke-Rmi REALM_DESTROY $realm.Rd -ErrorAction Stop
        $reply.Status | Should -Be 'ErrorRealm'
        $reply.Reason.Id | Should -BeLike 'REALM_DESTROY.*'
        $reply.Reason.WayOut | Should -Not -BeNullOrEmpty
        $walk = Invoke-Rmi RTT_DESTROY $realm.Rd 0x40000000 3
        $walk.Status | Should -Be 'ErrorRtt'
        $walk.Level | Should -Be 1
    }

    It 'takes 32-bit literals as 32 bits' {
        $reply = Invoke-Rmi GRANULE_RANGE_DELEGATE 0x90000000 0x90001000
        $reply.Operands.base | Should -Be 2415919104
        $reply.IsSuccess | Should -BeTrue
    }

    It 'answers SMC_UNKNOWN for a function ID nobody has' {
        "$((Invoke-Rmi 0xC4000160).Result)" | Should -Be 'SMC_UNKNOWN'
    }

    It 'does nothing with -WhatIf' {
        $calls = (Get-RealmHost).CallCount
        Invoke-Rmi VERSION 0x20000 -WhatIf | Should -BeNullOrEmpty
        (Get-RealmHost).CallCount | Should -Be $calls
    }

    It 'takes at most seven operands' {
        { Invoke-Rmi VERSION 1 2 3 4 5 6 7 8 } | Should -Throw
    }
}
