using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>The effect of giving a realm one page with content.</summary>
internal static class DataPages
{
    /// <summary>Copies a non-secure page into a delegated granule, extends the RIM and maps the granule as assigned RAM.</summary>
    internal static void Populate(RmmCore rmm, RealmDescriptor realm, in RttWalk walk, ulong data, ulong ipa, ulong source, ulong flags)
    {
        rmm.Memory.SetState(data, GranuleState.Data);
        if (rmm.Memory.Content<Page>(source) is { } content)
        {
            content.Words.CopyTo(rmm.Memory.WritablePage(data).Words);
        }

        Span<byte> zero = stackalloc byte[(int)Granule.Size];
        ReadOnlySpan<byte> measured = rmm.Memory.Content<Page>(data) is { } page ? page.Bytes : Cleared(zero);
        rmm.Memory.WritableContent<RealmDescriptor>(realm.Address).Measurements.ExtendData(ipa, flags, flags != 0 ? measured : default);

        Page table = rmm.Memory.WritableTable(walk);
        table[walk.Index] = data | RttEntry.AssignedRam | (walk.Entry & RttEntry.PermissionMask);
        table.References++;
    }

    private static Span<byte> Cleared(Span<byte> bytes)
    {
        bytes.Clear();
        return bytes;
    }
}
