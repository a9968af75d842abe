#Requires -Version 7.6

<#
.SYNOPSIS
    S25: unmapping a hole takes a table, and there is no memory for it.
.DESCRIPTION
    The range begins in a hole that is smaller than the entry it lies in. The kernel answers ERROR_RTT with RTT_CREATE, for
    which it needs a page; under memory pressure there is none, it warns and leaves. What lies behind the hole stays mapped,
    and the walk of the tables ends there. Skipping the entry needs no memory.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

Invoke-TeardownBug S25 -Setup {
    New-Realm vm1 -IpaBits 33
    Add-RealmMemory vm1 -Ipa 0x40200000 -Size 64KB
} -Wrong {
    Invoke-Rmi RTT_DATA_UNMAP (Get-Realm vm1).Rd 0x401ff000 0x40210000 0x1 0
    'no page for a table: the unmap gives up'
    Get-RealmTeardownPlan vm1 | Where-Object Kind -ne UnmapProtected | Invoke-RealmTeardownStep
} -Right {
    Get-RealmTeardownPlan vm1 | Invoke-RealmTeardownStep
}
