#Requires -Version 7.6

<#
.SYNOPSIS
    S47: REALM_DESTROY of a realm whose root table still maps data.
.DESCRIPTION
    An RMM that forgets this rule recycles tables that are live; model checking found it in islet. The simulator holds the
    rule: the block in the root table keeps the realm.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

Invoke-TeardownBug S47 -Setup {
    New-Realm vm1 -IpaBits 33
    Add-RealmMemory vm1 -Ipa 0x40000000 -Size 2MB
} -Wrong {
    Get-RealmTeardownPlan vm1 | Where-Object Kind -notin UnmapProtected, DestroyRtts | Invoke-RealmTeardownStep
} -Right {
    Get-RealmTeardownPlan vm1 | Invoke-RealmTeardownStep
}
