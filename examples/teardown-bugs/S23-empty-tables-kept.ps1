#Requires -Version 7.6

<#
.SYNOPSIS
    S23: tables of the shared half are kept when nothing is mapped any more.
.DESCRIPTION
    Each window that the realm shares for a while leaves its table behind until the realm is destroyed: the memory of a
    realm that shares and unshares grows. RTT_DESTROY of an unprotected table needs nothing but the table.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

Invoke-TeardownBug S23 -Setup {
    New-Realm vm1 -IpaBits 33
} -Wrong {
    foreach ($window in 1..5) {
        $ipa = 0x100000000L + $window * 2MB
        Add-RealmMemory vm1 -Shared -Ipa $ipa -Size 64KB
        Remove-RealmMemory vm1 -Ipa $ipa -Size 64KB
        "shared and unshared $window"
    }
} -Right {
    foreach ($window in 1..5) {
        $ipa = 0x100000000L + $window * 2MB
        Add-RealmMemory vm1 -Shared -Ipa $ipa -Size 64KB
        Remove-RealmMemory vm1 -Ipa $ipa -Size 64KB
        Remove-Rtt vm1 -Ipa $ipa -Level 3
        "shared and unshared $window"
    }
}
