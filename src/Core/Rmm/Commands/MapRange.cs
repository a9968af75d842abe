using System.Runtime.InteropServices;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>The range checks that RTT_DATA_MAP, RTT_DEV_MAP and RTT_UNPROT_MAP share, and their loop over blocks (§4.10).</summary>
internal static class MapRange
{
    private static readonly ulong[] s_emptyList = new ulong[Granule.Words];

    /// <summary>Rows 2 to 6: realm state, range order, and the blocks.</summary>
    /// <returns>Success, or the refusal.</returns>
    internal static RmiResult CheckSource(
        RmmCore rmm, RealmDescriptor realm, ulong start, ulong top, RttRangeFlags flags, in ulong output, out ReadOnlySpan<ulong> descriptors)
    {
        descriptors = default;
        if (realm.State is not (RealmState.New or RealmState.Active)) return rmm.RealmError(Cause.RealmNotNewOrActive, realm);
        if (top <= start) return rmm.BadArgument(Cause.RangeEmpty, top);
        switch (flags.Type)
        {
            case OutputAddressType.Single:
                descriptors = new ReadOnlySpan<ulong>(in output);
                return RmiResult.Success;
            case OutputAddressType.List:
                if (output % sizeof(ulong) != 0) return rmm.BadArgument(Cause.ListUnaligned, output);
                if (flags.ListCount == 0) return rmm.BadArgument(Cause.ListEmpty, flags.Word);
                if (!rmm.Memory.Is(Granule.AlignDown(output), GranuleState.NonSecure)) return rmm.Input(Cause.PageNotNonSecure, Granule.AlignDown(output));
                descriptors = ReadList(rmm.Memory, output, (ulong)flags.ListCount);
                return RmiResult.Success;
            default:
                return rmm.BadArgument(Cause.OutputType, flags.Word);
        }
    }

    /// <summary>Rows 7, 8: the level's blocks can start at <paramref name="start"/>, the range is aligned and below the IPA size.</summary>
    internal static RmiCause? CheckRange(RealmDescriptor realm, ulong start, ulong top, int level)
    {
        if (RttArguments.CheckMap(realm, start, level) is { } bad) return bad;
        if (!Granule.IsAligned(top)) return Cause.RangeUnaligned;
        if (top - Granule.Size >= realm.IpaSize) return Cause.IpaRange;
        return null;
    }

    /// <summary>The list of descriptors at an 8-byte aligned address, clipped to its page (§2.7).</summary>
    internal static ReadOnlySpan<ulong> ReadList(PhysicalMemory memory, ulong address, ulong count)
    {
        ulong granule = Granule.AlignDown(address);
        int first = (int)(address - granule) / sizeof(ulong);
        int clipped = (int)Math.Min(count, (ulong)(Granule.Words - first));
        return memory.Content<Page>(granule) is { } page
            ? MemoryMarshal.CreateReadOnlySpan(ref page[first], clipped)
            : s_emptyList.AsSpan(first, clipped);
    }

    /// <summary>Checks a to d of a block; the refusal matters only for the first block of a call.</summary>
    internal static bool TryNextBlock(RmmCore rmm, scoped ref BlockSource source, in RttWalk walk, ulong ipa, ulong top, bool needsDelegated, out RmiResult refusal)
    {
        refusal = RmiResult.Success;
        ulong size = RttGeometry.EntrySize(walk.Level);
        if (!source.MoveToBlock()) refusal = rmm.BadArgument(Cause.BlocksExhausted, ipa);
        else if (needsDelegated && source.Current.IsUndelegated) refusal = rmm.BadArgument(Cause.BlockUndelegated, source.Current.Word);
        else if (source.Current.Level != walk.Level) refusal = rmm.RttError(Cause.BlockSizeChanged, walk, ipa);
        else if (top - ipa < size) refusal = rmm.RttError(Cause.EntryCrossesTop, walk, ipa);
        else if (source.Address % size != 0) refusal = rmm.BadArgument(Cause.BlockUnaligned, source.Address);
        else return true;
        return false;
    }
}
