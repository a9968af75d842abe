#Requires -Version 7.6

<#
.SYNOPSIS
    S30: activation fails half way: there are RECs, but the realm never ran.
.DESCRIPTION
    KVM sets the realm dead before it activates it, so that a failure on the way leaves it dead. The RMM has the RECs and the
    tables all the same: a tear-down that skips the vCPUs of a realm that never ran cannot destroy it. Here each call of the
    way to an active realm fails once, in the right order.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

$activate = {
    New-Realm vm1 -IpaBits 33
    Add-RealmVcpu vm1 -Count 2 -ErrorAction SilentlyContinue
    Add-RealmMemory vm1 -Ipa 0x40000000 -Size 64KB -ErrorAction SilentlyContinue
    Start-Realm vm1 -ErrorAction SilentlyContinue
}

Invoke-TeardownBug S30 -Setup {
    Add-RmiFault REALM_ACTIVATE ErrorRealm
    & $activate
} -Wrong {
    Get-RealmTeardownPlan vm1 | Where-Object Kind -ne RemoveVcpus | Invoke-RealmTeardownStep
} -Right {
    Get-RealmTeardownPlan vm1 | Invoke-RealmTeardownStep
}

foreach ($command in 'REC_CREATE', 'RTT_CREATE', 'RTT_INIT_RIPAS', 'RTT_DATA_MAP') {
    # Of two vCPUs the second fails.
    $after = $command -eq 'REC_CREATE' ? 1 : 0
    Invoke-TeardownBug "S30, $command fails" -Setup {
        Add-RmiFault $command ErrorInput -After $after
        & $activate
    } -Right {
        Get-RealmTeardownPlan vm1 | Invoke-RealmTeardownStep
    }
}
