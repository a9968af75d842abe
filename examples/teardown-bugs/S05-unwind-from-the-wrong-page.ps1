#Requires -Version 7.6

<#
.SYNOPSIS
    S5: mapping fails half way; the unwinding starts where it stopped, with the full size.
.DESCRIPTION
    KVM v13 map_protected: four pages are delegated, two get mapped, the third IPA is taken. The address has advanced, the
    size has not: the unwinding undelegates two pages beyond the range, which belong to somebody else, and leaves the first
    two behind.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

$setup = {
    New-Realm vm1 -IpaBits 33
    # Another vCPU was faster with the third page, and the pages behind the range are delegated for something else.
    Add-RealmMemory vm1 -Ipa 0x40002000 -Size 4KB
    Add-GranuleDelegation 0x90004000 8KB
}
$map = {
    param($rd)
    for ($page = 0x90000000L; $page -lt 0x90004000L; $page += 4KB) {
        $null = Invoke-Rmi GRANULE_RANGE_DELEGATE $page ($page + 4KB)
    }
    # Four pages from 0x90000000, then the two that are left: 0x1 asks for SINGLE, the descriptor holds PA and count.
    Invoke-Rmi RTT_DATA_MAP $rd 0x40000000 0x40004000 0x1 (0x90000000L + 4 * 4)
    Invoke-Rmi RTT_DATA_MAP $rd 0x40002000 0x40004000 0x1 (0x90002000L + 2 * 4)
    # Both unwindings begin by unmapping what was mapped.
    Invoke-Rmi RTT_DATA_UNMAP $rd 0x40000000 0x40002000 0x1 0
}

Invoke-TeardownBug S5 -Setup $setup -Wrong {
    & $map (Get-Realm vm1).Rd
    for ($page = 0x90002000L; $page -lt 0x90006000L; $page += 4KB) {
        Invoke-Rmi GRANULE_RANGE_UNDELEGATE $page ($page + 4KB)
    }
    "the range: $(Get-RmmState 0x90000000L 4)"
    "somebody else's: $(Get-RmmState 0x90004000L 2)"
} -Right {
    & $map (Get-Realm vm1).Rd
    for ($page = 0x90000000L; $page -lt 0x90004000L; $page += 4KB) {
        Invoke-Rmi GRANULE_RANGE_UNDELEGATE $page ($page + 4KB)
    }
    "the range: $(Get-RmmState 0x90000000L 4)"
    "somebody else's: $(Get-RmmState 0x90004000L 2)"
}
