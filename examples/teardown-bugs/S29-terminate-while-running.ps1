#Requires -Version 7.6

<#
.SYNOPSIS
    S29: REALM_TERMINATE while a vCPU runs.
.DESCRIPTION
    Another CPU is inside REC_ENTER of vCPU 0. Neither the realm can be terminated nor the REC be destroyed before it comes
    back.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

Invoke-TeardownBug S29 -Setup {
    New-Realm vm1 -IpaBits 33
    Add-RealmVcpu vm1
    Start-Realm vm1
    (Get-SimulatedRmm).HoldRec((Get-RealmVcpu vm1).Rec.Value)
} -Wrong {
    Invoke-Rmi REC_DESTROY (Get-RealmVcpu vm1).Rec
    Get-RealmTeardownPlan vm1 -Order TerminateFirst | Invoke-RealmTeardownStep
} -Right {
    $null = (Get-SimulatedRmm).ReleaseRec((Get-RealmVcpu vm1).Rec.Value)
    Get-RealmTeardownPlan vm1 -Order TerminateFirst | Invoke-RealmTeardownStep
}
