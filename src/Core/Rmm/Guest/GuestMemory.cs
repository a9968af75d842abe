using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>The realm's protected memory as the RMM reaches it, through the primary tree (§6.2).</summary>
internal static class GuestMemory
{
    /// <summary>Finds the page of an argument.</summary>
    /// <param name="entry">The REC.</param>
    /// <param name="ipa">A protected IPA; the page that holds it is meant.</param>
    /// <param name="address">PA of the byte.</param>
    /// <returns>How the call ends without it: an error for the realm, or an emulated data abort for the host. Null when it is there.</returns>
    internal static SmcOutcome? Locate(in RecEntry entry, ulong ipa, out ulong address)
    {
        switch (Find(entry, ipa, out address, out int level))
        {
            case GuestAccess.Granted:
                return null;
            case GuestAccess.Refused:
                return entry.Return(RsiStatus.ErrorInput);
            default:
                GuestAborts.Emulate(entry.Run, ipa, level);
                return SmcOutcome.Ends;
        }
    }

    internal static GuestAccess Find(in RecEntry entry, ulong ipa, out ulong address, out int level)
    {
        var walk = new RttWalk(entry.Rmm.Memory, entry.Realm, RttTree.PrimaryIndex, ipa, RttGeometry.LastLevel);
        level = walk.Level;
        address = RttEntry.Address(walk.Entry) + (ipa & (RttGeometry.EntrySize(level) - 1));
        if ((walk.Entry & (RttEntry.KindMask | RttEntry.RipasMask)) == RttEntry.AssignedRam) return GuestAccess.Granted;
        return RttEntry.RipasOf(walk.Entry) is Ripas.Empty or Ripas.Dev ? GuestAccess.Refused : GuestAccess.Missing;
    }

    /// <summary>Whether an IPA is protected and its RIPAS is EMPTY.</summary>
    internal static bool IsEmpty(in RecEntry entry, ulong ipa)
    {
        RealmDescriptor realm = entry.Realm;
        if (!realm.IsProtected(ipa)) return false;
        var walk = new RttWalk(entry.Rmm.Memory, realm, RttTree.PrimaryIndex, ipa, RttGeometry.LastLevel);
        return RttEntry.RipasOf(walk.Entry) == Ripas.Empty;
    }

    /// <summary>Copies from a page that was located; a page without content is zero.</summary>
    internal static void Read(in RecEntry entry, ulong address, Span<byte> destination)
    {
        if (entry.Rmm.Memory.Content<Page>(Granule.AlignDown(address)) is { } page)
        {
            page.Bytes.Slice(OffsetOf(address), destination.Length).CopyTo(destination);
        }
        else
        {
            destination.Clear();
        }
    }

    /// <summary>The bytes of a page that was located, from an address to the page's end, for writing.</summary>
    internal static Span<byte> Writable(in RecEntry entry, ulong address) =>
        entry.Rmm.Memory.WritablePage(Granule.AlignDown(address)).Bytes[OffsetOf(address)..];

    private static int OffsetOf(ulong address) => (int)(address & (Granule.Size - 1));
}
