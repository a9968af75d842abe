#Requires -Version 7.6

<#
.SYNOPSIS
    A realm's whole life on the simulated RMM, then the recorded conversations of a reference RMM.
.DESCRIPTION
    Creates a realm, measures and populates it from a file, shows its tree, takes it down, proves that every granule
    came back, and replays what a reference RMM was recorded to answer.
.PARAMETER Image
    The file that becomes the realm's memory. Default: the module's own assembly, which is there after every build.
.PARAMETER Traces
    A folder of recorded conversations.
#>
[CmdletBinding()]
param(
    [string] $Image,
    [string] $Traces = (Join-Path $PSScriptRoot '..' 'tests' 'vectors')
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

if (-not (Get-Module RealmTools)) {
    Import-Module (Join-Path $PSScriptRoot '..' 'RealmTools.psd1')
}
if (-not $Image) {
    $Image = Join-Path (Split-Path (Get-Module RealmTools).Path) 'RealmTools.Core.dll'
}

function Show([string] $Title) {
    "`n== $Title" | Out-Host
}

Show 'A machine of 4 GiB with a simulated RMM'
$machine = Connect-RealmHost demo -Dram 4GB
$machine | Out-Host

Show "A realm, measured from $(Split-Path $Image -Leaf)"
New-Realm vm1 -IpaBits 40 |
    Add-RealmMemory -Ipa 0x80000000 -Size 64MB -Path $Image -Measure -PassThru |
    Add-RealmMemory -Ipa 0xC0000000 -Size 1GB -PassThru |
    Add-RealmVcpu -Count 2 -PassThru | Start-Realm
$shared = (Get-Realm vm1).Geometry.UnprotectedBase
Add-RealmMemory vm1 -Ipa $shared -Size 64KB -Shared
Get-Realm vm1 | Out-Host
Get-RealmMeasurement vm1 | Select-Object -First 1 | Format-List Name, Algorithm, Hex | Out-Host

Show 'Its tables'
Get-RttTree vm1 | Out-Host

Show 'Its granules'
Get-Granule -Owner vm1 | Out-Host

Show 'Taking it down'
$report = Remove-Realm vm1 -Force -PassThru
$report.Steps | Out-Host
# The host keeps a few pages of its own, for parameters and lists; all others are free again.
$left = @(Get-Granule | Where-Object Use -notin Free, HostOwned)
if ($left) {
    throw "These granules did not come back: $left"
}
'Every granule came back.' | Out-Host
Get-Granule | Out-Host
Disconnect-RealmHost $machine

Show 'What a reference RMM answered'
$replays = @(Get-ChildItem $Traces -Recurse -File | Where-Object Name -match '\.rmi(\.gz)?$' | Sort-Object FullName | Invoke-RmiTrace)
$replays | Out-Host
$calls = [long]($replays | Measure-Object Calls -Sum).Sum
$different = [long]($replays | Measure-Object DivergenceCount -Sum).Sum
"$calls calls replayed, $($calls - $different) identical, $different different"
exit [int]($different -gt 0)
