# Runs the Pester suite; the process's exit code says whether anything failed.
param(
    [Parameter(Mandatory)]
    [string] $Path,

    [Parameter(Mandatory)]
    [string] $ResultPath,

    [Parameter(Mandatory)]
    [version] $OldestPester,

    # No colours: the output goes to a file or a log.
    [switch] $Plain
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

Import-Module Pester -MinimumVersion $OldestPester
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.Exit = $true
$configuration.Run.FailOnNullOrEmptyForEach = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = $Plain ? 'Plaintext' : 'Auto'
$configuration.TestResult.Enabled = $true
$configuration.TestResult.OutputFormat = 'NUnit3'
$configuration.TestResult.OutputPath = $ResultPath
Invoke-Pester -Configuration $configuration
