#Requires -Version 7.6

<#
.SYNOPSIS
    S6: the unwinding undelegates a prefix with the unmap, then the whole range from its base.
.DESCRIPTION
    The newest unwinding of map_protected: unmapping undelegates what was mapped, then the full base range is undelegated,
    too. An RMM that moves a granule a call refuses the first page, which is non-secure already: the tail leaks. An RMM that
    skips granules in the target state takes it. Whether this is a bug depends on the RMM, so the wrong order runs on both.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

$setup = {
    for ($page = 0x90000000L; $page -lt 0x90004000L; $page += 4KB) {
        Invoke-Rmi GRANULE_RANGE_DELEGATE $page ($page + 4KB)
    }
}
$unwind = {
    # The two pages that were mapped came back with the unmap.
    $null = Invoke-Rmi GRANULE_RANGE_UNDELEGATE 0x90000000 0x90001000
    $null = Invoke-Rmi GRANULE_RANGE_UNDELEGATE 0x90001000 0x90002000
    $page = $args[0]
    do {
        $reply = Invoke-Rmi GRANULE_RANGE_UNDELEGATE $page 0x90004000
        $reply
        $page = $reply.Outputs.out_top
    } while ($reply.IsSuccess -and $page -lt 0x90004000L)
}

Invoke-TeardownBug S6 -Setup $setup -Wrong { & $unwind 0x90000000L } -Right { & $unwind 0x90002000L }
Invoke-TeardownBug 'S6, RMM that skips' -Connect @{ Quirk = 'SkipDelegated' } -Setup $setup -Right { & $unwind 0x90000000L }
