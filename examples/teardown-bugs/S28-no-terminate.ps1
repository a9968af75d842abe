#Requires -Version 7.6

<#
.SYNOPSIS
    S28: REALM_DESTROY of a realm that was not terminated.
.DESCRIPTION
    KVM v13 knows no REALM_TERMINATE; from beta 2 of RMI 2.0 on a realm has to be terminated before it is destroyed. The
    same REALM_DESTROY is refused now, and the RD and the root tables stay with the RMM.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

Invoke-TeardownBug S28 -Setup {
    New-Realm vm1 -IpaBits 33
    Add-RealmMemory vm1 -Ipa 0x40000000 -Size 64KB
    Start-Realm vm1
} -Wrong {
    Get-RealmTeardownPlan vm1 -Order KvmV13Refactored | Invoke-RealmTeardownStep
} -Right {
    Get-RealmTeardownPlan vm1 -Order Default | Invoke-RealmTeardownStep
}
