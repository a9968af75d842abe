#!/usr/bin/env pwsh
#Requires -Version 7.6

<#
.SYNOPSIS
    Builds, tests, shows, measures and packages RealmTools.
.DESCRIPTION
    Build    everything, then the importable module into ./bin and its help into ./en-US
    Test     Build and Package, then xunit and Pester; the last line is 'N passed, N failed, N skipped'
    Demo     the module and its help, then examples/demo.ps1
    Bench    the loops of the benchmarks, as a table
    Package  Build, then artifacts/package/RealmTools as a gallery would take it
    Clean    removes everything the other tasks made
.PARAMETER RequirePowerShell
    Test fails where it would otherwise only say that Pester or the hosted tests were left out.
.EXAMPLE
    ./build.ps1 -Task Test
#>
[Diagnostics.CodeAnalysis.SuppressMessage('PSReviewUnusedParameter', 'RequirePowerShell', Justification = 'The task Test reads it.')]
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    [switch] $RequirePowerShell
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Root = $PSScriptRoot
$Solution = Join-Path $Root 'RealmTools.slnx'
$Artifacts = Join-Path $Root 'artifacts'
$Results = Join-Path $Artifacts 'test-results'
$Package = Join-Path $Artifacts 'package' 'RealmTools'
$OldestPester = '5.7.1'

# Nothing may stay behind after a task: no build nodes, no compiler server.
$env:MSBUILDDISABLENODEREUSE = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
$BuildOptions = @('--configuration', $Configuration, '--verbosity', 'quiet', '-p:UseSharedCompilation=false')

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "'dotnet $($args[0]) $($args[1])' failed with exit code $LASTEXITCODE."
    }
}

# Runs a script in a clean session of this same PowerShell, which may be a program or a .NET tool.
function Invoke-CleanSession {
    $engine = [Environment]::ProcessPath
    [string[]]$start = if ([IO.Path]::GetFileNameWithoutExtension($engine) -eq 'pwsh') { @($engine) } else { @($engine, (Join-Path $PSHOME 'pwsh.dll')) }
    $program, $rest = $start + @('-NoLogo', '-NoProfile', '-NonInteractive') + $args
    & $program @rest
}

function Assert-File([string] $Path, [string] $Purpose) {
    if (-not (Test-Path $Path)) {
        throw "'$([IO.Path]::GetRelativePath($Root, $Path))' is missing: $Purpose."
    }
}

function Clear-Folder([string] $Path) {
    if (Test-Path $Path) {
        Remove-Item $Path -Recurse -Force
    }
    $null = New-Item $Path -ItemType Directory
}

# ./bin, beside the manifest: what a checkout imports and the package contains.
function Publish-Checkout([switch] $NoBuild) {
    $bin = Join-Path $Root 'bin'
    Clear-Folder $bin
    $options = $BuildOptions + ($NoBuild ? @('--no-build') : @())
    Invoke-Dotnet publish (Join-Path $Root 'src' 'Module') --output $bin @options
    $stray = @(Get-ChildItem $bin -Recurse -File | Where-Object {
            $_.Extension -ne '.ps1xml' -and $_.Name -notin 'RealmTools.dll', 'RealmTools.Core.dll', 'RealmTools.ShouldOperators.ps1'
        })
    if ($stray) {
        throw "The module must not ship $($stray.Name -join ', '): only its own assemblies, ps1xml files and Pester's operators belong in bin."
    }
}

function Build-Help {
    $help = Join-Path $Root 'en-US'
    Clear-Folder $help
    $compiler = Join-Path $Artifacts 'bin' 'RealmTools.HelpCompiler' $Configuration.ToLowerInvariant() 'help-compiler.dll'
    & dotnet $compiler --module (Join-Path $Root 'bin' 'RealmTools.dll') --docs (Join-Path $Root 'docs') --output $help
    if ($LASTEXITCODE -ne 0) {
        throw 'the help is incomplete, or does not fit the module.'
    }
}

function Invoke-BuildTask {
    Invoke-Dotnet build $Solution @BuildOptions
    Publish-Checkout -NoBuild
    Build-Help
}

function Invoke-PackageTask {
    Invoke-BuildTask
    Clear-Folder $Package
    foreach ($item in 'RealmTools.psd1', 'bin', 'en-US', 'LICENSE') {
        Copy-Item (Join-Path $Root $item) $Package -Recurse
    }
    Invoke-CleanSession -File (Join-Path $Root 'tools' 'Test-Package.ps1') -Manifest (Join-Path $Package 'RealmTools.psd1')
    if ($LASTEXITCODE -ne 0) {
        throw 'PowerShell would not accept the package.'
    }
}

# Counts of a run, and whether its runner itself failed.
function Invoke-Xunit([string] $Project) {
    & dotnet test (Join-Path $Root $Project) --no-build --configuration $Configuration --verbosity quiet | Out-Host
    $exit = $LASTEXITCODE
    $result = Join-Path $Results "$(Split-Path $Project -LeafBase).trx"
    $counter = (Test-Path $result) ? ([xml](Get-Content $result -Raw)).TestRun.ResultSummary.Counters : $null
    $failed = $counter ? [int]$counter.failed : 0
    [pscustomobject]@{
        Runner  = "dotnet test $Project"
        Passed  = $counter ? [int]$counter.passed : 0
        Failed  = $failed
        Skipped = $counter ? [int]$counter.total - [int]$counter.executed : 0
        Broken  = $null -eq $counter -or ($exit -ne 0 -and $failed -eq 0)
    }
}

