#Requires -Version 7.6

<#
.SYNOPSIS
    S55: a page is unmapped and mapped again, and its content expected.
.DESCRIPTION
    Asked for in TF-RMM issue 43. Unmapping RAM makes the entry DESTROYED, and mapping a page there again leaves it so: the
    realm finds neither content nor RAM until it asks for the change itself. That is what keeps the host honest.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

Invoke-TeardownBug S55 -Setup {
    New-Realm vm1 -IpaBits 33
    Add-RealmMemory vm1 -Ipa 0x40000000 -Size 64KB
} -Wrong {
    "before: $((Get-RttEntry vm1 -Ipa 0x40000000).Ripas)"
    Remove-RealmMemory vm1 -Ipa 0x40000000 -Size 4KB
    Add-RealmMemory vm1 -Ipa 0x40000000 -Size 4KB -NoRipas
    "unmapped and mapped again: $((Get-RttEntry vm1 -Ipa 0x40000000).Ripas)"
} -Right {
    'leaves the page mapped'
    "after: $((Get-RttEntry vm1 -Ipa 0x40000000).Ripas)"
}
