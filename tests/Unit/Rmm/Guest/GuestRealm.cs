using System.Buffers.Binary;
using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Tests.Rmm.Guest;

/// <summary>
/// A realm on a simulated RMM whose RECs can be entered: 40 bits of IPA, start level 1, a level 3 table at IPA 0 with RAM in its first
/// 16 pages, page 0 mapped, and one at the start of the unprotected half.
/// </summary>
internal sealed class GuestRealm
{
    internal const ulong Rd = 0x8001_0000;
    internal const ulong Unprotected = 1ul << 39;
    internal const ulong RunPage = 0x8000_2000;

    private const ulong ParamsPage = 0x8000_0000;
    private const ulong ListPage = 0x8000_3000;
    private const ulong Roots = 0x8002_0000;
    private const ulong AuxiliaryRoots = 0x8003_0000;
    private const ulong Recs = 0x8010_0000;

    private ulong _nextGranule = 0x8100_0000;

    /// <summary>Builds and activates the realm.</summary>
    /// <param name="recs">How many RECs; all but the first are created off.</param>
    /// <param name="flags0">Flags of the realm.</param>
    /// <param name="planes">Auxiliary planes, each with a tree of its own.</param>
    /// <param name="registers">x0…x7 of every REC.</param>
    internal GuestRealm(int recs = 1, ulong flags0 = 0, uint planes = 0, params ReadOnlySpan<ulong> registers)
    {
        Rmm = new SimulatedRmm();
        Rmm.RmmActivate();
        Delegate(Rd, 1);
        Delegate(Roots, 2);
        Delegate(AuxiliaryRoots, 6);
        byte[] page = new byte[(int)Granule.Size];
        var view = new RealmParams(page)
        {
            Flags0 = flags0,
            IpaBits = 40,
            Breakpoints = 1,
            Watchpoints = 1,
            RttBase = Roots,
            StartLevel = 1,
            RootCount = 2,
            AuxiliaryPlanes = planes,
            Flags1 = planes == 0 ? 0u : 1,
        };
        for (int tree = 1; tree <= planes; tree++)
        {
            view.SetAuxiliaryRttBase(tree, AuxiliaryRoots + ((ulong)(tree - 1) * 2 * Granule.Size));
        }

        Rmm.WriteMemory(ParamsPage, page);
        Succeeds(Rmm.RealmCreate(Rd, ParamsPage));
        CreateTables(0);
        CreateTables(Unprotected);
        Succeeds(Rmm.RttInitRipas(Rd, 0, 16 * Granule.Size));
        MapPage(0);
        for (int i = 0; i < recs; i++)
        {
            CreateRec(i, registers);
        }

        Succeeds(Rmm.RealmActivate(Rd));
    }

    internal SimulatedRmm Rmm { get; }

    internal static ulong Rec(int index) => Recs + ((ulong)index * 0x2_0000);

    internal static void Succeeds(RmiRegisters answer) => Assert.Equal("SUCCESS", answer.Result.ToString());

    /// <summary>Maps a fresh page at an IPA; its RIPAS stays.</summary>
    internal void MapPage(ulong ipa)
    {
        ulong page = NewGranule();
        Succeeds(Rmm.Call(RmiCommand.RttDataMap, Rd, ipa, ipa + Granule.Size, 1, page | 4));
    }

    internal ulong NewGranule()
    {
        ulong granule = _nextGranule;
        _nextGranule += Granule.Size;
        Delegate(granule, 1);
        return granule;
    }

    /// <summary>Enters a REC with entry flags and registers.</summary>
    /// <returns>The answer and the run page after it.</returns>
    internal (RmiRegisters Answer, byte[] Run) Enter(int rec = 0, RecEntryFlags flags = RecEntryFlags.None, params ReadOnlySpan<ulong> registers)
    {
        byte[] page = new byte[(int)Granule.Size];
        var run = new RecRun(page) { EntryFlags = flags };
        registers.CopyTo(run.EntryGprs);
        Rmm.WriteMemory(RunPage, page.AsSpan(0, RecRun.ExitOffset));
        RmiRegisters answer = Rmm.RecEnter(Rec(rec), RunPage);
        Rmm.ReadMemory(RunPage, page);
        return (answer, page);
    }

    /// <summary>Lets a REC take one action and exit.</summary>
    internal RecRun Run(RealmAction action, int rec = 0, RecEntryFlags flags = RecEntryFlags.None, params ReadOnlySpan<ulong> registers)
    {
        Rmm.Enqueue(action);
        (RmiRegisters answer, byte[] run) = Enter(rec, flags, registers);
        Succeeds(answer);
        return new RecRun(run);
    }

    /// <summary>Lets a REC make an SMC that does not exit.</summary>
    /// <returns>x0 and up after it.</returns>
    internal ulong[] Smc(params ReadOnlySpan<ulong> registers)
    {
        RecRun run = Run(RealmAction.Smc(registers));
        Assert.Equal(RecExitReason.Fiq, run.ExitReason);
        return Result(registers[0]);
    }

    /// <summary>The result of the oldest SMC not asked for.</summary>
    internal ulong[] Result(ulong functionId)
    {
        Assert.True(Rmm.TryTakeSmcResult(out RealmSmcResult? result));
        Assert.Equal(functionId, result.FunctionId);
        return [.. result.Registers];
    }

    /// <summary>The value of a register of the realm, as a store to unprotected memory shows it.</summary>
    internal ulong Register(int number, int rec = 0) =>
        Run(RealmAction.Sync(0x93C0_8047 | ((ulong)number << 16), 0x7FFF_F008, Unprotected >> 8), rec).ExitGprs[0];

    internal void Delegate(ulong address, int granules)
    {
        for (int i = 0; i < granules; i++, address += Granule.Size)
        {
            Succeeds(Rmm.GranuleRangeDelegate(address, address + Granule.Size));
        }
    }

    private void CreateTables(ulong ipa)
    {
        Succeeds(Rmm.RttCreate(Rd, NewGranule(), ipa, 2));
        Succeeds(Rmm.RttCreate(Rd, NewGranule(), ipa, 3));
    }

    private void CreateRec(int index, ReadOnlySpan<ulong> registers)
    {
        ulong rec = Rec(index);
        Delegate(rec, 17);
        byte[] page = new byte[(int)Granule.Size];
        var view = new RecParams(page) { Flags = index == 0 ? RecParams.Runnable : 0, Mpidr = RecParams.MpidrOf(index) };
        registers.CopyTo(view.Gprs);
        Rmm.WriteMemory(ParamsPage, page);
        byte[] list = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(list, (rec + Granule.Size) | (16 << 2));
        Rmm.WriteMemory(ListPage, list);
        ulong handle = Rmm.RecCreate(Rd, rec, ParamsPage).X1;
        Rmm.OpMemDonate(handle, ListPage, 1);
        Succeeds(Rmm.OpContinue(handle));
    }
}
