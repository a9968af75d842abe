#Requires -Version 7.6
<#
.SYNOPSIS
    Runs code blocks one after the other, as somebody would type them, and returns what each printed as JSON.
.DESCRIPTION
    Each statement is a line at the prompt of its own: its output is formatted by itself, and its errors show without a
    position, as they do in an interactive session.
#>
[CmdletBinding()]
param(
    # Manifest of the module.
    [Parameter(Mandatory)]
    [string] $Manifest,

    # A JSON array of code blocks.
    [Parameter(Mandatory)]
    [string] $Blocks,

    # Where the session starts.
    [Parameter(Mandatory)]
    [string] $Folder
)

[cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo('en-US')
[Console]::OutputEncoding = [Text.UTF8Encoding]::new($false)
$PSStyle.OutputRendering = 'PlainText'
$env:COLUMNS = 100
$ProgressPreference = 'SilentlyContinue'
Import-Module $Manifest
Set-Location $Folder

$__results = foreach ($__block in Get-Content $Blocks -Raw | ConvertFrom-Json) {
    $__tokens = $__problems = $null
    $__ast = [Management.Automation.Language.Parser]::ParseInput($__block, [ref]$__tokens, [ref]$__problems)
    $__failed = [bool]$__problems
    $__printed = if ($__problems) {
        $__problems | Out-String
    }
    else {
        foreach ($__statement in $__ast.EndBlock.Statements) {
            try {
                . ([scriptblock]::Create($__statement.Extent.Text)) 2>&1 3>&1 6>&1 |
                    Tee-Object -Variable __output | Out-String -Width 100
            }
            catch {
                $_ | Tee-Object -Variable __output | Out-String -Width 100
            }
            $__failed = $__failed -or @($__output | Where-Object { $_ -is [Management.Automation.ErrorRecord] }).Count -gt 0
        }
    }
    @{ Printed = -join $__printed; Failed = $__failed }
}
ConvertTo-Json @($__results) -Compress
