#Requires -Version 7.6

<#
.SYNOPSIS
    S41: failed realm creations use up the VMIDs.
.DESCRIPTION
    RMI 1.0: REALM_CREATE reserves the VMID of the host's choice before it looks at the RD. An RMM that keeps it when the RD
    is refused answers every later attempt with ERROR_INPUT, too. The simulator gives it back: the same call is refused for
    its RD, and for nothing else, as often as it is made.
#>
Import-Module (Join-Path $PSScriptRoot 'TeardownBug.psm1')

$setup = {
    # The page with the parameters of a realm that was created and removed again describes a realm that could be created.
    $realm = New-Realm vm1 -IpaBits 33
    Remove-Realm vm1 -Force
    $script:rd = $realm.Rd
    $script:parameters = (Get-Granule -State HostOwned -Owner '')[0].Address
    for ($root = $realm.Geometry.RttBase; $root -lt $realm.Geometry.RttBase + 32KB; $root += 0x1000) {
        $null = Invoke-Rmi GRANULE_DELEGATE $root
    }
}

Invoke-TeardownBug S41 -Connect @{ Profile = '1.0' } -Setup $setup -Wrong {
    foreach ($attempt in 1..3) {
        Invoke-Rmi REALM_CREATE $rd $parameters
    }
} -Right {
    foreach ($attempt in 1..3) {
        $null = Invoke-Rmi REALM_CREATE $rd $parameters
    }
    Invoke-Rmi GRANULE_DELEGATE $rd
    Invoke-Rmi REALM_CREATE $rd $parameters
}
