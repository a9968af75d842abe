#Requires -Version 7.6

<#
.SYNOPSIS
    S18: a large realm is torn down under one hold of the lock.
.DESCRIPTION
    Kernels reported RCU stalls of 5257 jiffies here. The walk of the tables has no point at which it could let the lock go:
    its longest stretch of calls grows with the realm. One step a table keeps it short. At 1.9 us a call, the round trip
    that was measured on hardware (OpenCCA, SysTEX'25), the stretch is as long as shown.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

$run = {
    $results = Get-RealmTeardownPlan vm1 -Granularity $args[0] | Invoke-RealmTeardownStep
    $walk = $results | Where-Object { $_.Step.Kind -like 'DestroyRtt*' } | Sort-Object LongestHold | Select-Object -Last 1
    $walk
    '{0} calls without a break, {1:n2} ms' -f $walk.LongestHold, ($walk.LongestHold * 1.9 / 1000)
}

Invoke-TeardownBug S18 -Setup {
    New-Realm vm1 -IpaBits 33
    Add-RealmMemory vm1 -Ipa 0x40000000 -Size 256MB -PageSize 4KB
} -Wrong { & $run Step } -Right { & $run Table }
