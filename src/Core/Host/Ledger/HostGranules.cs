using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>The ledger of a host's granules, and moving single ones on request.</summary>
public sealed class HostGranules
{
    private readonly HostCore _core;

    internal HostGranules(HostCore core) => _core = core;

    /// <summary>Granules that are free for allocation.</summary>
    public long Free
    {
        get
        {
            using (_core.Enter(null))
            {
                return _core.Ledger.FreeGranules;
            }
        }
    }

    /// <summary>Runs of granules in PA order, in one consistent picture.</summary>
    public IReadOnlyList<GranuleRun> List(GranuleFilter? filter = null)
    {
        using (_core.Enter(null))
        {
            return new GranuleListing(_core, filter ?? GranuleFilter.All).Build();
        }
    }

    /// <summary>The run that holds a PA.</summary>
    /// <exception cref="HostException"><see cref="FailureId.NotDram"/>.</exception>
    public GranuleRun Find(PhysicalAddress address)
    {
        using (_core.Enter(null))
        {
            return _core.Ledger.TryGet(address.Value, out Run<GranuleRecord> run)
                ? new GranuleListing(_core, GranuleFilter.All).Describe(run)
                : throw NotDram(address.Value, address.Value);
        }
    }

    /// <summary>Delegates free granules; they belong to no realm.</summary>
    /// <param name="address">PA of the first, 4 KiB aligned.</param>
    /// <param name="size">Length in bytes, a multiple of 4 KiB.</param>
    /// <param name="context">How to stop it and who watches.</param>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RangeUnaligned"/>, <see cref="FailureId.RangeEmpty"/>, <see cref="FailureId.NotDram"/>,
    /// <see cref="FailureId.GranuleInUse"/>, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public GranuleRun Delegate(PhysicalAddress address, ByteSize size, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            ulong top = Check(address, size);
            foreach (Run<GranuleRecord> run in _core.Ledger.Overlapping(address.Value, top))
            {
                if (run.Value.IsFree) continue;
                throw new HostException(
                    FailureId.GranuleInUse, $"0x{run.Base:x}-0x{run.Top:x} is not free: {GranuleRoles.Of(run)}.",
                    "Choose free granules: Get-Granule -Use Free lists them.", address);
            }

            _core.Ledger.Set(address.Value, top, new GranuleRecord(GranuleUse.HostOwned));
            HostCall? failure = null;
            try
            {
                failure = _core.Granules.Delegate(address.Value, top, 0);
            }
            finally
            {
                _core.Calls.BeginUnwinding();
                if (failure is not null || !IsDelegated(address.Value, top)) _core.Granules.TakeBack(address.Value, top);
            }

            if (failure is not null) throw _core.Failed(failure, $"Delegating {address}-0x{top:x}", address);
            return Describe(address.Value, top);
        }
    }

    /// <summary>
    /// Undelegates granules and frees them. The RMM is asked even where the ledger says they are in use: its answer says what
    /// has to come first.
    /// </summary>
    /// <exception cref="HostException">As <see cref="Delegate"/>.</exception>
    public void Undelegate(PhysicalAddress address, ByteSize size, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            ulong top = Check(address, size);
            for (ulong at = address.Value, next; at < top; at = next)
            {
                // One that the RMM will refuse is asked for alone: a message to an RMM elsewhere would go on with those behind it.
                ulong kept = FirstKept(at, top);
                next = kept == at ? at + Granule.Size : kept;
                HostCall? failure = _core.Granules.TryReturn(at, next);
                if (failure is not null) throw _core.Failed(failure, $"Undelegating {address}-0x{top:x}{Kept(address.Value, top)}", address);
            }
        }
    }

    /// <summary>
    /// Asks again for every granule that was lost and belongs to no realm any more, such as those of a realm that could not be created.
    /// </summary>
    /// <returns>Granules that came back.</returns>
    public long Reclaim(OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            long before = _core.Ledger.FreeGranules;
            foreach (Run<GranuleRecord> run in _core.Ledger.Overlapping(0, ulong.MaxValue))
            {
                bool orphaned = run.Value.Fate != GranuleFate.Sound && !_core.Realms.Exists(r => r.Number == run.Value.Owner);
                if (orphaned) _core.Granules.AskAgain(run.Base, run.Top);
            }

            return _core.Ledger.FreeGranules - before;
        }
    }

    /// <summary>Looks at the granules of a realm, or at all, while nothing changes them.</summary>
    internal T Inspect<T>(string? realm, Func<IReadOnlyList<GranuleRun>, IEnumerable<Realm>, T> look)
    {
        using (_core.Enter(null))
        {
            string? name = realm is null ? null : _core.Find(realm).Name;
            IReadOnlyList<GranuleRun> runs = new GranuleListing(_core, new GranuleFilter(Realm: name, Detailed: true)).Build();
            return look(runs, _core.Realms.Select(_core.Show));
        }
    }

    /// <summary>PA of the first granule that the RMM keeps as far as the ledger knows; the end of the range when there is none.</summary>
    private ulong FirstKept(ulong start, ulong top)
    {
        foreach (Run<GranuleRecord> run in _core.Ledger.Overlapping(start, top))
        {
            if (GranuleRoles.KeptUntil(run.Value.Use).Length > 0) return Math.Max(start, run.Base);
        }

        return top;
    }

    /// <summary>Why the RMM keeps a range, where the ledger knows.</summary>
    private string Kept(ulong start, ulong top)
    {
        foreach (Run<GranuleRecord> run in _core.Ledger.Overlapping(start, top))
        {
            string until = GranuleRoles.KeptUntil(run.Value.Use);
            if (until.Length > 0) return $" ({GranuleRoles.Of(run)}, which the RMM keeps until {until})";
        }

        return string.Empty;
    }

    private bool IsDelegated(ulong start, ulong top) => _core.Ledger.Overlapping(start, top).All(static r => r.Value.Use == GranuleUse.Delegated);

    private GranuleRun Describe(ulong start, ulong top)
    {
        _core.Ledger.TryGet(start, out Run<GranuleRecord> run);
        return new GranuleListing(_core, GranuleFilter.All).Describe(run with { Base = start, Top = top });
    }

    private ulong Check(PhysicalAddress address, ByteSize size)
    {
        MemoryChecks.Range("PA", address.Value, size.Bytes, address);
        ulong top = address.Value + size.Bytes;
        return _core.Ledger.IsDram(address.Value, top) ? top : throw NotDram(address.Value, top);
    }

    private HostException NotDram(ulong start, ulong top) => new(
        FailureId.NotDram,
        start == top ? $"0x{start:x} lies in no DRAM bank." : $"0x{start:x}-0x{top:x} does not lie in one DRAM bank.",
        $"The host has: {string.Join(", ", _core.Ledger.Banks)}.", new PhysicalAddress(start));
}
