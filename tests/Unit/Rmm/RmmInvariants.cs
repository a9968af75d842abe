using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Tests.Rmm;

/// <summary>
/// What must hold of a simulated RMM after any call whatever: granule states partition memory, every count equals what a full walk
/// finds, every table has one parent, no granule has two roles (rmm-behaviour.md §10.1).
/// </summary>
internal sealed class RmmInvariants
{
    private readonly RmmCore _core;
    private readonly Dictionary<ulong, GranuleState> _roles = [];
    private readonly Dictionary<ulong, int> _auxiliaryMappings = [];
    private readonly Dictionary<ulong, int> _recs = [];
    private readonly Dictionary<ulong, int> _runningRecs = [];

    private RmmInvariants(RmmCore core) => _core = core;

    internal static void Check(SimulatedRmm rmm) => new RmmInvariants(rmm.Core).Check();

    private void Check()
    {
        var granules = Granules().ToList();
        foreach ((ulong address, GranuleState state, _) in granules)
        {
            switch (state)
            {
                case GranuleState.Rd:
                    CheckRealm(_core.Memory.Content<RealmDescriptor>(address)!, address);
                    break;
                case GranuleState.Rec:
                    CheckRec(_core.Memory.Content<Rec>(address)!, address);
                    break;
            }
        }

        CheckOperations();
        foreach ((ulong address, GranuleState state, int mappings) in granules)
        {
            GranuleState role = _roles.GetValueOrDefault(address, state is GranuleState.Delegated ? state : GranuleState.NonSecure);
            Assert.True(role == state, $"granule 0x{address:x} is {state}, its role is {role}");
            Assert.True(mappings == _auxiliaryMappings.GetValueOrDefault(address), $"granule 0x{address:x} counts {mappings} auxiliary mappings");
            if (state == GranuleState.Rd)
            {
                Assert.Equal(_recs.GetValueOrDefault(address), _core.Memory.Content<RealmDescriptor>(address)!.RecReferences);
                Assert.Equal(_runningRecs.GetValueOrDefault(address), _core.Memory.Content<RealmDescriptor>(address)!.RunningRecs);
            }
        }
    }

    private IEnumerable<(ulong Address, GranuleState State, int AuxiliaryMappings)> Granules()
    {
        foreach (MemoryRange bank in _core.Platform.Dram)
        {
            for (ulong address = bank.Base; address < bank.Top;)
            {
                Assert.True(GranuleViews.TryGetRun(_core.Memory, address, out GranuleView view, out ulong top));
                for (; address < top && view.State != GranuleState.NonSecure; address += Granule.Size)
                {
                    yield return (address, view.State, view.State == GranuleState.Data ? view.ReferenceCount : 0);
                }

                address = top;
            }
        }
    }

    private void CheckRealm(RealmDescriptor realm, ulong rd)
    {
        Assert.Equal(rd, realm.Address);
        Claim(rd, GranuleState.Rd);
        for (int tree = 0; tree < realm.Trees; tree++)
        {
            for (int i = 0; i < realm.RootCount; i++)
            {
                ulong span = RttGeometry.EntrySize(realm.StartLevel) * RttGeometry.EntriesPerTable;
                CheckTable(realm, tree, realm.RootOf(tree) + ((ulong)i * Granule.Size), realm.StartLevel, (ulong)i * span);
            }
        }
    }

    private void CheckTable(RealmDescriptor realm, int tree, ulong table, int level, ulong ipa)
    {
        Claim(table, GranuleState.Rtt);
        Page page = _core.Memory.Content<Page>(table)!;
        int references = 0;
        for (int i = 0; i < RttGeometry.EntriesPerTable; i++)
        {
            ulong entry = page[i];
            ulong entryIpa = ipa + ((ulong)i * RttGeometry.EntrySize(level));
            references += RttEntry.HoldsReference(entry) ? 1 : 0;
            if (RttEntry.IsTable(entry))
            {
                Assert.True(level < RttGeometry.LastLevel);
                if (tree == RttTree.PrimaryIndex || realm.IsProtected(entryIpa))
                {
                    CheckTable(realm, tree, RttEntry.Address(entry), level + 1, entryIpa);
                }
            }
            else if (RttEntry.IsData(entry))
            {
                CheckData(tree, RttEntry.Address(entry), level);
            }
        }

        Assert.True(references == page.References, $"table 0x{table:x} counts {page.References} references, has {references}");
    }

    private void CheckData(int tree, ulong start, int level)
    {
        for (ulong offset = 0; offset < RttGeometry.EntrySize(level); offset += Granule.Size)
        {
            if (tree == RttTree.PrimaryIndex)
            {
                Claim(start + offset, GranuleState.Data);
            }
            else
            {
                _auxiliaryMappings[start + offset] = _auxiliaryMappings.GetValueOrDefault(start + offset) + 1;
            }
        }
    }

    private void CheckRec(Rec rec, ulong address)
    {
        Assert.Equal(address, rec.Address);
        Claim(address, GranuleState.Rec);
        Assert.True(_core.Memory.Is(rec.Rd, GranuleState.Rd), $"REC 0x{address:x} belongs to no realm");
        _recs[rec.Rd] = _recs.GetValueOrDefault(rec.Rd) + 1;
        _runningRecs[rec.Rd] = _runningRecs.GetValueOrDefault(rec.Rd) + (rec.Running ? 1 : 0);
        foreach (ulong auxiliary in rec.Auxiliary)
        {
            Claim(auxiliary, GranuleState.RecAux);
        }
    }

    private void CheckOperations()
    {
        for (ulong handle = 0; handle < OperationPool.Capacity; handle++)
        {
            if (!_core.Operations.TryGet(handle, out Operation? operation))
            {
                continue;
            }

            Claim(operation.Object, GranuleState.Partial);
            foreach (ulong granule in operation.Granules.AsSpan(operation.Returned, operation.Held - operation.Returned))
            {
                Claim(granule, GranuleState.RecAux);
            }
        }
    }

    private void Claim(ulong granule, GranuleState role) =>
        Assert.True(_roles.TryAdd(granule, role), $"granule 0x{granule:x} has two roles: {_roles.GetValueOrDefault(granule)} and {role}");
}
