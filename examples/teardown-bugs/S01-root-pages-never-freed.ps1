#Requires -Version 7.6

<#
.SYNOPSIS
    S1: the pages of the root tables are undelegated and never freed.
.DESCRIPTION
    KVM up to v12 took the concatenated root tables back from the RMM and then forgot the pages. No call fails and the
    RMM has nothing left: only the host's own books show that the pages are gone for good (review of v13, 12/48).
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

Invoke-TeardownBug S1 -Connect @{ Profile = '1.0' } -Setup {
    New-Realm vm1 -IpaBits 33
} -Wrong {
    Get-RealmTeardownPlan vm1 -Order KvmV12 | Invoke-RealmTeardownStep
} -Right {
    Get-RealmTeardownPlan vm1 | Invoke-RealmTeardownStep
}
