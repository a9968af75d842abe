#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))

    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches
    }
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Completion' {
    BeforeEach {
        $null = Connect-RealmHost sim
        $null = Connect-RealmHost 'my lab' -NotDefault
        $null = New-Realm web1, web2, "o'neill's" | Add-RealmMemory -Ipa 0x40000000 -Size 4KB
        $null = New-Realm db -RealmHost 'my lab'
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'knows the realms of the default host' {
        (Get-Completion 'Start-Realm w').CompletionText | Should -Be 'web1', 'web2'
        (Get-Completion 'Get-RttTree -Realm ').CompletionText | Should -Be 'web1', 'web2', "'o''neill''s'"
    }

    It 'knows the realms of the host that is named' {
        (Get-Completion "Get-Realm -RealmHost 'my lab' -Name ").CompletionText | Should -Be 'db'
    }

    It 'quotes what needs it, as it was begun' {
        (Get-Completion 'Get-Realm -RealmHost m').CompletionText | Should -Be "'my lab'"
        (Get-Completion 'Get-Realm -RealmHost "m').CompletionText | Should -Be '"my lab"'
        (Get-Completion "Get-Realm 'o").CompletionText | Should -Be "'o''neill''s'"
    }

    It 'knows commands, and shows their operands' {
        $found = @(Get-Completion 'Invoke-Rmi RTT_R')
        $found.CompletionText | Should -Be 'RTT_READ_ENTRY'
        $found[0].ToolTip | Should -BeLike '*rd, ipa, level*'
    }

    It 'knows where a realm has memory, and its vCPUs' {
        (Get-Completion 'Remove-RealmMemory web1 -Ipa ').CompletionText | Should -Be '0x40000000', '0x8000000000'
        $null = Add-RealmVcpu web1 -Count 2
        (Get-Completion 'Get-RealmVcpu web1 -Index ').CompletionText | Should -Be '0', '1'
    }

    It 'knows enumerations, generations and orders' {
        (Get-Completion 'New-Realm vm1 -HashAlgorithm ').CompletionText | Should -Contain 'Sha256'
        (Get-Completion 'Connect-RealmHost -Profile ').CompletionText | Should -Contain '2.0'
        (Get-Completion 'Get-RealmTeardownPlan web1 -Order Kvm').CompletionText | Should -Be 'KvmV12', 'KvmV13', 'KvmV13Refactored'
    }

    It 'finds nothing where there is nothing, and never fails' {
        Get-Completion 'Get-Realm -RealmHost nowhere -Name ' | Where-Object ResultType -eq ParameterValue | Should -BeNullOrEmpty
        { Get-Completion 'Get-RealmVcpu nobody -Index ' } | Should -Not -Throw
    }
}

Describe 'Completion without a host' {
    It 'connects none' {
        Get-Completion 'Start-Realm ' | Out-Null
        Get-Completion 'Invoke-Rmi RTT_' | Should -Not -BeNullOrEmpty
        Get-RealmHost | Should -BeNullOrEmpty
    }
}
