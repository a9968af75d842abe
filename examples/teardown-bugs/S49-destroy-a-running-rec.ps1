#Requires -Version 7.6

<#
.SYNOPSIS
    S49: REC_DESTROY of a REC that runs.
.DESCRIPTION
    An RMM that accepts it frees the pages that another CPU is using; model checking found it in islet. The simulator refuses
    until the REC has left REC_ENTER.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

$setup = {
    New-Realm vm1 -IpaBits 33
    Add-RealmVcpu vm1
    Start-Realm vm1
    (Get-SimulatedRmm).HoldRec((Get-RealmVcpu vm1).Rec.Value)
}

Invoke-TeardownBug S49 -Setup $setup -Wrong {
    Get-RealmTeardownPlan vm1 | Where-Object Kind -eq RemoveVcpus | Invoke-RealmTeardownStep
} -Right {
    $null = (Get-SimulatedRmm).ReleaseRec((Get-RealmVcpu vm1).Rec.Value)
    Get-RealmTeardownPlan vm1 | Where-Object Kind -eq RemoveVcpus | Invoke-RealmTeardownStep
}