function Test-Pester {
    Invoke-CleanSession -Command "Import-Module Pester -MinimumVersion $OldestPester -ErrorAction Stop" *> $null
    $LASTEXITCODE -eq 0
}

# An installed Pester, else the package of tools/Pester. Not every registry serves it: ask quietly, and not for long.
function Find-Pester {
    if (Test-Pester) {
        return $true
    }
    $restore = @{
        FilePath               = 'dotnet'
        ArgumentList           = 'build', 'tools/Pester/Pester.proj', '-target:Install', '--verbosity', 'quiet'
        WorkingDirectory       = $Root
        RedirectStandardOutput = Join-Path $Artifacts 'pester-restore.log'
        NoNewWindow            = $true
        PassThru               = $true
    }
    $process = Start-Process @restore
    if (-not $process.WaitForExit([timespan]::FromMinutes(2))) {
        $process.Kill($true)
    }
    $env:PSModulePath = (Join-Path $Artifacts 'modules') + [IO.Path]::PathSeparator + $env:PSModulePath
    Test-Pester
}

function Invoke-PesterSuite {
    # By name and by auto-loading, too, the suite meets the packaged module.
    $env:PSModulePath = (Split-Path $Package) + [IO.Path]::PathSeparator + $env:PSModulePath
    $env:REALMTOOLS_MODULE = Join-Path $Package 'RealmTools.psd1'
    $suite = @('-Path', (Join-Path $Root 'tests' 'Pester'), '-ResultFolder', $Results, '-OldestPester', $OldestPester)
    if ([Console]::IsOutputRedirected) {
        $suite += '-Plain'
    }
    Invoke-CleanSession -File (Join-Path $Root 'tools' 'Invoke-PesterSuite.ps1') @suite | Out-Host
    $exit = $LASTEXITCODE
    $run = @(Get-ChildItem $Results -Filter 'pester-*.xml' | ForEach-Object { ([xml](Get-Content $_ -Raw)).'test-run' })
    $count = @{ passed = 0; failed = 0; skipped = 0; inconclusive = 0 }
    foreach ($name in @($count.Keys)) {
        $run | ForEach-Object { $count[$name] += [int]$_.$name }
    }
    [pscustomobject]@{
        Runner  = 'Pester'
        Passed  = $count.passed
        Failed  = $count.failed
        Skipped = $count.skipped + $count.inconclusive
        Broken  = -not $run -or ($exit -ne 0 -and $count.failed -eq 0)
    }
}

function Invoke-TestTask {
    Clear-Folder $Results
    Invoke-PackageTask

    # The hosted tests run the engine that runs this script.
    $env:REALMTOOLS_PWSH = $PSHOME
    $runs = @(
        Invoke-Xunit 'tests/Unit/RealmTools.Tests.csproj'
        ($hosted = Invoke-Xunit 'tests/Unit/Hosted/RealmTools.Hosted.Tests.csproj')
    )
    $omitted = @()
    if ($hosted.Skipped) {
        $omitted += 'Some hosted tests were skipped: no PowerShell home.'
    }
    if (-not (Get-ChildItem (Join-Path $Root 'tests' 'Pester') -Filter *.Tests.ps1 -Recurse -ErrorAction Ignore)) {
        $omitted += 'Pester was left out: tests/Pester has no tests.'
    }
    elseif (-not (Find-Pester)) {
        $omitted += "Pester was left out: $OldestPester or later is not installed, and no package source served it " +
            "(artifacts/pester-restore.log); 'Install-PSResource Pester' gets it."
    }
    else {
        $runs += Invoke-PesterSuite
    }

    $broken = @($runs | Where-Object Broken)
    $broken | ForEach-Object { "$($_.Runner) failed outside a test." } | Out-Host
    $omitted | Out-Host
    $passed, $failed, $skipped = 'Passed', 'Failed', 'Skipped' | ForEach-Object { ($runs | Measure-Object $_ -Sum).Sum }
    "$passed passed, $failed failed, $skipped skipped" | Out-Host
    exit (($failed -or $broken -or ($RequirePowerShell -and $omitted)) ? 1 : 0)
}

function Invoke-DemoTask {
    $demo = Join-Path $Root 'examples' 'demo.ps1'
    Assert-File $demo 'the demo is that script'
    Publish-Checkout
    Invoke-Dotnet build (Join-Path $Root 'tools' 'HelpCompiler') @BuildOptions
    Build-Help
    Invoke-CleanSession -File $demo
    exit $LASTEXITCODE
}

function Invoke-BenchTask {
    Invoke-Dotnet run --configuration Release --project (Join-Path $Root 'benchmarks')
}

function Invoke-CleanTask {
    foreach ($folder in 'artifacts', 'bin', 'en-US', 'BenchmarkDotNet.Artifacts') {
        Remove-Item (Join-Path $Root $folder) -Recurse -Force -ErrorAction Ignore
    }
}

$tasks = 'Build', 'Test', 'Demo', 'Bench', 'Package', 'Clean'
$name = $tasks | Where-Object { $_ -eq $Task }
if (-not $name) {
    [Console]::Error.WriteLine("build: unknown task '$Task'; the tasks are $($tasks -join ', ').")
    exit 2
}
try {
    & "Invoke-${name}Task"
}
catch {
    [Console]::Error.WriteLine("build: $name failed: $_")
    exit 1
}
