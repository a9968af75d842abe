using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Maps private memory (kvm-host.md §1.10, §1.16, §1.17). One object serves one request.</summary>
internal sealed class PrivateMapper
{
    /// <summary>Bytes delegated at a time below 1 GiB entries: what has to be undone when a call fails.</summary>
    private const ulong Piece = 64ul << 20;

    private readonly HostCore _host;
    private readonly RealmRecord _realm;
    private readonly PrivateMemoryRequest _request;
    private readonly RttBuilder _tables;
    private readonly MappingPlan _plan;
    private readonly ulong _ipa;
    private readonly ulong _top;

    private MemoryRegion? _region;
    private CallStamp _since;
    private CallStamp _folded;
    private ulong _done;

    internal PrivateMapper(HostCore host, RealmRecord realm, PrivateMemoryRequest request)
    {
        _host = host;
        _realm = realm;
        _request = request;
        _tables = new RttBuilder(host, realm);
        _ipa = request.Ipa.Value;
        _top = _ipa + request.Size.Bytes;
        _plan = new MappingPlan(host, realm, MemoryChecks.LevelOf(request.MaximumPageSize));
    }

    /// <summary>Maps what the request asks for; the request has been checked.</summary>
    internal RealmMemory Map()
    {
        _plan.Reserve(_ipa, _top, new GranuleRecord(GranuleUse.HostOwned, Owner: _realm.Number));
        ulong pageSize = RttGeometry.EntrySize(_plan.Extents.Min(static e => e.Level));
        try
        {
            _region = _realm.AddRegion(_request, new ByteSize(pageSize));
            HostCall? failure = _request.InitializeRipas && _realm.State == RealmState.New ? new RipasChanger(_host, _realm).Initialize(_ipa, _top) : null;
            failure ??= MapExtents();
            if (failure is not null) throw _host.Failed(failure, Attempt(), _realm.Name);
        }
        finally
        {
            _host.Calls.BeginUnwinding();
            foreach (MappingExtent extent in _plan.Extents)
            {
                _host.Granules.TakeBack(extent.Memory.Base, extent.Memory.Top);
            }
        }

        return new RealmMemory(
            _realm.Name, _request.Ipa, _request.Size, RealmMemoryKind.Private, _request.Measure, new ByteSize(pageSize),
            new PhysicalAddress(_plan.Extents[0].Memory.Base), _request.Content?.Name ?? string.Empty);
    }

    private string Attempt() =>
        _done == 0
            ? $"Mapping private memory 0x{_ipa:x}-0x{_top:x} of realm '{_realm.Name}'"
            : $"Mapping private memory 0x{_ipa:x}-0x{_top:x} of realm '{_realm.Name}' (0x{_ipa:x}-0x{_ipa + _done:x} is mapped and stays so)";

    private HostCall? MapExtents()
    {
        ulong contentTop = _ipa + (((_request.Content?.Length ?? (_request.Measure ? _request.Size.Bytes : 0)) + Granule.Size - 1) & ~(Granule.Size - 1));
        using var source = new SourcePages(_host, contentTop - _ipa, _request.Content);
        foreach (MappingExtent extent in _plan.Extents)
        {
            ulong contentEnd = Math.Clamp(contentTop, extent.Ipa, extent.Top);
            HostCall? failure = InPieces(extent.Ipa, contentEnd, extent, (ipa, top, pa) => MapContent(ipa, top, pa, source));
            failure ??= InPieces(contentEnd, extent.Top, extent, (ipa, top, pa) => MapEmpty(ipa, top, pa, extent.Level));
            if (failure is not null) return failure;
        }

        return null;
    }

    /// <summary>Delegates and maps a stretch piece by piece.</summary>
    private HostCall? InPieces(ulong ipa, ulong top, MappingExtent extent, Func<ulong, ulong, ulong, HostCall?> map)
    {
        ulong piece = Math.Max(Piece, RttGeometry.EntrySize(extent.Level));
        while (ipa < top)
        {
            _host.Calls.ThrowIfCancelled();
            ulong pieceTop = Math.Min((ipa & ~(piece - 1)) + piece, top);
            ulong pa = extent.Memory.Base + (ipa - extent.Ipa);
            HostCall? failure = _host.Granules.Delegate(pa, pa + (pieceTop - ipa), _realm.Number) ?? map(ipa, pieceTop, pa);
            if (failure is not null) return failure;

            ipa = pieceTop;
            _host.Calls.Context.Progress?.Report(new HostProgress($"Mapping memory of {_realm.Name}", ipa - _ipa, _top - _ipa));
        }

        return null;
    }

