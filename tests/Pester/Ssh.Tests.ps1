#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

# An RMM on another machine: this one, through a real sshd that the suite starts on loopback.

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
    Import-Module (Join-Path $PSScriptRoot SshServer.psm1), (Join-Path $PSScriptRoot RealmAgent.psm1) -Force
    $problem = (Get-SshServerProblem) ?? ((Get-RealmAgentPath) ? $null : 'realm-agent was not built')
    $server = $null
    if (-not $problem) {
        $server = Open-SshServer @{ 'realm-agent' = 'realm-agent serve --stdio' }
        Install-RealmAgent $server.Bin
        $there = @{ HostName = 'board'; ConfigFile = $server.ConfigFile }
    }

    # A machine that takes connections, and then says nothing.
    function Open-SilentPort {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $listener
    }

    function Get-Refusal([hashtable] $Arguments) {
        Connect-RealmHost far @Arguments -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'RmmUnreachable,RealmTools.Module.Commands.ConnectRealmHostCommand'
        $problems[0].CategoryInfo.Category | Should -Be 'ConnectionError'
        Get-RealmHost | Should -BeNullOrEmpty
        $problems[0]
    }
}

AfterAll {
    Get-RealmHost | Disconnect-RealmHost -Force
    if ($server) {
        Close-SshServer $server
    }
    Remove-Module RealmTools, SshServer, RealmAgent
}

