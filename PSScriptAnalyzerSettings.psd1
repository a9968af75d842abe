# Every script is held against every rule of PSScriptAnalyzer; editors read this file, and tests/Pester/ScriptRules.Tests.ps1.
@{
    ExcludeRules = @(
        # Files are UTF-8 without a byte order mark, on every system.
        'PSUseBOMForUnicodeEncodedFile'
    )

    # Rules that are off by default. PSUseConsistentIndentation and PSPlaceCloseBrace stay off: they know no argument of several lines.
    Rules        = @{
        PSAvoidExclaimOperator                    = @{ Enable = $true }
        PSAvoidLongLines                          = @{ Enable = $true; MaximumLineLength = 160 }
        PSAvoidSemicolonsAsLineTerminators        = @{ Enable = $true }
        PSAvoidUsingArrayList                     = @{ Enable = $true }
        PSAvoidUsingDoubleQuotesForConstantString = @{ Enable = $true }
        PSAvoidUsingPositionalParameters          = @{ CommandAllowList = @('Join-Path', 'Invoke-Dotnet', 'Update-Page') }
        PSPlaceOpenBrace                          = @{ Enable = $true; OnSameLine = $true; NewLineAfter = $true; IgnoreOneLineBlock = $true }
        PSUseConsistentParameterSetName           = @{ Enable = $true }
        PSUseConsistentWhitespace                 = @{ Enable = $true; CheckParameter = $true; IgnoreAssignmentOperatorInsideHashTable = $true }
        # Not of parameters: Where-Object -eq, as everybody writes it, is -EQ there.
        PSUseCorrectCasing                        = @{ Enable = $true; CheckCommands = $false }
    }
}
