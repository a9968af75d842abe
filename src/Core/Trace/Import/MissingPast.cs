using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>
/// Writes what a log does not tell and what must have happened for its calls to be answered so: delegations, parameters, donations,
/// realms, tables.
/// </summary>
/// <param name="name">The log, for messages.</param>
/// <param name="platform">The machine.</param>
/// <param name="shapes">What the log tells of its realms.</param>
/// <param name="spare">Memory for granules that no call of the log names.</param>
/// <param name="writer">Takes the records, marked as inferred.</param>
/// <param name="isStrict">Whether to refuse instead.</param>
internal sealed class MissingPast(string name, RmmPlatform platform, RealmShapes shapes, MemoryRange spare, TraceWriter writer, bool isStrict)
{
    private const ulong LongestRange = 1ul << 34;

    private readonly HashSet<ulong> _delegated = [];
    private readonly Dictionary<ulong, int> _recs = [];
    private readonly KnownTables _tables = new();
    private readonly bool _isV10 = ReferenceEquals(platform.Profile, RmiProfile.V10);
    private ulong _nextSpare = spare.Base;
    private bool _isActive = ReferenceEquals(platform.Profile, RmiProfile.V10);
    private int _vmid;
    private long _line;

    /// <summary>Records written so far.</summary>
    public long Count { get; private set; }

    /// <summary>The RMM boots: nothing is delegated any more.</summary>
    public void Boot()
    {
        _delegated.Clear();
        _recs.Clear();
        _tables.Clear();
        _nextSpare = spare.Base;
        _isActive = _isV10;
        _vmid = 0;
    }

    /// <summary>Writes what must have happened before a call.</summary>
    /// <exception cref="TraceFormatException">Something must have happened, and inferring is not allowed.</exception>
    public void Before(ImportedCall call)
    {
        _line = call.Line;
        if (call.Command is not { } command || call.Outputs.Result.IsUnknownFunction)
            return;
        RmiRegisters x = call.Arguments;
        Activate(command.Command, call.Outputs.Result);
        if (!call.TookEffect)
        {
            BeforeFailure(command.Command, call);
            return;
        }

        switch (command.Command)
        {
            case RmiCommand.RealmCreate:
                NeedDelegated(x.X1, "the RD");
                WriteRealmParameters(x.X1, x.X2);
                break;
            case RmiCommand.RecCreate:
                NeedDelegated(x.X2, "the REC");
                WriteRecParameters(x.X1, x.X3);
                break;
            case RmiCommand.RttCreate or RmiCommand.RttAuxCreate:
                NeedDelegated(x.X2, "the table");
                break;
            case RmiCommand.RttDataMapInit or RmiCommand.DataCreateUnknown:
                NeedDelegated(x.X2, "the data granule");
                break;
            case RmiCommand.RttDataMap:
                NeedMapped(x, call.Outputs.X1);
                break;
            case RmiCommand.RealmDestroy:
                NeedNoTables(x.X1);
                break;
            case RmiCommand.OpMemDonate:
                WriteDonation(x.X2, x.X3, call.Outputs);
                break;
            case RmiCommand.GranuleUndelegate:
                NeedDelegated(x.X1, "the granule");
                break;
            case RmiCommand.GranuleRangeUndelegate:
                NeedDelegated(x.X1, Reached(call), "the range");
                break;
        }
    }

    // The order of the checks tells which ones a failed call has passed.
    private void BeforeFailure(RmiCommand command, ImportedCall call)
    {
        RmiStatus status = call.Outputs.Result.Status;
        RmiRegisters x = call.Arguments;
        bool isRange = command == RmiCommand.GranuleRangeDelegate && Granule.IsAligned(x.X2) && x.X2 > x.X1;
        if (KnownTables.TryGetWalk(call, out ulong ipa, out int level))
            NeedTables(x.X1, ipa, level);
        if (status == RmiStatus.ErrorRtt && command == RmiCommand.RttCreate)
            NeedDelegated(x.X2, "the table");
        else if (status == RmiStatus.ErrorInput && (isRange || command == RmiCommand.GranuleDelegate) && Granule.IsAligned(x.X1) && platform.Dram.Any(bank => bank.Contains(x.X1)))
            NeedDelegated(x.X1, "the granule");
    }

