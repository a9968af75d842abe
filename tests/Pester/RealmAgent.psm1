# The realm-agent of this checkout.

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

<#
.SYNOPSIS
    Its assembly; nothing when it was not built.
#>
function Get-RealmAgentPath {
    Get-ChildItem (Join-Path $PSScriptRoot '../../artifacts/bin/RealmTools.Agent') -Filter realm-agent.dll -Recurse -ErrorAction Ignore |
        Select-Object -First 1 -ExpandProperty FullName
}

<#
.SYNOPSIS
    Puts a program 'realm-agent' into a folder.
#>
function Install-RealmAgent([string] $Folder) {
    $program = Join-Path $Folder realm-agent
    Set-Content $program '#!/bin/sh', "exec '$((Get-Command dotnet).Source)' '$(Get-RealmAgentPath)' `"`$@`""
    chmod +x $program
}

<#
.SYNOPSIS
    Starts one that listens on a Unix socket, and returns when it does. It ends with Close-RealmAgent, and also with the process
    that started it.
#>
function Open-RealmAgent([string] $SocketPath, [string] $Arguments = 'serve') {
    $start = [Diagnostics.ProcessStartInfo]::new('/bin/sh')
    $start.RedirectStandardInput = $true
    $serve = "'$((Get-Command dotnet).Source)' '$(Get-RealmAgentPath)' $Arguments --socket '$SocketPath'"
    $command = "$serve 2>'$SocketPath.log' </dev/null & agent=`$!; echo `$agent >'$SocketPath.pid'; read -r line; kill `$agent 2>/dev/null; wait `$agent"
    '-c', $command | ForEach-Object { $start.ArgumentList.Add($_) }
    Remove-Item $SocketPath -ErrorAction Ignore
    $process = [Diagnostics.Process]::Start($start)
    $clock = [Diagnostics.Stopwatch]::StartNew()
    while (-not (Test-Path $SocketPath)) {
        if ($clock.Elapsed.TotalSeconds -gt 60) {
            Close-RealmAgent $process
            throw "realm-agent does not listen on $SocketPath`: $(Get-Content "$SocketPath.log" -Raw)"
        }
        [Threading.Tasks.Task]::Delay(20).Wait()
    }
    $process
}

<#
.SYNOPSIS
    The kinds of connection that the suite runs over.
#>
function Close-RealmAgent([Diagnostics.Process] $Process) {
    $Process.StandardInput.Close()
    if (-not $Process.WaitForExit(10000)) {
        $Process.Kill($true)
    }
    $Process.Dispose()
}

Export-ModuleMember -Function Get-RealmAgentPath, Install-RealmAgent, Open-RealmAgent, Close-RealmAgent
