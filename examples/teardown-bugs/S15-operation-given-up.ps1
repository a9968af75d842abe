#Requires -Version 7.6

<#
.SYNOPSIS
    S15: a stateful operation asks for memory in more than one piece.
.DESCRIPTION
    REC_CREATE asks for memory until it has enough, and may yield in between. A host that donates once, goes on and gives up
    at the error leaves the operation where it is: the REC's page has no state that it could be undelegated from. The
    module's host, like the driver of the newest series, asks until the RMM is content; here it meets one that takes a page
    at a time and yields twice before each answer.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

Invoke-TeardownBug S15 -Setup {
    New-Realm vm1 -IpaBits 33
} -Wrong {
    $list = 0x91000000
    Invoke-Rmi GRANULE_RANGE_DELEGATE 0x90000000 0x90001000
    Invoke-Rmi REC_CREATE (Get-Realm vm1).Rd 0x90000000 0x91001000
    # A list without a page on it: the RMM still asks.
    Invoke-Rmi OP_MEM_DONATE 0 $list 1
    Invoke-Rmi OP_CONTINUE 0 0
    Invoke-Rmi GRANULE_RANGE_UNDELEGATE 0x90000000 0x90001000
    "the page: $(Get-RmmState 0x90000000L 1)"
} -Right {
    Add-RmiFault -Operation -DonationSize 1 -Yields 2
    Add-RealmVcpu vm1
    Get-RealmTeardownPlan vm1 | Invoke-RealmTeardownStep
}
