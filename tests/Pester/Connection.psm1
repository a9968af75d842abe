# How the suite reaches its RMM. REALMTOOLS_CONNECTION names the kind: Simulator in this process, or a realm-agent over
# Stdio, a Unix Socket, or Ssh. Files whose behaviour must be the same over each connect with Connect-SuiteHost; tests that
# only the simulator in this process can pass have the tag Simulator.

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

Import-Module (Join-Path $PSScriptRoot RealmAgent.psm1), (Join-Path $PSScriptRoot SshServer.psm1)

$kinds = 'Simulator', 'Stdio', 'Socket', 'Ssh'
$folder = $null
$server = $null
$listeners = @{}

<#
.SYNOPSIS
    The kinds of connection that the suite runs over.
#>
function Get-ConnectionKind {
    $kinds
}

<#
.SYNOPSIS
    Connects the RMM that the suite works against, freshly booted, and makes it the default. What the kind cannot do here
    skips the test that asks.
#>
function Connect-SuiteHost([string] $Name = 'sim', [string[]] $Dram = @()) {
    $kind = $env:REALMTOOLS_CONNECTION ? $env:REALMTOOLS_CONNECTION : 'Simulator'
    $machine = $Dram ? @{ Dram = $Dram } : @{}
    if ($kind -eq 'Simulator') {
        return Connect-RealmHost $Name @machine
    }
    $problem = Get-ConnectionProblem $kind
    if ($problem) {
        Set-ItResult -Skipped -Because "$kind`: $problem"
        return
    }
    $serve = Get-ServeArgument $machine
    switch ($kind) {
        Stdio {
            Connect-RealmHost $Name -Agent "exec:dotnet '$(Get-RealmAgentPath)' $serve --stdio"
        }
        Socket {
            Connect-RealmHost $Name -Agent "unix:$(Get-FreshSocket $serve)"
        }
        Ssh {
            if (-not $script:server) {
                $script:server = Open-SshServer
                Install-RealmAgent $server.Bin
            }
            # One connection carries all sessions: keys are exchanged once.
            $shared = @{ ControlMaster = 'auto'; ControlPersist = 20; ControlPath = Join-Path $server.Folder shared }
            Connect-RealmHost $Name -HostName board -ConfigFile $server.ConfigFile -RemoteCommand "realm-agent $serve --stdio" -Options $shared
        }
        default {
            throw "REALMTOOLS_CONNECTION is '$kind', not one of $kinds."
        }
    }
}

<#
.SYNOPSIS
    Ends what connections have started. The end of the session does, too.
#>
function Close-SuiteConnection {
    $listeners.Values | ForEach-Object { Close-RealmAgent $_.Process }
    $listeners.Clear()
    if ($server) {
        ssh -q -F $server.ConfigFile -O exit -S (Join-Path $server.Folder shared) board 2>&1 | Out-Null
        Close-SshServer $server
    }
    if ($folder) {
        Remove-Item $folder -Recurse -Force
    }
    $script:server = $script:folder = $null
}

function Get-ConnectionProblem([string] $Kind) {
    if (-not (Get-RealmAgentPath)) {
        'realm-agent was not built'
    }
    elseif ($Kind -eq 'Ssh') {
        Get-SshServerProblem
    }
    elseif ($Kind -eq 'Socket' -and $IsWindows) {
        'realm-agent serves Unix sockets only where the kernel names their peers'
    }
}

function Get-SuiteFolder {
    if (-not $script:folder) {
        $script:folder = Join-Path ([IO.Path]::GetTempPath()) "realmtools-$([guid]::NewGuid().ToString('n').Substring(0, 12))"
        $null = New-Item $folder -ItemType Directory
    }
    $folder
}

# The agent simulates the machine that the header of a trace describes.
function Get-ServeArgument([hashtable] $Machine) {
    if ($Machine.Count -eq 0) {
        return 'serve'
    }
    $header = Join-Path (Get-SuiteFolder) "$($Machine.Dram -join '_').rmi"
    if (-not (Test-Path $header)) {
        $described = Connect-RealmHost 'described' @Machine -NotDefault
        Start-RmiTrace $header -RealmHost $described
        Stop-RmiTrace -RealmHost $described
        Disconnect-RealmHost $described -Force
    }
    "serve --machine '$header'"
}

# One agent for each machine; whoever connects finds it as after a boot.
function Get-FreshSocket([string] $Serve) {
    if (-not $listeners.ContainsKey($Serve)) {
        $path = Join-Path (Get-SuiteFolder) "$($listeners.Count).sock"
        $listeners[$Serve] = @{ Path = $path; Process = Open-RealmAgent $path $Serve }
    }
    $path = $listeners[$Serve].Path
    $socket = [Net.Sockets.Socket]::new('Unix', 'Stream', 'Unspecified')
    $socket.Connect([Net.Sockets.UnixDomainSocketEndPoint]::new($path))
    $stream = [Net.Sockets.NetworkStream]::new($socket, $true)
    try {
        $stream.Write([Text.Encoding]::ASCII.GetBytes("hello 1`nboot`n"))
        $reader = [IO.StreamReader]::new($stream)
        do {
            $line = $reader.ReadLine()
        } until ($line -eq '=' -or $null -eq $line)
        if ($null -eq $line) {
            throw "The agent at $path does not boot."
        }
    }
    finally {
        $stream.Dispose()
    }
    $path
}

$null = Register-EngineEvent PowerShell.Exiting -Action { Close-SuiteConnection }

Export-ModuleMember -Function Get-ConnectionKind, Connect-SuiteHost, Close-SuiteConnection
