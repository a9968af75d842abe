#Requires -Version 7.6

<#
.SYNOPSIS
    S24: the unmap loop reads an output that is defined on success only.
.DESCRIPTION
    RTT_DATA_UNMAP returns the address to go on at when it succeeds. The loop of the newest series also tests it after
    ERROR_RTT, where the RMM leaves it zero and the wrapper does not write it at all: whatever the variable held decides. If
    that lies beyond the address the loop skips memory that is still mapped, and the page cannot be undelegated.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

$setup = {
    New-Realm vm1 -IpaBits 33
    Add-RealmMemory vm1 -Ipa 0x40000000 -Size 2MB
}

Invoke-TeardownBug S24 -Setup $setup -Wrong {
    $rd = (Get-Realm vm1).Rd
    $data = (Get-Granule -Owner vm1 -State Data).Address
    $next = 0x7fff5a5aL # what the stack held
    $reply = Invoke-Rmi RTT_DATA_UNMAP $rd 0x40000000 0x40001000 0x1 0
    $reply
    if ($reply.IsSuccess) {
        $next = $reply.Outputs.out_top
    }
    if ($next -gt 0x40000000) {
        'goes on behind the page, although it is mapped'
    }
    Invoke-Rmi GRANULE_RANGE_UNDELEGATE $data ($data + 0x1000)
} -Right {
    $rd = (Get-Realm vm1).Rd
    $data = (Get-Granule -Owner vm1 -State Data).Address
    Invoke-Rmi RTT_DATA_UNMAP $rd 0x40000000 0x40001000 0x1 0
    $null = Split-Rtt vm1 -Ipa 0x40000000 -Level 3
    Invoke-Rmi RTT_DATA_UNMAP $rd 0x40000000 0x40001000 0x1 0
    Invoke-Rmi GRANULE_RANGE_UNDELEGATE $data ($data + 0x1000)
}
