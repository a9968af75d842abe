<#
.SYNOPSIS
    The script under test: how this team takes its realms down. Put your own in its place.
.PARAMETER Name
    The realm.
.PARAMETER Without
    Steps to leave out.
#>
function Remove-TeamRealm {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory)]
        [string] $Name,

        [RealmTools.Host.TeardownStepKind[]] $Without = @()
    )

    if ($PSCmdlet.ShouldProcess($Name, 'Take the realm down')) {
        Get-RealmTeardownPlan $Name -Order TerminateFirst |
            Where-Object Kind -notin $Without |
            Invoke-RealmTeardownStep
    }
}

Export-ModuleMember -Function Remove-TeamRealm
