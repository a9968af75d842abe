#Requires -Version 7.6

<#
.SYNOPSIS
    S2: process exit and VM destruction run the same free function.
.DESCRIPTION
    In KVM v13 the memory notifier of an exiting process reaches kvm_free_stage2_pgd while the realm is active: it unmaps,
    walks the tables, and returns early, because the root tables cannot be undelegated yet. The destruction of the VM runs
    the same function again. The rows "again" are what the review of v13 15/48 asked about: calls that return nothing.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

Invoke-TeardownBug S2 -Setup {
    New-Realm vm1 -IpaBits 33
    Add-RealmMemory vm1 -Ipa 0x40000000 -Size 8MB -PageSize 4KB
    Start-Realm vm1
} -Wrong {
    # v13 spoke to an RMM without REALM_TERMINATE; this one wants it before REALM_DESTROY.
    $terminate = Get-RealmTeardownPlan vm1 | Where-Object Kind -eq Terminate
    Get-RealmTeardownPlan vm1 -Order KvmV13 |
        ForEach-Object { if ($_.Kind -eq 'DestroyRealm') { $terminate }; $_ } |
        Invoke-RealmTeardownStep
} -Right {
    $terminate = Get-RealmTeardownPlan vm1 | Where-Object Kind -eq Terminate
    Get-RealmTeardownPlan vm1 -Order KvmV13Refactored |
        ForEach-Object { if ($_.Kind -eq 'DestroyRealm') { $terminate }; $_ } |
        Invoke-RealmTeardownStep
}
