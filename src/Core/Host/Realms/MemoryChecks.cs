using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>What the host checks of a request for memory before it makes a call.</summary>
internal static class MemoryChecks
{
    private static readonly int[] s_levels = [RttGeometry.LastLevel, RttGeometry.LastLevel - 1, RttGeometry.FirstBlockLevel];

    /// <summary>The level of entries of a size; the lowest when none is given.</summary>
    internal static int LevelOf(ByteSize? size) =>
        size is null ? RttGeometry.FirstBlockLevel : s_levels.First(l => RttGeometry.EntrySize(l) == size.Value.Bytes);

    /// <summary>Checks alignment and length of a range.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RangeUnaligned"/>, <see cref="FailureId.RangeEmpty"/>.</exception>
    internal static void Range(string what, ulong start, ulong size, object target)
    {
        if (!Granule.IsAligned(start))
        {
            throw new HostException(
                FailureId.RangeUnaligned, $"{what} 0x{start:x} is not a multiple of 4 KiB, the size of a granule.",
                $"Use 0x{Granule.AlignDown(start):x}, or another multiple of 0x1000.", target);
        }

        if (!Granule.IsAligned(size))
        {
            throw new HostException(
                FailureId.RangeUnaligned, $"The size 0x{size:x} is not a multiple of 4 KiB, the size of a granule.",
                $"Use 0x{Granule.AlignDown(size) + Granule.Size:x}, or another multiple of 4KB.", target);
        }

        if (size == 0 || size > ulong.MaxValue - start)
        {
            throw new HostException(
                FailureId.RangeEmpty, size == 0 ? $"The range at 0x{start:x} has no bytes." : $"The range 0x{start:x} + 0x{size:x} ends beyond 2^64.",
                "Give a size of at least 4KB.", target);
        }
    }

    /// <summary>Checks that a range lies in one half of a realm's IPA space.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RangeBeyondRealm"/>.</exception>
    internal static void Half(RealmRecord realm, ulong ipa, ulong size, RealmMemoryKind kind) => Half(realm.Geometry, realm.Name, ipa, size, kind);

    /// <summary>As <see cref="Half(RealmRecord, ulong, ulong, RealmMemoryKind)"/>, of a realm that may not exist yet.</summary>
    internal static void Half(RealmGeometry space, string realm, ulong ipa, ulong size, RealmMemoryKind kind)
    {
        (ulong from, ulong to) = kind == RealmMemoryKind.Private
            ? (0ul, space.UnprotectedBase.Value)
            : (space.UnprotectedBase.Value, space.Top.Value);
        if (ipa >= from && size <= to - Math.Min(ipa, to)) return;

        string half = kind == RealmMemoryKind.Private ? "protected" : "unprotected";
        throw new HostException(
            FailureId.RangeBeyondRealm,
            $"0x{ipa:x}-0x{ipa + size:x} does not lie in the {half} half of realm '{realm}': with {space.IpaBits} IPA bits that is 0x{from:x}-0x{to:x}.",
            kind == RealmMemoryKind.Private
                ? "Choose a lower IPA, or create the realm with more IPA bits."
                : $"Shared memory is mapped at 0x{from:x} and above: add 0x{from:x} to the IPA.",
            realm);
    }

    /// <summary>Checks that nothing is mapped in a range.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RangeOverlaps"/>.</exception>
    internal static void Free(RealmRecord realm, ulong ipa, ulong size)
    {
        if (!realm.Memory.TryGetFrom(ipa, out Run<MappingRecord> run) || run.Base >= ipa + size) return;

        throw new HostException(
            FailureId.RangeOverlaps,
            $"0x{ipa:x}-0x{ipa + size:x} overlaps 0x{run.Base:x}-0x{run.Top:x} of realm '{realm.Name}', which is mapped already.",
            "Choose another IPA, or take that memory away first with Remove-RealmMemory.", realm.Name);
    }