    /// <summary>Takes note of what a call changed.</summary>
    public void After(ImportedCall call)
    {
        if (call.Command is not { } command || !call.TookEffect)
            return;
        RmiRegisters x = call.Arguments;
        ulong top = Reached(call);
        switch (command.Command)
        {
            case RmiCommand.RmmActivate:
                _isActive = true;
                break;
            case RmiCommand.GranuleRangeDelegate:
                _delegated.UnionWith(Granules(x.X1, top));
                break;
            case RmiCommand.GranuleRangeUndelegate:
                _delegated.ExceptWith(Granules(x.X1, top));
                break;
            case RmiCommand.GranuleDelegate:
                _delegated.Add(x.X1);
                break;
            case RmiCommand.GranuleUndelegate:
                _delegated.Remove(x.X1);
                break;
            case RmiCommand.RealmCreate:
                _recs[x.X1] = 0;
                _tables.AddRealm(x.X1, ShapeOf(x.X1).StartLevel);
                break;
            case RmiCommand.RealmDestroy:
                _tables.RemoveRealm(x.X1);
                break;
            case RmiCommand.RttCreate:
                _tables.Add(x.X1, unchecked((int)x.X4), x.X3);
                break;
            case RmiCommand.RttDestroy or RmiCommand.RttFold:
                _tables.Remove(x.X1, unchecked((int)x.X3), x.X2);
                break;
            case RmiCommand.RecCreate:
                _recs[x.X1] = _recs.GetValueOrDefault(x.X1) + 1;
                break;
        }
    }

    // How far a range command got, if the log says so.
    private static ulong Reached(ImportedCall call) => call.IsLoop || (call.Mask & 2) == 0 ? call.Arguments.X2 : call.Outputs.X1;

    private void Activate(RmiCommand command, RmiResult result)
    {
        bool isAllowedBefore = command is RmiCommand.Version or RmiCommand.Features or RmiCommand.RmmConfigGet or RmiCommand.RmmConfigSet
            or RmiCommand.GranuleTrackingGet or RmiCommand.RmmActivate;
        if (_isActive || isAllowedBefore || result.Status == RmiStatus.ErrorGlobal)
            return;
        Infer("the RMM's activation", () => writer.WriteCall(new RmiRegisters(RmiCommand.RmmActivate), default));
        _isActive = true;
    }

    private void NeedMapped(RmiRegisters x, ulong top)
    {
        var flags = new RttRangeFlags(x.X4);
        ulong length = unchecked(top - x.X2);
        if (flags.Type == OutputAddressType.Single)
        {
            ulong address = new AddressRangeDescriptor(x.X5).Address;
            NeedDelegated(address, unchecked(address + length), "the data");
        }
        else if (flags.Type == OutputAddressType.List)
        {
            WriteList(x.X5, (ulong)flags.ListCount, length / Granule.Size, "the list of data granules");
        }
    }

    // A donation of nothing that asks for nothing more was refused because its first granule was not delegated (§4.7).
    private void WriteDonation(ulong list, ulong count, RmiRegisters outputs)
    {
        const string What = "the list of donated granules";
        if (outputs.X1 != 0 || outputs.X2 != 0 || count == 0)
            WriteList(list, count, outputs.X1, What);
        else
            Infer(What, () => writer.WriteWords(list, [new AddressRangeDescriptor(spare.Top - Granule.Size, 1).Word]));
    }

    // Granules of our own in as few descriptors as there may be.
    private void WriteList(ulong list, ulong count, ulong granules, string what)
    {
        if (granules == 0 || granules > count * AddressRangeDescriptor.MaximumCount)
            return;
        NeedNonSecure(list);
        var words = new List<ulong>();
        for (ulong left = granules; left > 0;)
        {
            int part = (int)Math.Min(left, AddressRangeDescriptor.MaximumCount);
            ulong address = TakeSpare(part, (ulong)part * Granule.Size, Granule.Size);
            words.Add(new AddressRangeDescriptor(address, part).Word);
            left -= (ulong)part;
        }

        while ((ulong)words.Count < Math.Min(count, Granule.Words))
        {
            words.Add(0);
        }

        Infer(what, () => writer.WriteWords(list, [.. words]));
    }

    // A realm that the log never shows has its parameters in a page of our own.
    private void NeedTables(ulong rd, ulong ipa, int level)
    {
        // A log of errors only may go on for ever; what successful calls need comes first.
        if (spare.Top - _nextSpare < spare.Size / 2)
            return;
        if (!_tables.HasRealm(rd))
        {
            ulong parameters = spare.Top - (2 * Granule.Size);
            NeedDelegated(rd, "the RD");
            WriteRealmParameters(rd, parameters);
            Infer($"the realm 0x{rd:x}", () => writer.WriteCall(new RmiRegisters(RmiCommand.RealmCreate, rd, parameters), default));
            _tables.AddRealm(rd, ShapeOf(rd).StartLevel);
        }

        foreach (int each in _tables.Missing(rd, ipa, level).ToArray())
        {
            ulong table = TakeSpare(1, Granule.Size, Granule.Size);
            ulong start = ipa & ~(RttGeometry.EntrySize(each - 1) - 1);
            Infer($"the level {each} table of 0x{start:x}", () => writer.WriteCall(new RmiRegisters(RmiCommand.RttCreate, rd, table, start, unchecked((ulong)each)), default));
            _tables.Add(rd, each, start);
        }
    }