Describe 'A host on another machine' {
    BeforeEach {
        if ($problem) {
            Set-ItResult -Skipped -Because $problem
        }
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'is reached by address, port and key' {
        $address = @{ HostName = "$($server.User)@127.0.0.1"; Port = $server.Port; IdentityFile = $server.IdentityFile }
        $far = Connect-RealmHost far @address -ConfigFile $server.ConfigFile
        $far.Name | Should -Be 'far'
        (New-Realm vm1 | Add-RealmMemory -Ipa 0x80000000 -Size 4MB -PassThru | Add-RealmVcpu -PassThru | Start-Realm -PassThru).State | Should -Be 'Active'
        (Invoke-Rmi REALM_DESTROY (Get-Realm vm1).Rd).Reason.Id | Should -Be 'REALM_DESTROY.realm-has-recs'
        (Remove-Realm vm1 -Force -PassThru).IsComplete | Should -BeTrue
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
    }

    It 'is reached by the name it has in the configuration' {
        (Connect-RealmHost @there).Name | Should -Be 'board'
        (New-Realm vm1).HostName | Should -Be 'board'
    }

    It 'is reached together with others, of which one is not there' {
        $machines = 'board', "$($server.User)@board.invalid", "$($server.User)@127.0.0.1"
        $made = Connect-RealmHost -HostName $machines -ConfigFile $server.ConfigFile -Port $server.Port -IdentityFile $server.IdentityFile -ErrorAction SilentlyContinue -ErrorVariable problems
        $made.Name | Sort-Object | Should -Be '127.0.0.1', 'board'
        (Get-RealmHost -Default).Name | Should -Be 'board'
        $problems | Should -HaveCount 1
        "$problems" | Should -BeLike '`[board.invalid`] ssh did not connect to *@board.invalid: *'
        $realms = New-Realm vm1 -RealmHost $made | Add-RealmMemory -Ipa 0x80000000 -Size 4MB -PassThru
        $realms.HostName | Sort-Object | Should -Be '127.0.0.1', 'board'
        (Remove-Realm vm1 -RealmHost $made -Force -PassThru).IsComplete | Should -Be $true, $true
    }

    It 'is reached as a subsystem' {
        $null = Connect-RealmHost far @there -Subsystem realm-agent
        (Invoke-Rmi VERSION 0x20000).IsSuccess | Should -BeTrue
    }

    It 'runs the command that is asked for' {
        $machine = Join-Path $PSScriptRoot '../vectors/1.0/directed/delegate.rmi'
        $null = Connect-RealmHost far @there -RemoteCommand "realm-agent serve --stdio --machine '$machine'"
        "$((Get-RealmHost far).Platform.Profile)" | Should -Be '1.0'
    }

    It 'is reached with settings that come before the configured ones' {
        $null = Connect-RealmHost far @there -Options @{ IdentityFile = $server.IdentityFile; Compression = 'yes' }
        (Get-RealmHost).Name | Should -Be 'far'
        Disconnect-RealmHost far
        (Get-Refusal ($there + @{ Options = @{ Port = 1 } })).Exception.Message | Should -BeLike '*port 1:*'
    }

    It 'is not taken for the one that had its address before' {
        $known = Join-Path $TestDrive known_hosts
        Set-Content $known "[127.0.0.1]:$($server.Port) $(Get-Content (Join-Path $server.Folder stranger.pub))"
        $refusal = Get-Refusal ($there + @{ Options = @{ UserKnownHostsFile = $known } })
        $refusal.Exception.Message | Should -BeLike 'ssh did not connect to board: WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!*'
        $refusal.Exception.Message | Should -BeLike '*Host key verification failed.'
        $refusal.ErrorDetails.RecommendedAction | Should -BeLike "*ssh -F $($server.ConfigFile) *-- board 'realm-agent serve --stdio'"
    }

    It 'is not asked about when it is unknown and nobody can answer' {
        $ask = @{ UserKnownHostsFile = (Join-Path $TestDrive nobody); StrictHostKeyChecking = 'ask'; BatchMode = 'yes' }
        $refusal = Get-Refusal ($there + @{ Options = $ask })
        $refusal.Exception.Message | Should -BeLike 'ssh did not connect to board:*Host key verification failed.'
    }

    It 'refuses a key it does not know' {
        $refusal = Get-Refusal @{
            HostName = "$($server.User)@127.0.0.1"; Port = $server.Port; ConfigFile = $server.ConfigFile; IdentityFile = Join-Path $server.Folder stranger
        }
        $refusal.Exception.Message | Should -Be "ssh did not connect to $($server.User)@127.0.0.1: $($server.User)@127.0.0.1: Permission denied (publickey)."
    }

    It 'is not there' {
        $listener = Open-SilentPort
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        (Get-Refusal ($there + @{ Port = $port })).Exception.Message | Should -BeLike "ssh did not connect to board: *port ${port}: Connection refused"
    }

    It 'has no realm-agent' {
        (Get-Refusal ($there + @{ RemoteCommand = 'no-such-agent serve --stdio' })).Exception.Message |
            Should -BeLike "board was reached, but could not start 'no-such-agent serve --stdio': *no-such-agent*not found"
        (Get-Refusal ($there + @{ Subsystem = 'no-such-agent' })).Exception.Message | Should -BeLike 'ssh did not connect to board: subsystem request failed*'
    }

    It 'does not answer' {
        $listener = Open-SilentPort
        try {
            $refusal = Get-Refusal ($there + @{ Port = $listener.LocalEndpoint.Port; ConnectingTimeout = 2000 })
            $refusal.Exception.Message | Should -BeLike 'ssh did not connect to board: Connection timed out during banner exchange*'
        }
        finally {
            $listener.Stop()
        }
    }

    It 'does not answer, and ssh would wait for it' {
        $listener = Open-SilentPort
        try {
            $refusal = Get-Refusal ($there + @{ Port = $listener.LocalEndpoint.Port; ConnectingTimeout = 500; Options = @{ ConnectTimeout = 600 } })
            $refusal.Exception.Message | Should -BeLike 'There is no agent at ssh:board:*: it did not answer within 0.5 s.*'
        }
        finally {
            $listener.Stop()
        }
    }

    It 'is given up on Ctrl+C, and ssh with it' {
        $listener = Open-SilentPort
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddCommand('Import-Module').AddArgument((Get-Module RealmTools).Path).AddStatement().
                AddCommand('Connect-RealmHost').AddParameters($there).AddParameter('Port', $listener.LocalEndpoint.Port)
            $null = $shell.BeginInvoke()
            $accepted = $listener.AcceptTcpClientAsync()
            $accepted.Wait(60000) | Should -BeTrue
            $shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne(30000) | Should -BeTrue
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            # The end of ssh closes its side: the stream ends behind its banner.
            $reader = [IO.StreamReader]::new($accepted.Result.GetStream())
            $reader.ReadToEnd() | Should -BeLike 'SSH-2.0-*'
        }
        finally {
            $shell.Dispose()
            $listener.Stop()
        }
    }

    It 'is lost when its sshd ends the session, in the words of ssh' {
        $session = Join-Path $TestDrive session
        $null = Connect-RealmHost far @there -RemoteCommand "echo `$PPID > '$session'; exec realm-agent serve --stdio"
        $null = New-Realm vm1
        Stop-Process (Get-Content $session) -Force
        Remove-Realm vm1 -Force -ErrorAction SilentlyContinue -ErrorVariable lost
        $lost[0].FullyQualifiedErrorId | Should -Be 'TeardownIncomplete,RealmTools.Module.Commands.RemoveRealmCommand'
        $lost[0].Exception.Message | Should -BeLike '*whether it took effect is unknown*The agent ssh:board is gone*It said: *'
        Start-Realm vm1 -ErrorAction SilentlyContinue -ErrorVariable lost
        $lost[0].FullyQualifiedErrorId | Should -Be 'RmmUnreachable,RealmTools.Module.Commands.StartRealmCommand'
    }
}

Describe 'What names no other machine' {
    AfterEach {
        Get-RealmHost | Should -BeNullOrEmpty
    }

    It 'is refused: <Name>' -ForEach @(
        @{ Name = 'an option'; Arguments = @{ HostName = '-oProxyCommand=true' }; Words = '*-oProxyCommand=true*HOST or USER@HOST*' }
        @{ Name = 'a setting that is none'; Arguments = @{ HostName = 'board'; Options = @{ 'User=me' = 1 } }; Words = "*'User=me'*ssh_config*" }
        @{
            Name      = 'a subsystem and a command'
            Arguments = @{ HostName = 'board'; Subsystem = 'rmm'; RemoteCommand = 'rmm' }
            Words     = '*-Subsystem*-RemoteCommand*'
        }
    ) {
        Connect-RealmHost far @Arguments -ErrorAction SilentlyContinue -ErrorVariable refused
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'ParameterInvalid,*'
        $refused[0].Exception.Message | Should -BeLike $Words
    }
}
