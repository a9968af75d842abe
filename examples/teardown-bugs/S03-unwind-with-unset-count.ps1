#Requires -Version 7.6

<#
.SYNOPSIS
    S3: the unwinding of a failed realm creation counts down from a number that was never set.
.DESCRIPTION
    KVM v13: delegating the RD fails before the loop over the root tables has begun. The unwinding undelegates as many root
    tables as the loop counter says, which nobody has set. The RMM refuses each: those pages were never delegated.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

Invoke-TeardownBug S3 -Setup {
    # Somebody else has the page that the host takes for the RD.
    Invoke-Rmi GRANULE_RANGE_DELEGATE 0x90000000 0x90001000
} -Wrong {
    Invoke-Rmi GRANULE_RANGE_DELEGATE 0x90000000 0x90001000
    $unset = 4
    for ($i = $unset - 1; $i -ge 0; $i--) {
        $root = 0x90010000L + $i * 4KB
        Invoke-Rmi GRANULE_RANGE_UNDELEGATE $root ($root + 4KB)
    }
} -Right {
    Invoke-Rmi GRANULE_RANGE_DELEGATE 0x90000000 0x90001000
    $delegated = 0
    for ($i = $delegated - 1; $i -ge 0; $i--) {
        $root = 0x90010000L + $i * 4KB
        Invoke-Rmi GRANULE_RANGE_UNDELEGATE $root ($root + 4KB)
    }
}
