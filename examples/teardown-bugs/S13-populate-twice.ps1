#Requires -Version 7.6

<#
.SYNOPSIS
    S13: the same IPA is populated twice.
.DESCRIPTION
    The second pass delegates the page again. The RMM refuses: the page is data of the realm. An RMM that skips delegated
    granules still refuses it, because DATA is not DELEGATED; a page that is delegated and not yet mapped it lets pass.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

$setup = {
    New-Realm vm1 -IpaBits 33
    Add-RealmMemory vm1 -Ipa 0x40000000 -Size 4KB -Measure
    Invoke-Rmi GRANULE_RANGE_DELEGATE 0x90000000 0x90001000
}
$again = {
    $data = (Get-Granule -Owner vm1 -State Data).Address
    Invoke-Rmi GRANULE_RANGE_DELEGATE $data ($data + 0x1000)
    Invoke-Rmi RTT_DATA_MAP_INIT (Get-Realm vm1).Rd 0x90000000 0x40000000 0x91000000 0
    'and a page that is delegated, not mapped'
    Invoke-Rmi GRANULE_RANGE_DELEGATE 0x90000000 0x90001000
}

Invoke-TeardownBug S13 -Setup $setup -Wrong $again -Right {
    Invoke-Rmi RTT_READ_ENTRY (Get-Realm vm1).Rd 0x40000000 3
    'is assigned: nothing to populate'
}
Invoke-TeardownBug 'S13, RMM that skips' -Connect @{ Quirk = 'SkipDelegated' } -Setup $setup -Wrong $again
