using RealmTools.Host;

namespace RealmTools.Module.Drive;

/// <summary>A place on the realm drive. It is found anew for each use, so that it shows what is there now.</summary>
internal abstract class DriveNode
{
    /// <summary>Its name in its parent, without path separators.</summary>
    public abstract string Name { get; }

    /// <summary>What Get-Item returns: the object that the commands return for it.</summary>
    public abstract object Item { get; }

    /// <summary>Whether it can have children.</summary>
    public virtual bool IsContainer => true;

    /// <summary>What removing it does, for the confirmation; null where it cannot be removed.</summary>
    public virtual string? Removal => null;

    /// <summary>Why it cannot be removed, and what to do instead.</summary>
    public virtual (string Rule, string WayOut) Keep => ("it only groups others", "Remove what is in it.");

    /// <summary>Its children, in the order of Get-ChildItem.</summary>
    public virtual IEnumerable<DriveNode> Children(OperationContext context) => [];

    /// <summary>The child of a name, in any case; null when there is none.</summary>
    public virtual DriveNode? Find(string name, OperationContext context) =>
        Children(context).FirstOrDefault(child => string.Equals(child.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether removing it would take others along that are in use.</summary>
    public virtual bool HoldsOthers(OperationContext context) => Children(context).Any();

    /// <summary>Removes it.</summary>
    /// <param name="recurse">Whether what is below may go, too.</param>
    /// <param name="context">How to stop it.</param>
    /// <exception cref="HostException">The host or the RMM refuses.</exception>
    public virtual void Remove(bool recurse, OperationContext context) => throw new NotSupportedException();
}
