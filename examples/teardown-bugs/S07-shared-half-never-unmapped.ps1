#Requires -Version 7.6

<#
.SYNOPSIS
    S7: the end of the unprotected half, with the shared bit "or"ed in, makes an empty range.
.DESCRIPTION
    KVM v12 and v13 put the shared bit into both ends of the range to unmap. The end of the half has that bit already, so the
    range is empty and nothing is unmapped. With pages nobody notices, since their tables can be destroyed under them; a
    shared block ends the walk of the tables.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

$unmap = {
    $rd = (Get-Realm vm1).Rd
    $bit = 0x100000000L
    $start = 0L
    $end = 0x100000000L
    Invoke-Rmi RTT_UNPROT_UNMAP $rd ($start -bor $bit) ($end -bor $bit) 0x1 0
    Get-RealmTeardownPlan vm1 | Where-Object Kind -ne UnmapUnprotected | Invoke-RealmTeardownStep
}

Invoke-TeardownBug 'S7, pages' -Setup {
    New-Realm vm1 -IpaBits 33
    Add-RealmMemory vm1 -Shared -Ipa 0x100000000 -Size 64KB
} -Wrong $unmap -Right {
    Get-RealmTeardownPlan vm1 | Invoke-RealmTeardownStep
}
Invoke-TeardownBug 'S7, block' -Setup {
    New-Realm vm1 -IpaBits 33
    Add-RealmMemory vm1 -Shared -Ipa 0x100000000 -Size 2MB
} -Wrong $unmap -Right {
    Get-RealmTeardownPlan vm1 | Invoke-RealmTeardownStep
}
