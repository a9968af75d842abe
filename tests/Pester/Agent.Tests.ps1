#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

# An RMM somewhere else: the commands reach it through a realm-agent that this suite starts.

BeforeDiscovery {
    $agent = Get-ChildItem (Join-Path $PSScriptRoot '../../artifacts/bin/RealmTools.Agent') -Filter realm-agent.dll -Recurse -ErrorAction Ignore |
        Select-Object -First 1
}

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
    $agent = Get-ChildItem (Join-Path $PSScriptRoot '../../artifacts/bin/RealmTools.Agent') -Filter realm-agent.dll -Recurse -ErrorAction Ignore |
        Select-Object -First 1
}

AfterAll {
    Get-RealmHost | Disconnect-RealmHost -Force
    Remove-Module RealmTools
}

Describe 'A host behind an agent' -Skip:(-not $agent) {
    BeforeAll {
        $null = Connect-RealmHost far -Agent "exec:dotnet '$($agent.FullName)' serve --stdio"
    }

    AfterAll {
        Disconnect-RealmHost far -Force
    }

    It 'leads a realm through its whole life and loses nothing' {
        New-Realm vm1 | Add-RealmMemory -Ipa 0x80000000 -Size 4MB -PassThru | Add-RealmVcpu -PassThru | Start-Realm
        (Get-RttTree vm1 -SkipEmpty | Where-Object State -eq Assigned).Top | Should -Be '0x80400000'
        (Invoke-RealmVcpu vm1).Reason | Should -Be 'Fiq'
        $report = Remove-Realm vm1 -Force -PassThru
        $report.IsComplete | Should -BeTrue
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
    }

    It 'hears the reason of a refusal from an agent that can tell' {
        $realm = New-Realm vm2
        (Invoke-Rmi REALM_DESTROY $realm.Rd).Reason.Id | Should -Be 'REALM_DESTROY.realm-not-terminated'
        Remove-Realm vm2 -Force
    }
}

Describe 'Agents that are not there' {
    It 'refuses an address that is none' {
        Connect-RealmHost nowhere -Agent 'board' -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -Be 'ParameterInvalid,RealmTools.Module.Commands.ConnectRealmHostCommand'
        $problem[0].Exception.Message | Should -BeLike '*board*unix:PATH*exec:COMMAND*'
    }

    It 'says that nobody answers at <Address>' -ForEach @(
        @{ Address = 'exec:no-such-realm-agent' }
        @{ Address = 'unix:/no/such/socket' }
    ) {
        Connect-RealmHost nowhere -Agent $Address -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -Be 'RmmUnreachable,RealmTools.Module.Commands.ConnectRealmHostCommand'
        $problem[0].CategoryInfo.Category | Should -Be 'ConnectionError'
        Get-RealmHost | Where-Object Name -eq nowhere | Should -BeNullOrEmpty
    }
}
