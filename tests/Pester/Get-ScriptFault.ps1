#Requires -Version 7.6
<#
.SYNOPSIS
    Finds in a script what the rules of PSScriptAnalyzer that matter most would: a line each, empty when there is nothing.
.DESCRIPTION
    For places without PSScriptAnalyzer. Text that is typed at a prompt, as in help and docs, may take parameters by position.
#>
[CmdletBinding()]
[OutputType([string])]
param(
    # The script's text.
    [Parameter(Mandatory)]
    [string] $Text,

    # It is typed at a prompt.
    [switch] $Prompt,

    # It is a Pester suite: variables of one block are read in another.
    [switch] $Suite
)

Set-StrictMode -Version Latest

$tokens = $problems = $null
$ast = [Management.Automation.Language.Parser]::ParseInput($Text, [ref]$tokens, [ref]$problems)

function Get-Node([type] $Type) {
    $ast.FindAll({ $args[0] -is $Type }, $true)
}

function Write-Fault([Management.Automation.Language.Ast] $Node, [string] $Fault) {
    "line $($Node.Extent.StartLineNumber): $Fault"
}

# What a command takes by position: neither parameters nor the values of those that are no switches.
function Measure-Positional([Management.Automation.Language.CommandAst] $Command, [Management.Automation.CommandInfo] $Info) {
    $count = 0
    $isValue = $false
    foreach ($element in $Command.CommandElements | Select-Object -Skip 1) {
        if ($element -is [Management.Automation.Language.CommandParameterAst]) {
            $found = @($Info.Parameters.Values | Where-Object { $_.Name -like "$($element.ParameterName)*" -or $element.ParameterName -in $_.Aliases })
            $isValue = -not $element.Argument -and -not ($found -and $found[0].SwitchParameter)
        }
        elseif ($isValue) {
            $isValue = $false
        }
        elseif (-not ($element -is [Management.Automation.Language.VariableExpressionAst] -and $element.Splatted)) {
            $count++
        }
    }
    $count
}

if ($problems) {
    return "line $($problems[0].Extent.StartLineNumber): does not parse: $($problems[0].Message)"
}

$functions = @(Get-Node ([Management.Automation.Language.FunctionDefinitionAst]))
$own = @($functions | ForEach-Object Name)
$verbs = (Get-Verb).Verb
foreach ($function in $functions) {
    $verb, $noun = $function.Name -split '-', 2
    if ($noun -and $verb -cnotin $verbs) {
        Write-Fault $function "the verb of $($function.Name) is not approved"
    }
    if ($noun -cmatch '(?<![su])s$') {
        Write-Fault $function "the noun of $($function.Name) is a plural"
    }
    $declares = $function.Extent.Text -match 'SupportsShouldProcess'
    $asks = $function.Extent.Text -match '\.Should(Process|Continue)\(|-WhatIf:'
    if (-not $Suite -and ($declares -ne $asks -or ($verb -in 'New', 'Set', 'Remove', 'Start', 'Stop', 'Reset', 'Update' -and $noun -and -not $declares))) {
        Write-Fault $function "$($function.Name) changes things and does not declare ShouldProcess, or declares it and does not ask"
    }
}

foreach ($command in Get-Node ([Management.Automation.Language.CommandAst])) {
    $name = $command.GetCommandName()
    if (-not $name -or $name -in $own) {
        continue
    }
    if (Test-Path "alias:$([WildcardPattern]::Escape($name))") {
        Write-Fault $command "$name is an alias"
        continue
    }
    if ($name -in 'Write-Host', 'Invoke-Expression') {
        Write-Fault $command "$name is for nobody's script"
    }
    $named = $command.CommandElements.Where({ "$_" -eq '-ComputerName' }, 'SkipUntil')
    if ($named.Count -gt 1 -and $named[1] -is [Management.Automation.Language.StringConstantExpressionAst]) {
        Write-Fault $command 'the name of a computer is fixed'
    }
    if ($Prompt -or $command.CommandElements.Count -lt 4 -or $name -eq 'Join-Path') {
        continue
    }
    $info = Get-Command $name -CommandType Cmdlet, Function -ErrorAction Ignore
    if ($info -and $info.Source -ne 'RealmTools' -and (Measure-Positional $command $info) -gt 2) {
        Write-Fault $command "$name takes more than two parameters by position"
    }
}

foreach ($catch in Get-Node ([Management.Automation.Language.CatchClauseAst])) {
    if (-not $catch.Body.Statements) {
        Write-Fault $catch 'an error is caught and forgotten'
    }
}

foreach ($comparison in Get-Node ([Management.Automation.Language.BinaryExpressionAst])) {
    if ("$($comparison.Operator)" -match '^[IC](eq|ne)$' -and $comparison.Right.Extent.Text -eq '$null') {
        Write-Fault $comparison 'a comparison has $null on its right'
    }
}

$assigned = @{}
foreach ($assignment in Get-Node ([Management.Automation.Language.AssignmentStatementAst])) {
    foreach ($variable in $assignment.Left.FindAll({ $args[0] -is [Management.Automation.Language.VariableExpressionAst] }, $false)) {
        $path = $variable.VariablePath
        if ($path.IsGlobal) {
            Write-Fault $variable "$variable is a global variable"
        }
        if ($path.IsUnqualified -and $assignment.Left -isnot [Management.Automation.Language.MemberExpressionAst] -and
            $assignment.Left -isnot [Management.Automation.Language.IndexExpressionAst]) {
            $assigned[$path.UserPath] ??= $variable
        }
    }
}
if (-not ($Suite -or $Prompt)) {
    $uses = Get-Node ([Management.Automation.Language.VariableExpressionAst]) |
        Group-Object { $_.VariablePath.UserPath -replace '^(script|using|local):' } -AsHashTable
    $preferences = (Get-Variable *Preference).Name
    foreach ($name in $assigned.Keys | Where-Object { $_ -notin 'null', '_' -and $_ -notin $preferences }) {
        if (@($uses[$name]).Count -eq 1) {
            Write-Fault $assigned[$name] "`$$name is assigned and never read"
        }
    }
}
