# Runs the Pester suite, and those of its files that must hold whatever connects the RMM once for each kind of connection; the
# process's exit code says whether anything failed.
param(
    [Parameter(Mandatory)]
    [string] $Path,

    # Gets a file of results for each run.
    [Parameter(Mandatory)]
    [string] $ResultFolder,

    [Parameter(Mandatory)]
    [version] $OldestPester,

    # No colours: the output goes to a file or a log.
    [switch] $Plain
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$resultPath = Join-Path $ResultFolder 'pester-{0}.xml'
$renderMode = $Plain ? 'Plaintext' : 'Auto'

function Invoke-Suite([string] $Kind, [string[]] $File, [string[]] $ExcludeTag = @()) {
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $File
    $configuration.Run.PassThru = $true
    $configuration.Run.FailOnNullOrEmptyForEach = $true
    $configuration.Filter.ExcludeTag = $ExcludeTag
    $configuration.Output.Verbosity = 'Normal'
    $configuration.Output.RenderMode = $renderMode
    $configuration.TestResult.Enabled = $true
    $configuration.TestResult.OutputFormat = 'NUnit3'
    $configuration.TestResult.OutputPath = $resultPath -f $Kind.ToLowerInvariant()
    $configuration.TestResult.TestSuiteName = "Pester, $Kind"
    $env:REALMTOOLS_CONNECTION = $Kind
    "`nConnection: $Kind" | Out-Host
    $run = Invoke-Pester -Configuration $configuration

    # What was left out, and why: a count alone does not say what this machine lacks.
    $run.Skipped | Group-Object { $_.ErrorRecord ? ("$($_.ErrorRecord[-1])" -replace '^is skipped(, because )?') : $_.ExpandedPath } | ForEach-Object {
        "Skipped $($_.Count): $($_.Name)" | Out-Host
    }
    $run.Result -eq 'Passed'
}

Import-Module Pester -MinimumVersion $OldestPester
Import-Module (Join-Path $Path Connection.psm1)
$files = Get-ChildItem $Path -Filter *.Tests.ps1 -Recurse
$everywhere = $files | Where-Object { Select-String 'Connect-SuiteHost' $_ -Quiet }
$first, $others = Get-ConnectionKind
try {
    $passed = @(
        Invoke-Suite $first $files
        $others | ForEach-Object { Invoke-Suite $_ $everywhere -ExcludeTag $first }
    )
}
finally {
    Close-SuiteConnection
}
exit ($passed -contains $false ? 1 : 0)
