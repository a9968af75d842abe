#Requires -Version 7.6

<#
.SYNOPSIS
    S48: only the first of several root tables is looked at.
.DESCRIPTION
    A realm of 33 IPA bits has eight concatenated root tables. A walk over what the first one translates leaves the table
    below the fourth; an undelegation of the first alone leaves seven pages in the realm world.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

$setup = {
    New-Realm vm1 -IpaBits 33
    Add-RealmMemory vm1 -Ipa 0x0 -Size 64KB
    Add-RealmMemory vm1 -Ipa 0xC0000000 -Size 64KB
}

Invoke-TeardownBug 'S48, walk' -Setup $setup -Wrong {
    Get-RealmTeardownPlan vm1 -Granularity Table |
        Where-Object { $_.Kind -ne 'DestroyRtt' -or $_.Ipa -lt 1GB } |
        Invoke-RealmTeardownStep
} -Right {
    Get-RealmTeardownPlan vm1 -Granularity Table | Invoke-RealmTeardownStep
}
Invoke-TeardownBug 'S48, undelegation' -Setup $setup -Wrong {
    $roots = (Get-Realm vm1).Geometry.RttBase
    Get-RealmTeardownPlan vm1 | Where-Object Kind -notlike *RootRtts | Invoke-RealmTeardownStep
    Invoke-Rmi GRANULE_RANGE_UNDELEGATE $roots ($roots + 0x1000)
} -Right {
    Get-RealmTeardownPlan vm1 | Invoke-RealmTeardownStep
}
