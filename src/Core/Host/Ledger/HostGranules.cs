using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>The ledger of a host's granules, and moving single ones on request.</summary>
public sealed class HostGranules
{
    /// <summary>Runs of granules in PA order, in one consistent picture.</summary>
    public IReadOnlyList<GranuleRun> List(GranuleFilter? filter = null) => throw new NotSupportedException("Not built yet.");

    /// <summary>The run that holds a PA.</summary>
    /// <exception cref="HostException"><see cref="FailureId.NotDram"/>.</exception>
    public GranuleRun Find(PhysicalAddress address) => throw new NotSupportedException("Not built yet.");

    /// <summary>Delegates free granules; they belong to no realm.</summary>
    /// <param name="address">PA of the first, 4 KiB aligned.</param>
    /// <param name="size">Length in bytes, a multiple of 4 KiB.</param>
    /// <param name="context">How to stop it and who watches.</param>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RangeUnaligned"/>, <see cref="FailureId.RangeEmpty"/>, <see cref="FailureId.NotDram"/>,
    /// <see cref="FailureId.GranuleInUse"/>, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public GranuleRun Delegate(PhysicalAddress address, ByteSize size, OperationContext? context = null) => throw new NotSupportedException("Not built yet.");

    /// <summary>
    /// Undelegates granules and frees them. The RMM is asked even where the ledger says they are in use: its answer says what
    /// has to come first.
    /// </summary>
    /// <exception cref="HostException">As <see cref="Delegate"/>.</exception>
    public void Undelegate(PhysicalAddress address, ByteSize size, OperationContext? context = null) => throw new NotSupportedException("Not built yet.");
}
