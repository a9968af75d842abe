#Requires -Version 7.6

<#
.SYNOPSIS
    S26: the walk of the tables leaves out the shared half.
.DESCRIPTION
    Tables of the unprotected half are entries of the root tables like any others. REALM_DESTROY answers ERROR_REALM, which
    stands for four different causes; the simulator says which.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

Invoke-TeardownBug S26 -Setup {
    New-Realm vm1 -IpaBits 33
    Add-RealmMemory vm1 -Ipa 0x40000000 -Size 64KB
    Add-RealmMemory vm1 -Shared -Ipa 0x100000000 -Size 64KB
} -Wrong {
    $half = (Get-Realm vm1).Geometry.UnprotectedBase
    Get-RealmTeardownPlan vm1 -Granularity Table |
        Where-Object { $_.Kind -ne 'DestroyRtt' -or $_.Ipa -lt $half } |
        Invoke-RealmTeardownStep
} -Right {
    Get-RealmTeardownPlan vm1 -Granularity Table | Invoke-RealmTeardownStep
}
