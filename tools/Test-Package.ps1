# Does PowerShell accept the packaged module, and does the module export what its manifest promises?
# Runs in a session of its own: importing locks the assemblies.
param(
    [Parameter(Mandatory)]
    [string] $Manifest
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$WarningPreference = 'Stop'

$promised = @((Test-ModuleManifest $Manifest).ExportedCmdlets.Keys | Sort-Object)
$exported = @((Import-Module $Manifest -PassThru).ExportedCmdlets.Keys | Sort-Object)
$missing = @($promised | Where-Object { $_ -notin $exported })
if ($missing) {
    throw "The manifest promises $($missing -join ', '), but the module has no such cmdlet."
}
