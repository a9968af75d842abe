#Requires -Version 7.6

<#
.SYNOPSIS
    S9: the walk of the tables runs before the test whether the realm was created.
.DESCRIPTION
    KVM v11 and v12 tore the tables down first and asked then whether there was an RD. A VM that never ran has none: the RMM
    is asked about RD 0.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

Invoke-TeardownBug S9 -Wrong {
    Invoke-Rmi RTT_DESTROY 0 0 2
} -Right {
    if (Get-Realm) {
        Get-RealmTeardownPlan vm1 | Invoke-RealmTeardownStep
    }
}
