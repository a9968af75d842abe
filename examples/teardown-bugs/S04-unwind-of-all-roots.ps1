#Requires -Version 7.6

<#
.SYNOPSIS
    S4: delegation stops at the first of 16 root tables; the unwinding undelegates all 16.
.DESCRIPTION
    Found in the review of v14 28/44. The RMM refuses every one of the pages, since none was ever delegated, and the host
    gives them all up as leaked although they are its own. The right order undoes the prefix that was delegated, here
    nothing; New-Realm does so.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

$setup = {
    Add-RmiFault GRANULE_RANGE_DELEGATE ErrorInput -Range 0x80010000+64KB
}

Invoke-TeardownBug S4 -Setup $setup -Wrong {
    $base = 0x80010000L
    $top = $base + 16 * 4KB
    Invoke-Rmi GRANULE_RANGE_DELEGATE $base $top
    for ($root = $base; $root -lt $top; $root += 4KB) {
        Invoke-Rmi GRANULE_RANGE_UNDELEGATE $root ($root + 4KB)
    }
} -Right {
    New-Realm vm1 -IpaBits 43 -ErrorAction Continue
}
