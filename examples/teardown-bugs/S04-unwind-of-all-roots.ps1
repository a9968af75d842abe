#Requires -Version 7.6

<#
.SYNOPSIS
    S4: delegation stops at the first of 16 root tables; the unwinding undelegates all 16.
.DESCRIPTION
    Found in the review of v14 28/44. The RMM refuses the pages that were never delegated, and the host gives them all up as
    leaked. Here it is worse: the first page is somebody else's delegated one, and the unwinding takes it away from them.
    The right order undoes the prefix that was delegated, here nothing.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

Invoke-TeardownBug S4 -Setup {
    # Somebody else's: the page at which the host will place the first root table.
    Invoke-Rmi GRANULE_RANGE_DELEGATE 0x80010000 0x80011000
} -Wrong {
    $base = 0x80010000L
    $top = $base + 16 * 4KB
    Invoke-Rmi GRANULE_RANGE_DELEGATE $base $top
    for ($root = $base; $root -lt $top; $root += 4KB) {
        Invoke-Rmi GRANULE_RANGE_UNDELEGATE $root ($root + 4KB)
    }
    "somebody else's: $(Get-RmmState 0x80010000L 1)"
} -Right {
    New-Realm vm1 -IpaBits 43 -ErrorAction Continue
    "somebody else's: $(Get-RmmState 0x80010000L 1)"
}
