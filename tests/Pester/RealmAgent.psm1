# The realm-agent of this checkout.

Set-StrictMode -Version Latest

# Its assembly; nothing when it was not built.
function Get-RealmAgentPath {
    Get-ChildItem (Join-Path $PSScriptRoot '../../artifacts/bin/RealmTools.Agent') -Filter realm-agent.dll -Recurse -ErrorAction Ignore |
        Select-Object -First 1 -ExpandProperty FullName
}

# Puts a program 'realm-agent' into a folder.
function Install-RealmAgent([string] $Folder) {
    $program = Join-Path $Folder realm-agent
    Set-Content $program '#!/bin/sh', "exec '$((Get-Command dotnet).Source)' '$(Get-RealmAgentPath)' `"`$@`""
    chmod +x $program
}

Export-ModuleMember -Function Get-RealmAgentPath, Install-RealmAgent
