# A real sshd on loopback, as the current user, with keys and configuration of its own in a temporary folder. It ends with
# Close-SshServer, and also with the process that started it, however that one ends.

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Find-Program([string] $Name) {
    # sshd lies where only root's PATH leads.
    $Name, "/usr/sbin/$Name", "/usr/local/sbin/$Name" | ForEach-Object { Get-Command $_ -CommandType Application -ErrorAction Ignore } |
        Select-Object -First 1 -ExpandProperty Source
}

<#
.SYNOPSIS
    Why there can be no sshd here, in words; nothing when there can.
#>
function Get-SshServerProblem {
    if ($IsWindows) {
        return 'the test of SSH starts an sshd as the current user, which Windows does not have'
    }
    $missing = 'ssh', 'ssh-keygen', 'sshd' | Where-Object { -not (Find-Program $_) }
    if ($missing) {
        "$($missing -join ' and ') $($missing.Count -eq 1 ? 'is' : 'are') not installed"
    }
}

<#
.SYNOPSIS
    Starts one. What is in Bin is what its sessions find first.
#>
function Open-SshServer([hashtable] $Subsystem = @{}) {
    $folder = Join-Path ([IO.Path]::GetTempPath()) "realmtools-sshd-$([guid]::NewGuid().ToString('n'))"
    $bin = Join-Path $folder 'bin'
    $null = New-Item $bin -ItemType Directory
    foreach ($key in 'host', 'user', 'stranger') {
        & (Find-Program ssh-keygen) -q -t ed25519 -N '' -C $key -f (Join-Path $folder $key)
    }
    Copy-Item (Join-Path $folder user.pub) (Join-Path $folder authorized_keys)

    # sshd locks itself into this folder while it authenticates; a machine on which it was never started has none.
    if ([Environment]::UserName -eq 'root') {
        $null = New-Item /run/sshd -ItemType Directory -Force
    }

    $server = [pscustomobject]@{
        Port         = 0
        User         = [Environment]::UserName
        Folder       = $folder
        Bin          = $bin
        IdentityFile = Join-Path $folder user
        ConfigFile   = Join-Path $folder ssh_config
        Process      = $null
    }
    # Somebody may take the port between the question which one is free and its use.
    foreach ($attempt in 1..5) {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $server.Port = $listener.LocalEndpoint.Port
        $listener.Stop()
        Set-Content (Join-Path $folder sshd_config) @(
            "Port $($server.Port)"
            'ListenAddress 127.0.0.1'
            "HostKey $folder/host"
            "AuthorizedKeysFile $folder/authorized_keys"
            'PidFile none'
            'StrictModes no'
            'UsePAM no'
            'PasswordAuthentication no'
            'KbdInteractiveAuthentication no'
            'PermitRootLogin prohibit-password'
            'MaxStartups 100'
            # A shell within a shell: it leaves out the start-up files of whoever runs the tests.
            "SetEnv PATH=${bin}:$env:PATH SHLVL=1"
            $Subsystem.GetEnumerator() | ForEach-Object { "Subsystem $($_.Key) $($_.Value)" }
        )
        $start = [Diagnostics.ProcessStartInfo]::new('/bin/sh')
        $start.RedirectStandardInput = $start.RedirectStandardError = $true
        # Ends sshd when standard input ends, which happens whatever becomes of this process.
        '-c', '"$@" & server=$!; exec 2>&-; read -r line; kill $server; wait $server', 'sh', (Find-Program sshd), '-D', '-e', '-f', "$folder/sshd_config" |
            ForEach-Object { $start.ArgumentList.Add($_) }
        $server.Process = [Diagnostics.Process]::Start($start)
        $said = while ($null -ne ($line = $server.Process.StandardError.ReadLine())) {
            $line
            if ($line -like 'Server listening on *') {
                break
            }
        }
        if ($null -ne $line) {
            break
        }
        Close-SshServer $server -KeepFolder
    }
    if ($null -eq $line) {
        Close-SshServer $server
        throw "sshd does not start: $($said -join ' ')"
    }

    $null = $server.Process.StandardError.BaseStream.CopyToAsync([IO.Stream]::Null)
    Set-Content (Join-Path $folder known_hosts) "[127.0.0.1]:$($server.Port) $(Get-Content (Join-Path $folder host.pub))"
    Set-Content $server.ConfigFile @(
        'Host board'
        '    HostName 127.0.0.1'
        "    Port $($server.Port)"
        "    User $($server.User)"
        "    IdentityFile $($server.IdentityFile)"
        'Host *'
        '    IdentityAgent none'
        '    IdentitiesOnly yes'
        '    StrictHostKeyChecking yes'
        "    UserKnownHostsFile $folder/known_hosts"
        '    GlobalKnownHostsFile none'
    )
    $server
}

<#
.SYNOPSIS
    The kinds of connection that the suite runs over.
#>
function Close-SshServer([object] $Server, [switch] $KeepFolder) {
    if ($Server) {
        if ($Server.Process) {
            $Server.Process.StandardInput.Close()
            if (-not $Server.Process.WaitForExit(5000)) {
                $Server.Process.Kill($true)
            }
            $Server.Process.Dispose()
            $Server.Process = $null
        }
        if (-not $KeepFolder) {
            Remove-Item $Server.Folder -Recurse -Force
        }
    }
}

Export-ModuleMember -Function Get-SshServerProblem, Open-SshServer, Close-SshServer
