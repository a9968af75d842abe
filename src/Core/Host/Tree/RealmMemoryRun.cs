using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>A run of a realm's IPAs that are alike: same half, state and RIPAS, and memory that follows on, across tables and entry sizes.</summary>
/// <param name="RealmName">The realm.</param>
/// <param name="Ipa">First IPA.</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="Kind">Private in the protected half, shared in the other.</param>
/// <param name="State">Host IPA state.</param>
/// <param name="Ripas">RIPAS; says nothing of shared memory.</param>
/// <param name="Address">PA of the first byte; null when nothing is mapped.</param>
public sealed record RealmMemoryRun(
    string RealmName, Ipa Ipa, ByteSize Size, RealmMemoryKind Kind, RttEntryState State, Ripas Ripas, PhysicalAddress? Address)
{
    /// <summary>IPA after the last byte.</summary>
    public Ipa Top => Ipa + Size.Bytes;

    /// <summary>Whether nothing is mapped or promised.</summary>
    public bool IsEmpty => State == RttEntryState.Unassigned && (Kind == RealmMemoryKind.Shared || Ripas == Ripas.Empty);

    /// <summary>Joins entries of a tree, in IPA order, to runs.</summary>
    public static IEnumerable<RealmMemoryRun> Join(IEnumerable<RttEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        RealmMemoryRun? open = null;
        foreach (RttEntry entry in entries)
        {
            if (entry.IsTable) continue;

            var next = new RealmMemoryRun(
                entry.RealmName, entry.Ipa, entry.Size, entry.IsProtected ? RealmMemoryKind.Private : RealmMemoryKind.Shared, entry.State, entry.Ripas, entry.Address);
            if (open is null)
            {
                open = next;
            }
            else if (open.Continues(next))
            {
                open = open with { Size = new ByteSize(open.Size.Bytes + next.Size.Bytes) };
            }
            else
            {
                yield return open;
                open = next;
            }
        }

        if (open is not null) yield return open;
    }

    /// <summary>For example <c>0x40000000-0x44000000 ASSIGNED, RAM</c>.</summary>
    public override string ToString() =>
        $"{Ipa}-{Top} {RttTreeText.StateText(State)}{(Kind == RealmMemoryKind.Private ? $", {Ripas.ToString().ToUpperInvariant()}" : string.Empty)}";

    private bool Continues(RealmMemoryRun next) =>
        next.Ipa == Top && next.Kind == Kind && next.State == State && next.Ripas == Ripas
        && (Address is { } address ? next.Address == address + Size.Bytes : next.Address is null);
}
