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
$configuration.Run.PassThru = $true
$configuration.Run.FailOnNullOrEmptyForEach = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = $Plain ? 'Plaintext' : 'Auto'
$configuration.TestResult.Enabled = $true
$configuration.TestResult.OutputFormat = 'NUnit3'
$configuration.TestResult.OutputPath = $ResultPath
$run = Invoke-Pester -Configuration $configuration

# What was left out, and why: a count alone does not say what this machine lacks.
$run.Skipped | Group-Object { $_.ErrorRecord ? ("$($_.ErrorRecord[-1])" -replace '^is skipped(, because )?') : $_.ExpandedPath } | ForEach-Object {
    "Skipped $($_.Count): $($_.Name)"
}
exit ($run.Result -eq 'Passed' ? 0 : 1)