    private HostCall? MapEmpty(ulong ipa, ulong top, ulong pa, int wanted)
    {
        ulong start = ipa;
        int lowest = Math.Max(wanted, _host.Moves.FirstBlockLevel);
        int floor = lowest;
        var stuck = default(Stuck);
        while (ipa < top)
        {
            _host.Calls.ThrowIfCancelled();
            int level = floor;
            while (ipa % RttGeometry.EntrySize(level) != 0 || top - ipa < RttGeometry.EntrySize(level)) level++;

            ulong until = top & ~(RttGeometry.EntrySize(level) - 1);
            if (level > lowest)
            {
                ulong larger = RttGeometry.EntrySize(level - 1);
                until = Math.Min(until, (ipa & ~(larger - 1)) + larger);
            }

            HostCall? failure = _host.Moves.MapData(_host, _realm, ipa, until, pa, level, out ulong next);
            Record(ipa, next, pa, level, _host.Calls.Newest);
            pa += next - ipa;
            ipa = next;
            if (failure is null)
            {
                floor = lowest;
                failure = Fold(start, ipa, pa, wanted, lowest);
                if (failure is not null) return failure;
                continue;
            }

            failure = stuck.At(ipa) ? failure : Descend(failure, ipa, level, ref floor);
            if (failure is not null) return failure;
        }

        return null;
    }

    private HostCall? MapContent(ulong ipa, ulong top, ulong pa, SourcePages source)
    {
        ulong from = ipa;
        ulong fromPa = pa;
        HostCall? failure = null;
        CallStamp newest = default;
        var stuck = default(Stuck);
        try
        {
            while (ipa < top && failure is null)
            {
                _host.Calls.ThrowIfCancelled();
                failure = source.Load(ipa - _ipa, out ulong page) ?? _host.Moves.MapContent(_host, _realm, ipa, pa, page, _request.Measure);
                if (failure is null)
                {
                    newest = _host.Calls.Newest;
                    ipa += Granule.Size;
                    pa += Granule.Size;
                    continue;
                }

                if (failure.Unanswered is not null) _host.Ledger.Lose(pa, pa + Granule.Size, failure.Fate, failure.Stamp);
                int floor = RttGeometry.LastLevel;
                failure = stuck.At(ipa) ? failure : Descend(failure, ipa, RttGeometry.LastLevel, ref floor);
            }
        }
        finally
        {
            Record(from, ipa, fromPa, RttGeometry.LastLevel, newest);
        }

        return failure;
    }

    /// <summary>
    /// Answers ERROR_RTT: makes the table below the level that the RMM reports, or maps smaller entries where a table is in the way of a
    /// block.
    /// </summary>
    private HostCall? Descend(HostCall failure, ulong ipa, int level, ref int floor)
    {
        if (failure.Result.Status != RmiStatus.ErrorRtt || failure.Unanswered is not null || failure.Complaint.Length > 0) return failure;

        if (failure.Result.Level < level) return _tables.Create(ipa, failure.Result.Level + 1, existing: true);

        floor = level + 1;
        return level < RttGeometry.LastLevel ? null : failure;
    }

    /// <summary>
    /// Folds tables that are complete, where larger entries are wanted than the RMM maps in one call (kvm-host.md §1.12). One that does
    /// not fold, for example because the RIPAS of its entries differ, stays.
    /// </summary>
    /// <param name="start">Where this stretch began.</param>
    /// <param name="ipa">How far it is mapped.</param>
    /// <param name="pa">The PA that belongs to it.</param>
    /// <param name="wanted">Level of the entries that are wanted.</param>
    /// <param name="mapped">Level of the entries that were mapped.</param>
    private HostCall? Fold(ulong start, ulong ipa, ulong pa, int wanted, int mapped)
    {
        for (int level = mapped; level > wanted; level--)
        {
            ulong size = RttGeometry.EntrySize(level - 1);
            if (ipa % size != 0 || ipa - start < size) return null;

            HostCall? failure = _tables.Fold(ipa - size, level);
            if (failure is not null) return failure is { Unanswered: null, Command: RmiCommand.RttFold, Result.Status: RmiStatus.ErrorRtt } ? null : failure;
            if (_folded == default) _folded = new CallStamp(_host.Calls.Sequence, RmiCommand.RttFold, RmiResult.Success);
            RecordData(ipa - size, ipa, pa - size, level - 1, _folded);
        }

        return null;
    }

    private void Record(ulong ipa, ulong top, ulong pa, int level, CallStamp newest)
    {
        if (ipa >= top) return;

        if (_since.Command != newest.Command) _since = newest;
        RecordData(ipa, top, pa, level, _since);
        _realm.Memory.Set(ipa, top, new MappingRecord(_region!.Number, unchecked(pa - ipa), IsAllocated: true));
        _done = top - _ipa;
    }

    private void RecordData(ulong ipa, ulong top, ulong pa, int level, CallStamp since) => _host.Ledger.Set(pa, pa + (top - ipa), new GranuleRecord(
        GranuleUse.Data, Level: (sbyte)level, Owner: _realm.Number, Since: since, IpaOffset: unchecked(ipa - pa)));
}