    /// <summary>Checks a page size.</summary>
    /// <exception cref="HostException"><see cref="FailureId.ParameterInvalid"/>.</exception>
    internal static void PageSize(ByteSize? size, object target)
    {
        if (size is null || s_levels.Any(l => RttGeometry.EntrySize(l) == size.Value.Bytes)) return;

        throw new HostException(
            FailureId.ParameterInvalid, $"The page size {size} is none that RTTs have.", "Use 4KB, 2MB or 1GB.", target);
    }

    /// <summary>Checks what content and measuring ask of a realm.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.MeasureAfterActivation"/>, <see cref="FailureId.ContentAfterActivation"/>, <see cref="FailureId.FileLargerThanRange"/>.
    /// </exception>
    internal static void Content(RealmRecord realm, PrivateMemoryRequest request)
    {
        if (request.Measure && realm.State != RealmState.New)
        {
            throw new HostException(
                FailureId.MeasureAfterActivation,
                $"Realm '{realm.Name}' is {realm.State}: its measurement (RIM) is final, so no measured memory can be added.",
                "Add measured memory before Start-Realm, or leave out -Measure.", realm.Name);
        }

        if (request.Content is null) return;

        if (realm.State != RealmState.New)
        {
            throw new HostException(
                FailureId.ContentAfterActivation, $"Realm '{realm.Name}' is {realm.State}: only a new realm takes memory with content.",
                "Add it before Start-Realm, or add empty memory and let the realm fill it.", realm.Name);
        }

        if (request.Content.Length > request.Size.Bytes)
        {
            throw new HostException(
                FailureId.FileLargerThanRange,
                $"'{request.Content.Name}' has {request.Content.Length} bytes, the range 0x{request.Ipa.Value:x}-0x{request.Ipa.Value + request.Size.Bytes:x} only {request.Size.Bytes}.",
                "Give a larger size, or a smaller file.", request.Content.Name);
        }
    }

    /// <summary>Bytes that are mapped in a range.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RangeNotMapped"/>: none are.</exception>
    internal static ulong Mapped(RealmRecord realm, ulong ipa, ulong top)
    {
        ulong bytes = 0;
        foreach (Run<MappingRecord> run in realm.Memory.Overlapping(ipa, top))
        {
            bytes += Math.Min(top, run.Top) - Math.Max(ipa, run.Base);
        }

        return bytes > 0 ? bytes : throw new HostException(
            FailureId.RangeNotMapped, $"Realm '{realm.Name}' has no memory in 0x{ipa:x}-0x{top:x}.",
            "List what it has with Get-RealmMemory.", realm.Name);
    }

    /// <summary>Checks attributes, and that memory which is to be shared is not in the realm world or a realm's.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.ParameterInvalid"/>, <see cref="FailureId.RangeUnaligned"/>, <see cref="FailureId.GranuleInUse"/>.
    /// </exception>
    internal static void Shareable(HostCore host, SharedMemoryRequest request, object target)
    {
        const int Reserved = 4;
        const int Most = 7;
        if (request.MemoryAttribute is < 0 or > Most or Reserved)
        {
            throw new HostException(
                FailureId.ParameterInvalid, $"The memory attribute {request.MemoryAttribute} is not one of 0 to {Most} without {Reserved}.",
                "Use 6 for normal write-back memory.", target);
        }

        if (request.Address is not { } address) return;

        Range("PA", address.Value, request.Size.Bytes, target);
        foreach (Run<GranuleRecord> run in host.Ledger.Overlapping(address.Value, address.Value + request.Size.Bytes))
        {
            if (run.Value is { Use: GranuleUse.Free or GranuleUse.HostOwned or GranuleUse.Shared, Fate: GranuleFate.Sound }) continue;
            throw new HostException(
                FailureId.GranuleInUse, $"0x{run.Base:x}-0x{run.Top:x} is not the host's to share: {GranuleRoles.Of(run)}.",
                "Leave the address out, and the host takes free DRAM.", target);
        }
    }
}
