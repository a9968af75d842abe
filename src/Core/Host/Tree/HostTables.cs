using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>The RTTs of realms.</summary>
public sealed class HostTables
{
    private readonly HostCore _core;

    internal HostTables(HostCore core) => _core = core;

    /// <summary>RTT_CREATE: makes a table; over a block, splits the block into the table's entries.</summary>
    /// <param name="realm">Name of the realm.</param>
    /// <param name="ipa">First IPA the table translates, aligned to the entry it hangs on.</param>
    /// <param name="level">Level of the table, start level + 1…3.</param>
    /// <param name="context">How to stop it and who watches.</param>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.LevelInvalid"/>, <see cref="FailureId.RangeUnaligned"/>,
    /// <see cref="FailureId.RangeBeyondRealm"/>, <see cref="FailureId.OutOfMemory"/>, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public RttEntry Create(string realm, Ipa ipa, int level, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            RealmRecord record = Check(realm, ipa, level);
            HostCall? failure = new RttBuilder(_core, record).Create(ipa.Value, level);
            if (failure is not null) throw _core.Failed(failure, $"Creating the level {level} RTT of {ipa} in realm '{record.Name}'", record.Name);
            return ReadEntry(record, ipa, level - 1);
        }
    }

    /// <summary>RTT_DESTROY: removes a table without live entries; its granule comes back.</summary>
    /// <returns>The next IPA with a live entry, or the end of the parent table.</returns>
    /// <exception cref="HostException">As <see cref="Create"/>.</exception>
    public Ipa Destroy(string realm, Ipa ipa, int level, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            RealmRecord record = Check(realm, ipa, level);
            var tables = new RttBuilder(_core, record);
            RmiRegisters answer = tables.Destroy(ipa.Value, level);
            HostCall? failure = answer.Result.IsSuccess ? tables.Release(answer.X1, ipa.Value, level) : _core.Calls.Failure();
            if (failure?.Unanswered is not null) tables.Lose(ipa.Value, level, failure);
            if (failure is not null) throw _core.Failed(failure, $"Destroying the level {level} RTT of {ipa} in realm '{record.Name}'", record.Name);

            if (!record.Geometry.IsProtected(ipa)) new Unmapper(_core, record).ForgetShared(ipa.Value, ipa.Value + RttGeometry.EntrySize(level - 1));
            return new Ipa(answer.X2);
        }
    }

    /// <summary>RTT_FOLD: replaces a table whose entries are alike by one entry; its granule comes back.</summary>
    /// <exception cref="HostException">As <see cref="Create"/>.</exception>
    public RttEntry Fold(string realm, Ipa ipa, int level, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            RealmRecord record = Check(realm, ipa, level);
            HostCall? failure = new RttBuilder(_core, record).Fold(ipa.Value, level);
            if (failure is not null) throw _core.Failed(failure, $"Folding the level {level} RTT of {ipa} in realm '{record.Name}'", record.Name);
            return ReadEntry(record, ipa, level - 1);
        }
    }

    /// <summary>RTT_READ_ENTRY: the entry that translates an IPA, where the walk ends, at <paramref name="level"/> at the latest.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.LevelInvalid"/>, <see cref="FailureId.RangeBeyondRealm"/>, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public RttEntry ReadEntry(string realm, Ipa ipa, int level = RttGeometry.LastLevel, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            RealmRecord record = _core.Find(realm);
            CheckLevel(record, level, record.Geometry.StartLevel);
            CheckInside(record, ipa);
            return ReadEntry(record, ipa, level);
        }
    }

    /// <summary>The entries of a realm's tree in IPA order, a table before what it translates. Read while it is enumerated, a table at a time.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>; while enumerating, <see cref="FailureId.RmiFailed"/>.</exception>
    public IEnumerable<RttEntry> Read(string realm, RttTreeOptions? options = null, OperationContext? context = null)
    {
        RealmGeometry geometry;
        string name;
        using (_core.Enter(context))
        {
            RealmRecord record = _core.Find(realm);
            (geometry, name) = (record.Geometry, record.Name);
        }

        return new RttTreeReader(_core.Rmm, geometry) { RealmName = name }.Read(options ?? RttTreeOptions.Default, calls =>
        {
            using (_core.Enter(context))
            {
                _core.Calls.ThrowIfCancelled();
                HostCall? failure = ReadBatch(calls);
                if (failure is not null) throw RttTreeReader.Failure(failure, geometry);
            }
        });
    }

    private HostCall? ReadBatch(ArraySegment<RmiRegisters> calls)
    {
        RmiRegisters inputs = calls[0];
        int level = unchecked((int)inputs.X3);
        _core.Calls.InvokeAll(calls, CallTarget.Entry(inputs.X2, level));
        for (int i = 0; i < calls.Count; i++)
        {
            if (calls[i].Result.IsSuccess) continue;

            // Asked again by itself, it is the newest call, and its reason can be had.
            inputs.X2 += (ulong)i * RttGeometry.EntrySize(level);
            return _core.Calls.Require(ref inputs, CallTarget.Entry(inputs.X2, level));
        }

        return null;
    }

    private RttEntry ReadEntry(RealmRecord realm, Ipa ipa, int level)
    {
        ulong entry = ipa.Value & ~(RttGeometry.EntrySize(level) - 1);
        var call = new RmiRegisters(RmiCommand.RttReadEntry, realm.Rd, entry, unchecked((ulong)level));
        HostCall? failure = _core.Calls.Require(ref call, CallTarget.Entry(entry, level));
        if (failure is not null) throw _core.Failed(failure, $"Reading the level {level} entry of {ipa} in realm '{realm.Name}'", realm.Name);

        int reached = unchecked((int)call.X1);
        return new RttEntry(
            new Ipa(entry & ~(RttGeometry.EntrySize(reached) - 1)), new ByteSize(RttGeometry.EntrySize(reached)), reached,
            (RttEntryState)call.X2, (Ripas)call.X4, call.X3, realm.Geometry.IsProtected(ipa), 1)
        {
            RealmName = realm.Name,
            Geometry = realm.Geometry,
        };
    }

    private RealmRecord Check(string realm, Ipa ipa, int level)
    {
        RealmRecord record = _core.Find(realm);
        CheckLevel(record, level, record.Geometry.StartLevel + 1);
        CheckInside(record, ipa);
        ulong span = RttGeometry.EntrySize(level - 1);
        return ipa.Value % span == 0 ? record : throw new HostException(
            FailureId.RangeUnaligned, $"{ipa} is not a multiple of {new ByteSize(span)}, which a level {level} RTT translates.",
            $"Use 0x{ipa.Value - (ipa.Value % span):x}.", record.Name);
    }

    private static void CheckLevel(RealmRecord realm, int level, int first)
    {
        if (level >= first && level <= RttGeometry.LastLevel) return;

        throw new HostException(
            FailureId.LevelInvalid, $"Level {level} is not within {first} to {RttGeometry.LastLevel}; realm '{realm.Name}' starts at level {realm.Geometry.StartLevel}.",
            $"Use {first} to {RttGeometry.LastLevel}.", realm.Name);
    }

    private static void CheckInside(RealmRecord realm, Ipa ipa)
    {
        if (ipa < realm.Geometry.Top) return;

        throw new HostException(
            FailureId.RangeBeyondRealm, $"{ipa} lies beyond realm '{realm.Name}', whose IPAs end at {realm.Geometry.Top}.",
            "Choose a lower IPA.", realm.Name);
    }
}
