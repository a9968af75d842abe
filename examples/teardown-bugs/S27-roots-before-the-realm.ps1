#Requires -Version 7.6

<#
.SYNOPSIS
    S27: the root tables are undelegated before the realm is destroyed.
.DESCRIPTION
    The RMM keeps the root tables until REALM_DESTROY, so undelegation answers ERROR_INPUT and the page leaks. This rule is
    why KVM v13 had to run its free function twice.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

Invoke-TeardownBug S27 -Setup {
    New-Realm vm1 -IpaBits 33
} -Wrong {
    Get-RealmTeardownPlan vm1 |
        Sort-Object { $_.Kind -eq 'UndelegateRootRtts' ? 5.5 : $_.Position } |
        Invoke-RealmTeardownStep
} -Right {
    Get-RealmTeardownPlan vm1 | Invoke-RealmTeardownStep
}
