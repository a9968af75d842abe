using System.Management.Automation;
using RealmTools.Checks;
using RealmTools.Rmi;

namespace RealmTools.Module.Views;

/// <summary>What an audit's finding takes over from its granules, for the types file.</summary>
public static class FindingMembers
{
    /// <summary>The first granule.</summary>
    public static PhysicalAddress Address(PSObject finding) => ((AuditFinding)finding.BaseObject).Granules.Address;
}
