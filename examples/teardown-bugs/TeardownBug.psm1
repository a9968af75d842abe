# What the examples of this folder share: a fresh simulated host for each order, and one row for each thing an order did.

Set-StrictMode -Version Latest

if (-not (Get-Module RealmTools)) {
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '..' '..' 'RealmTools.psd1')) -Global
}
Update-FormatData -PrependPath (Join-Path $PSScriptRoot 'TeardownBug.Format.ps1xml')

<#
.SYNOPSIS
    The RMM itself: what only a simulator can tell, and another CPU that holds a REC.
#>
function Get-SimulatedRmm {
    (Get-RealmHost bug).Rmm.As[RealmTools.Rmm.SimulatedRmm]()
}

<#
.SYNOPSIS
    What the RMM has granules as, whatever the host believes: one state a granule.
.PARAMETER Address
    The first granule.
.PARAMETER Count
    How many.
#>
function Get-RmmState([uint64] $Address, [int] $Count) {
    $rmm = Get-SimulatedRmm
    foreach ($i in 1..$Count) {
        $view = [RealmTools.Rmi.GranuleView]::new('NonSecure', 0, 0)
        $null = $rmm.TryGetGranule($Address + ($i - 1) * 4096, [ref]$view)
        "$($view.State)"
    }
}

function Get-Sum([string] $Property) {
    begin { $sum = [long]0 }
    process { $sum += $_.$Property }
    end { $sum }
}

# Granules that the RMM has in the realm world, whatever the host believes.
function Measure-RealmWorld {
    $rmm = Get-SimulatedRmm
    $granules = [long]0
    foreach ($bank in $rmm.Platform.Dram) {
        $address = $bank.Base
        $view = [RealmTools.Rmi.GranuleView]::new('NonSecure', 0, 0)
        $top = [uint64]0
        while ($rmm.TryGetGranuleRun($address, [ref]$view, [ref]$top)) {
            if ($view.State -ne 'NonSecure') {
                $granules += ($top - $address) / 4096
            }
            $address = $top
        }
    }
    $granules
}

# Why the RMM refused a call; where it does not say, or nothing was refused, other words.
function Get-Reason([object] $Call, [string] $Words) {
    $Call -and $Call.Diagnosis.Reason ? $Call.Diagnosis.Reason.Id : $Words
}

# A row: the step, what was answered, and where the granules are afterwards.
function ConvertTo-Row([string] $Scenario, [string] $Order, [object] $Result) {
    $row = [ordered]@{
        PSTypeName = 'TeardownBug.Row'
        Scenario   = $Scenario
        Order      = $Order
        Step       = ''
        Status     = ''
        Reason     = ''
        Calls      = $null
        Hold       = $null
        Returned   = $null
        # Granules that the host gave up, that it still counts to a realm, and that the RMM has.
        Leaked     = Get-Granule -Leaked | Get-Sum Granules
        Out        = Get-Realm | Get-Sum GranulesHeld
        RealmWorld = Measure-RealmWorld
        Result     = $Result
    }
    switch ($Result) {
        { $_ -is [RealmTools.Host.TeardownStepResult] } {
            $row.Step = $_.Step.Pass -gt 1 ? "$($_.Step.Kind), again" : "$($_.Step.Kind)"
            $row.Status = $_.Outcome -in 'Done', 'Nothing' ? 'SUCCESS' : $_.Failure ? "$($_.Failure.Result)" : "$($_.Outcome)"
            $row.Reason = $_.Outcome -eq 'Skipped' ? '' : (Get-Reason $_.Failure $_.Explanation)
            $row.Calls = $_.CallTotal
            $row.Hold = $_.LongestHold
            $row.Returned = $_.GranulesReturned
        }
        { $_ -is [RealmTools.Host.RmiReply] } {
            $reply = $_
            $about = 'ipa', 'base', 'addr', 'rec', 'rd' | Where-Object { $reply.Operands.ContainsKey($_) } | Select-Object -First 1
            $row.Step = $about ? ('{0} {1:x}' -f $_.Command, $_.Operands[$about]) : $_.Command
            $row.Status = "$($_.Result)"
            $row.Reason = "$(${_}?.Reason?.Id)"
        }
        { $_ -is [Management.Automation.ErrorRecord] } {
            $call = $_.Exception -is [RealmTools.Host.HostException] ? $_.Exception.Call : $null
            $row.Step = $_.Exception -is [RealmTools.Host.HostException] ? "$($_.InvocationInfo.MyCommand)" : 'the host'
            $row.Status = $call ? "$($call.Result)" : $_.FullyQualifiedErrorId -replace ',.*'
            $row.Reason = Get-Reason $call $_.Exception.GetBaseException().Message
        }
        { $_ -is [string] } {
            $row.Step = $_
        }
    }
    [pscustomobject]$row
}

<#
.SYNOPSIS
    Runs a scenario in its wrong and its right order, each on a simulated host of its own, and returns a row for each step.
.PARAMETER Id
    The scenario's number.
.PARAMETER Setup
    What comes before, in both orders. It returns nothing.
.PARAMETER Wrong
    The order with the bug. Every step result, reply, error and text that it writes becomes a row.
.PARAMETER Right
    The order without it.
.PARAMETER Connect
    Parameters of Connect-RealmHost, for a host that is not the default one.
#>
function Invoke-TeardownBug {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Id,
        [scriptblock] $Setup = {},
        [scriptblock] $Wrong,
        [scriptblock] $Right,
        [hashtable] $Connect = @{}
    )

    foreach ($order in 'Wrong', 'Right') {
        $script = $PSBoundParameters[$order]
        if (-not $script) {
            continue
        }
        $null = Connect-RealmHost bug -Simulated @Connect
        try {
            $null = & $Setup
            & $script 2>&1 | ForEach-Object { ConvertTo-Row -Scenario $Id -Order $order -Result $_ }
            ConvertTo-Row -Scenario $Id -Order $order -Result 'at the end'
        }
        finally {
            Disconnect-RealmHost bug -Force
        }
    }
}

Export-ModuleMember Invoke-TeardownBug, Get-SimulatedRmm, Get-RmmState
