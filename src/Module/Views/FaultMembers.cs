using System.Management.Automation;
using RealmTools.Checks;

namespace RealmTools.Module.Views;

/// <summary>What a fault takes over from its request, for the types file.</summary>
public static class FaultMembers
{
    /// <summary>The command it is for, as the specification spells it; null for any.</summary>
    public static string? Command(PSObject fault) => FaultView.CommandName(((RmiFault)fault.BaseObject).Request);

    /// <summary>What becomes of a call that is hit, in words.</summary>
    public static string Effect(PSObject fault) => FaultView.Effect(((RmiFault)fault.BaseObject).Request);
}
