#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

# The module in PowerShell remoting, over a real sshd on loopback, and in parallel runspaces.

BeforeAll {
    Set-StrictMode -Version Latest
    $manifest = (Resolve-Path ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))).Path
    Import-Module $manifest
    Import-Module (Join-Path $PSScriptRoot SshServer.psm1), (Join-Path $PSScriptRoot RealmAgent.psm1)
    $problem = Get-SshServerProblem
    $server = $session = $null
    if (-not $problem) {
        # This same PowerShell, which may be a program or a .NET tool.
        $engine = [Environment]::ProcessPath
        $start = [IO.Path]::GetFileNameWithoutExtension($engine) -eq 'pwsh' ? $engine : "$engine $(Join-Path $PSHOME pwsh.dll)"
        $server = Open-SshServer @{ powershell = "$start -NoLogo -sshs" }
        $address = @{
            HostName    = '127.0.0.1'
            Port        = $server.Port
            UserName    = $server.User
            KeyFilePath = $server.IdentityFile
            Options     = @{ UserKnownHostsFile = Join-Path $server.Folder known_hosts; StrictHostKeyChecking = 'yes'; IdentitiesOnly = 'yes' }
        }
        $session = New-PSSession @address -ConnectingTimeout 60000
        Invoke-Command $session { Import-Module $using:manifest }
    }

    function Get-Text([object[]] $Object) {
        ($Object | Out-String -Width 120).TrimEnd() -split "`n"
    }
}

AfterAll {
    Get-RealmHost | Disconnect-RealmHost -Force
    if ($session) {
        Remove-PSSession $session
    }
    if ($server) {
        Close-SshServer $server
    }
    Remove-Module RealmTools, SshServer, RealmAgent
}

