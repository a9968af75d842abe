#Requires -Version 7.6

<#
.SYNOPSIS
    S30: activation fails half way: there are RECs, but the realm never ran.
.DESCRIPTION
    KVM sets the realm dead before it activates it, so that a failure on the way leaves it dead. The RMM has the RECs and the
    tables all the same: a tear-down that skips the vCPUs of a realm that never ran cannot destroy it.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

Invoke-TeardownBug S30 -Setup {
    New-Realm vm1 -IpaBits 33
    Add-RealmMemory vm1 -Ipa 0x40000000 -Size 64KB
    Add-RealmVcpu vm1 -Count 2
} -Wrong {
    Get-RealmTeardownPlan vm1 | Where-Object Kind -ne RemoveVcpus | Invoke-RealmTeardownStep
} -Right {
    Get-RealmTeardownPlan vm1 | Invoke-RealmTeardownStep
}