    // A realm without tables only can be destroyed.
    private void NeedNoTables(ulong rd)
    {
        foreach ((int level, ulong start) in _tables.Of(rd))
        {
            Infer($"the end of the level {level} table of 0x{start:x}", () => writer.WriteCall(new RmiRegisters(RmiCommand.RttDestroy, rd, start, unchecked((ulong)level)), default, mask: 1));
            _tables.Remove(rd, level, start);
        }
    }

    private (int IpaBits, int StartLevel) ShapeOf(ulong rd) => shapes.Of(rd, (int)(platform.Feature(0) & 0xFF));

    private void WriteRealmParameters(ulong rd, ulong address)
    {
        NeedNonSecure(address);
        (int ipaBits, int startLevel) = ShapeOf(rd);
        int roots = RttGeometry.RootCount(ipaBits, startLevel);
        byte[] page = new byte[Granule.Size];
        var parameters = new RealmParams(page)
        {
            IpaBits = (uint)ipaBits,
            Breakpoints = 1,
            Watchpoints = 1,
            StartLevel = startLevel,
            RootCount = (uint)roots,
            RttBase = TakeSpare(roots, (ulong)roots * Granule.Size, (ulong)roots * Granule.Size),
        };
        if (_isV10)
        {
            parameters.Vmid = (ushort)_vmid++;
        }

        Infer("the realm's parameters", () => writer.WriteMemory(address, page));
    }

    private void WriteRecParameters(ulong rd, ulong address)
    {
        NeedNonSecure(address);
        byte[] page = new byte[Granule.Size];
        var parameters = new RecParams(page) { Flags = RecParams.Runnable, Mpidr = RecParams.MpidrOf(_recs.GetValueOrDefault(rd)) };
        if (_isV10)
        {
            ulong auxiliary = TakeSpare(RecParams.AuxiliaryGranules, RecParams.AuxiliaryGranules * Granule.Size, Granule.Size);
            parameters.AuxiliaryCount = RecParams.AuxiliaryGranules;
            for (int i = 0; i < RecParams.AuxiliaryGranules; i++)
            {
                parameters.AuxiliaryAddresses[i] = auxiliary + ((ulong)i * Granule.Size);
            }
        }

        Infer("the REC's parameters", () => writer.WriteMemory(address, page));
    }

    private ulong TakeSpare(int count, ulong size, ulong alignment)
    {
        ulong start = (_nextSpare + alignment - 1) / alignment * alignment;
        if (size > spare.Top - start)
        {
            throw new TraceFormatException($"{name}, line {_line}: the log needs more than {spare.Size / Granule.Size} granules that it does not name.");
        }

        _nextSpare = start + size;
        NeedDelegated(start, start + size, count == 1 ? "a granule" : "granules");
        return start;
    }

    private void NeedDelegated(ulong address, string what) => NeedDelegated(address, unchecked(address + Granule.Size), what);

    private void NeedDelegated(ulong start, ulong top, string what)
    {
        foreach (ulong granule in Granules(start, top))
        {
            if (!_delegated.Add(granule))
                continue;
            Infer($"the delegation of {what} 0x{granule:x}", () => Move(granule, RmiCommand.GranuleDelegate, RmiCommand.GranuleRangeDelegate));
        }
    }

    private void NeedNonSecure(ulong address)
    {
        ulong granule = Granule.AlignDown(address);
        if (_delegated.Remove(granule))
        {
            Infer($"the undelegation of 0x{granule:x}", () => Move(granule, RmiCommand.GranuleUndelegate, RmiCommand.GranuleRangeUndelegate));
        }
    }

    private void Move(ulong granule, RmiCommand one, RmiCommand range)
    {
        if (_isV10)
            writer.WriteCall(new RmiRegisters(one, granule), default);
        else
            writer.WriteCall(new RmiRegisters(range, granule, granule + Granule.Size), new RmiRegisters(0ul, granule + Granule.Size));
    }

    private static IEnumerable<ulong> Granules(ulong start, ulong top)
    {
        for (ulong granule = Granule.AlignDown(start); granule < top && top - start <= LongestRange; granule += Granule.Size)
        {
            yield return granule;
        }
    }

    private void Infer(string what, Action write)
    {
        if (isStrict)
        {
            throw new TraceFormatException(
                $"{name}, line {_line}: {what} must have come before and is not in the log. Import without strictness to have it inferred and marked.");
        }

        Count++;
        writer.Mark = $"{TraceEntry.InferredMark}: {what}";
        write();
        writer.Mark = null;
    }
}