Describe 'The module in a session on another machine' {
    BeforeEach {
        if ($problem) {
            Set-ItResult -Skipped -Because $problem
            return
        }
        Invoke-Command $session {
            $null = Connect-RealmHost sim
            $null = New-Realm vm1 -IpaBits 40 | Add-RealmMemory -Ipa 0x40000000 -Size 4MB -PassThru | Add-RealmVcpu -PassThru | Start-Realm
        }
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
        if (-not $problem) {
            Invoke-Command $session { Get-RealmHost | Disconnect-RealmHost -Force }
        }
    }

    It 'leads a realm through its life, and its objects come back' {
        $realm = Invoke-Command $session { Get-Realm vm1 }
        $realm.PSTypeNames[0] | Should -Be 'Deserialized.RealmTools.Host.Realm'
        $realm.Name | Should -Be 'vm1'
        "$($realm.State)" | Should -Be 'Active'
        "$($realm.Rd)" | Should -Match '^0x[0-9a-f]+$'
        (Invoke-Command $session { Remove-Realm vm1 -Force -PassThru }).IsComplete | Should -BeTrue
        Invoke-Command $session { Get-Granule | Where-Object Use -notin Free, HostOwned } | Should -BeNullOrEmpty
        Get-RealmHost | Should -BeNullOrEmpty
    }

    It 'gives errors that are errors here' {
        Invoke-Command $session { Get-Realm nobody } -ErrorAction SilentlyContinue -ErrorVariable missing
        $missing[0].FullyQualifiedErrorId | Should -BeLike 'RealmNotFound,*'
        $missing[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$($missing[0])" | Should -BeLike "*no realm 'nobody'*"
    }

    It 'gives <Name> that look as they look there' -ForEach @(
        @{ Name = 'realms'; Get = { Get-Realm } }
        @{ Name = 'vCPUs'; Get = { Get-RealmVcpu vm1 } }
        @{ Name = 'memory'; Get = { Get-RealmMemory vm1 } }
        @{ Name = 'granules'; Get = { Get-Granule } }
        @{ Name = 'exits'; Get = { Invoke-RealmVcpu vm1 } }
    ) {
        # An exit is another one the second time: it is taken once, and shown on both sides.
        $there = Invoke-Command $session ([scriptblock]::Create("`$shown = @($Get); `$shown")) -HideComputerName
        $text = Invoke-Command $session { ($shown | Out-String -Width 120).TrimEnd() -split "`n" }
        $text | Should -Not -BeNullOrEmpty
        Get-Text $there | Should -Be $text
    }

    It 'gives trees that can be read, without their depth' {
        $tree = Invoke-Command $session { Get-RttTree vm1 -SkipEmpty } -HideComputerName
        $text = Get-Text $tree
        $text[1] | Should -Be '   Tree: vm1, protected half'
        $text[-1] -replace ' +', ' ' | Should -Be '2 0x40000000-0x40400000 ASSIGNED RAM 0x80200000 4 MiB 2'
    }

    It 'gives plans that run there when they come back' {
        $plan = Invoke-Command $session { Get-RealmTeardownPlan vm1 } -HideComputerName
        (Get-Text $plan)[1] | Should -Be '   Plan: vm1, Default'
        $outcomes = Invoke-Command $session { $using:plan | Invoke-RealmTeardownStep } | ForEach-Object { "$($_.Outcome)" }
        $outcomes | Should -Not -Contain 'Failed'
        Invoke-Command $session { Get-Realm } | Should -BeNullOrEmpty
    }

    It 'gives objects that commands here take, by name and by property' {
        $realm = Invoke-Command $session { Get-Realm vm1 }
        $null = Connect-RealmHost sim
        $null = New-Realm vm1 -IpaBits 40 | Add-RealmMemory -Ipa 0x40000000 -Size 4MB
        ($realm | Get-Realm).State | Should -Be 'New'
        ($realm | Start-Realm -PassThru).State | Should -Be 'Active'
        Invoke-Command $session { Get-RealmMemory vm1 } | Remove-RealmMemory -Confirm:$false
        (Get-RealmMemory vm1).State | Should -Be 'Unassigned'
    }

    It 'takes objects from here' {
        $null = Connect-RealmHost sim
        $realm = New-Realm vm1
        $stopped = Invoke-Command $session { param($realm) $realm | Stop-Realm -PassThru } -ArgumentList $realm
        "$($stopped.State)" | Should -Be 'Terminated'
        (Get-Realm vm1).State | Should -Be 'New'
    }

    It 'reaches agents there' {
        if (-not (Get-RealmAgentPath)) {
            Set-ItResult -Skipped -Because 'realm-agent was not built'
            return
        }
        $agent = "exec:dotnet '$(Get-RealmAgentPath)' serve --stdio"
        (Invoke-Command $session { $null = Connect-RealmHost far -Agent $using:agent; New-Realm vm2 }).HostName | Should -Be 'far'
    }
}

Describe 'A host behind sshd in parallel runspaces' {
    BeforeEach {
        $reason = $problem ?? ((Get-RealmAgentPath) ? $null : 'realm-agent was not built')
        if ($reason) {
            Set-ItResult -Skipped -Because $reason
            return
        }
        Install-RealmAgent $server.Bin
        $far = Connect-RealmHost far -HostName board -ConfigFile $server.ConfigFile
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'serves them all' {
        $names = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:manifest
            $realm = New-Realm "vm$_" -RealmHost $using:far | Add-RealmMemory -RealmHost $using:far -Ipa 0x40000000 -Size 1MB -PassThru
            $realm.Name
        }
        $names | Sort-Object | Should -Be 'vm1', 'vm2', 'vm3', 'vm4'
        Get-Realm | Remove-Realm -Force
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
        Test-RealmTeardown -Quiet | Should -BeTrue
    }

    It 'can be one of their own' {
        $path = $server.ConfigFile
        $hosts = 1..3 | ForEach-Object -ThrottleLimit 3 -Parallel {
            Import-Module $using:manifest
            $null = Connect-RealmHost "board$_" -HostName board -ConfigFile $using:path
            (New-Realm vm1).HostName
            Get-RealmHost | Disconnect-RealmHost -Force
        }
        $hosts | Sort-Object | Should -Be 'board1', 'board2', 'board3'
        (Get-RealmHost).Name | Should -Be 'far'
    }
}
