#Requires -Version 7.6

<#
.SYNOPSIS
    S31: the page of a folded table is used without undelegating it.
.DESCRIPTION
    RTT_FOLD returns the table's page in state DELEGATED: it is still in the realm world. A host that frees it hands out a
    page that nobody may touch; the next user takes a granule protection fault.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

$setup = {
    New-Realm vm1 -IpaBits 33
    New-Rtt vm1 -Ipa 0x40000000 -Level 3
}
$use = {
    'the next user clears the page'
    try {
        (Get-SimulatedRmm).FillMemory($args[0], 4096, 0)
    }
    catch {
        $_
    }
}

Invoke-TeardownBug S31 -Setup $setup -Wrong {
    $reply = Invoke-Rmi RTT_FOLD (Get-Realm vm1).Rd 0x40000000 3
    $reply
    & $use $reply.Outputs.rtt
} -Right {
    $reply = Invoke-Rmi RTT_FOLD (Get-Realm vm1).Rd 0x40000000 3
    $reply
    Invoke-Rmi GRANULE_RANGE_UNDELEGATE $reply.Outputs.rtt ($reply.Outputs.rtt + 4KB)
    & $use $reply.Outputs.rtt
}
