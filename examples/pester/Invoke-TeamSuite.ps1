#Requires -Version 7.6
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }
<#
.SYNOPSIS
    Runs the suite as CI does: the exit code says whether a test failed, a file says which.
.PARAMETER ResultPath
    Where the results go.
.PARAMETER Format
    JUnitXml, or NUnit3, or whatever else this Pester writes.
#>
[CmdletBinding()]
param(
    [string] $ResultPath = (Join-Path ([IO.Path]::GetTempPath()) 'team-teardown.xml'),
    [string] $Format = 'JUnitXml'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

if (-not (Get-Module RealmTools)) {
    Import-Module (Join-Path $PSScriptRoot '..' '..' 'RealmTools.psd1')
}

$configuration = New-PesterConfiguration
$configuration.Run.Path = Join-Path $PSScriptRoot 'TeamTeardown.Tests.ps1'
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$configuration.TestResult.Enabled = $true
$configuration.TestResult.OutputFormat = $Format
$configuration.TestResult.OutputPath = $ResultPath
$run = Invoke-Pester -Configuration $configuration

"$($run.PassedCount) passed, $($run.FailedCount) failed; results in $ResultPath"
exit [int]($run.Result -ne 'Passed')
