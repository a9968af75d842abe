# Hands the Should operators of RealmTools to Pester, once: Register-RealmShouldOperator runs this.
[Diagnostics.CodeAnalysis.SuppressMessage('PSReviewUnusedParameter', 'CallerSessionState', Justification = 'Pester passes it to every operator.')]
param(
    [Parameter(Mandatory)]
    [Management.Automation.PSModuleInfo] $Pester
)

$operators = @(
    @{
        Name = 'HaveRealmState'
        Test = {
            param($ActualValue, $RealmState, [switch] $Negate, [string] $Because, $CallerSessionState)
            [RealmTools.Module.Assertions.RealmAssertions]::HaveRealmState($ActualValue, $RealmState, $Negate, $Because)
        }
    }
    @{
        Name = 'HaveNoLeakedGranules'
        Test = {
            param($ActualValue, [switch] $Negate, [string] $Because, $CallerSessionState)
            [RealmTools.Module.Assertions.RealmAssertions]::HaveNoLeakedGranules($ActualValue, $Negate, $Because)
        }
    }
    @{
        Name               = 'FailWithRmi'
        SupportsArrayInput = $true
        Test               = {
            param($ActualValue, $RmiStatus, $RmiIndex, $Reason, [switch] $Negate, [string] $Because, $CallerSessionState)
            $outcome = foreach ($value in $ActualValue) {
                if ($value -isnot [scriptblock]) {
                    $value
                    continue
                }
                # Errors are what is asked for, whether they end the block or not.
                try {
                    & $value 2>&1
                }
                catch {
                    $_
                }
            }
            [RealmTools.Module.Assertions.RealmAssertions]::FailWithRmi(@($outcome), $RmiStatus, $RmiIndex, $Reason, $Negate, $Because)
        }
    }
    @{
        Name               = 'MatchRttTree'
        SupportsArrayInput = $true
        Test               = {
            param($ActualValue, [string] $RttSketch, [switch] $Negate, [string] $Because, $CallerSessionState)
            [RealmTools.Module.Assertions.RealmAssertions]::MatchRttTree(@($ActualValue), $RttSketch, $Negate, $Because)
        }
    }
)

foreach ($operator in $operators) {
    & $Pester { param($operator) Add-ShouldOperator @operator } $operator
}
