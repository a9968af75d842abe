#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

# A conversation that is lost in the middle, and what Connect-RealmHost -Reconcile makes of it.

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
    Import-Module (Join-Path $PSScriptRoot RealmAgent.psm1)
}

AfterAll {
    Get-RealmHost | Disconnect-RealmHost -Force
    Remove-Module RealmTools, RealmAgent
}

Describe 'Connect-RealmHost -Reconcile' -Skip:($IsWindows) {
    BeforeAll {
        $folder = Join-Path ([IO.Path]::GetTempPath()) "realmtools-$([guid]::NewGuid().ToString('n').Substring(0, 12))"
        $null = New-Item $folder -ItemType Directory
    }

    BeforeEach {
        $path = Join-Path $folder "$([guid]::NewGuid().ToString('n').Substring(0, 8)).sock"
        $agent = Open-RealmAgent $path
        $null = Connect-RealmHost lab -Agent "unix:$path"
        $null = New-Realm vm1 | Add-RealmMemory -Ipa 0x40000000 -Size 4MB -PassThru | Add-RealmVcpu -PassThru
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
        Close-RealmAgent $agent
    }

    AfterAll {
        Remove-Item $folder -Recurse -Force
    }

    It 'finds everything as it was when only the connection was lost' {
        $before = (Get-Granule -Detailed).ForEach{ "$_" }
        # Nobody is left who would answer: what is asked next is in doubt.
        (Get-RealmHost lab).Rmm.Inner.Inner.Dispose()
        Start-Realm vm1 -ErrorAction SilentlyContinue -ErrorVariable lost
        $lost[0].FullyQualifiedErrorId | Should -BeLike 'RmmUnreachable,*'
        $lost[0].ErrorDetails.RecommendedAction | Should -BeLike '*Connect-RealmHost -Reconcile*'
        Add-GranuleDelegation 0x90000000 8KB -ErrorAction SilentlyContinue
        (Get-Granule -Leaked).Fate | Should -Contain 'InDoubt'

        $result = Connect-RealmHost lab -Reconcile
        $result | Should -BeOfType RealmTools.Host.HostReconciliation
        $result.IsSettled | Should -BeTrue
        $result.GoneRealms | Should -BeNullOrEmpty
        $result.Findings.Outcome | Should -Contain 'the realm is Active'
        $result.Findings.Outcome | Should -Contain 'free again'
        (Get-RealmHost -Default).Name | Should -Be 'lab'
        Get-Granule -Leaked | Should -BeNullOrEmpty
        (Get-Granule -Detailed).ForEach{ "$_" } | Should -Be $before
        (Get-Realm vm1).State | Should -Be 'Active'
        Test-RealmTeardown -Quiet | Should -BeTrue
        ($result | Out-String -Width 100) | Should -Match '(?s)HostName *: lab.*Findings *: .*REALM_ACTIVATE was not\s+answered'
        Remove-Realm vm1 -Force
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
    }

    It 'says plainly that all is gone when the agent was killed and started again' {
        Stop-Process -Id (Get-Content "$path.pid") -Force
        Remove-Realm vm1 -Force -ErrorAction SilentlyContinue -ErrorVariable lost
        $lost[0].FullyQualifiedErrorId | Should -BeLike 'TeardownIncomplete,*'
        (Get-Granule -Leaked).Fate | Should -Contain 'InDoubt'
        Connect-RealmHost lab -Reconcile -ErrorAction SilentlyContinue -ErrorVariable nobody
        $nobody[0].FullyQualifiedErrorId | Should -BeLike 'RmmUnreachable,*'
        (Get-Realm -RealmHost lab).Name | Should -Be 'vm1'

        Close-RealmAgent $agent
        $agent = Open-RealmAgent $path
        $result = Connect-RealmHost lab -Reconcile
        $result.GoneRealms | Should -Be 'vm1'
        $result.IsSettled | Should -BeTrue
        $result.Findings | Should -HaveCount 1
        "$($result.Findings)" | Should -BeLike 'realm of vm1: *; the RMM has no realm with RD 0x*; it is gone, and its * granules are free.'
        Get-Realm | Should -BeNullOrEmpty
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
        Test-RealmTeardown -Quiet | Should -BeTrue
        (New-Realm vm1).State | Should -Be 'New'
    }

    It 'takes another way to the same machine, and no other machine' {
        (Connect-RealmHost lab -Agent "unix:$path" -Reconcile).IsSettled | Should -BeTrue
        (Get-RealmHost).Name | Should -Be 'lab'
        $trace = Join-Path $TestDrive small.rmi
        Set-Content $trace 'rmi-trace 1 2.0', 'dram 80000000 1000000'
        $other = "exec:dotnet '$(Get-RealmAgentPath)' serve --stdio --machine '$trace'"
        Connect-RealmHost lab -Agent $other -Reconcile -ErrorAction SilentlyContinue -ErrorVariable refused
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'ParameterInvalid,*'
        $refused[0].Exception.Message | Should -BeLike '*0x80000000-0x81000000*0x80000000-0xa0000000*'
        (Get-Realm -RealmHost lab).Name | Should -Be 'vm1'
    }
}

Describe 'What cannot be reconciled' {
    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'is a host that there is not' {
        Connect-RealmHost nowhere -Reconcile -ErrorAction SilentlyContinue -ErrorVariable unknown
        $unknown[0].FullyQualifiedErrorId | Should -BeLike 'HostNotFound,*'
    }

    It 'is a simulator in this process' {
        $null = Connect-RealmHost sim
        Connect-RealmHost sim -Reconcile -ErrorAction SilentlyContinue -ErrorVariable here
        $here[0].FullyQualifiedErrorId | Should -BeLike 'ParameterInvalid,*'
        (New-Realm vm1).HostName | Should -Be 'sim'
    }
}
