using RealmTools.Rmi;
using RealmTools.Rmm;
using static RealmTools.Benchmarks.Loops.Layout;
using static RealmTools.Benchmarks.Loops.LoopCall;
using static RealmTools.Rmi.RmiCommand;

namespace RealmTools.Benchmarks.Loops;

/// <summary>The loops of <see cref="ReferenceLoops"/> as a host says them to RMI 1.0. There are no figures of a reference.</summary>
internal static class Loops10
{
    private const int Version10 = 0x1_0000;
    private const int RepeatedPairs = 64;

    internal static ReferenceLoop[] All { get; } =
    [
        Loop("version", Nothing, [.. Times(100, Ok(Rmi.RmiCommand.Version, Version10))]),
        Loop("features", Nothing, [.. Times(100, Ok(Features))]),
        Loop("delegate_undelegate_1", Nothing, [.. Times(RepeatedPairs, Delegate(X()), Undelegate(X()))]),
        Loop("delegate_undelegate_512", Nothing, [.. Pages(512).Select(i => Delegate(X(i))), .. Pages(512).Select(i => Undelegate(X(i)))]),
        Loop("read_entry_l3", Memory, [.. Pages(512).Select(i => Ok(RttReadEntry, Rd, Page(i), 3))]),
        Loop("init_ripas_page", Tables, [.. Pages(512).Select(i => Ok(RttInitRipas, Rd, Page(i), Page(i + 1)))]),
        Loop("data_map_unmap_1page", Memory, [.. Pages(64).SelectMany(i => new[] { Map(i), Unmap(i) })]),
        Loop("data_map512_unmap512_pages", Memory, [.. Pages(512).Select(Map), .. Pages(512).Select(Unmap)]),
        Loop("rtt_create_destroy_l3", Tables, [.. Times(32, Ok(RttCreate, Rd, T(5), 0x60_0000, 3), Ok(RttDestroy, Rd, 0x60_0000, 3))]),
        Loop("rtt_create_fold_l3", Tables, [.. Times(32, Ok(RttCreate, Rd, T(5), 0x60_0000, 3), Ok(RttFold, Rd, 0x60_0000, 3))]),
        Loop("unprot_map_unmap_1page", UnprotectedTables, [.. Pages(64).SelectMany(i => new[] { MapUnprotected(i), UnmapUnprotected(i) })]),
        Loop("realm_create_destroy", Granules, [Ok(RealmCreate, Rd, Parameters), Ok(RealmDestroy, Rd)]),
        Loop("rec_enter_fiq", RunnableRec, [.. Times(32, Ok(RecEnter, Layout.Rec, Run))]),
    ];

    private static ReferenceLoop Loop(string name, Action<SimulatedRmm> prepare, LoopCall[] calls) =>
        new(name, Reference: 0, Goal: 0, prepare, calls) { Platform = RmmPlatform.DefaultV10 };

    private static void Nothing(SimulatedRmm rmm)
    {
    }

    private static void Granules(SimulatedRmm rmm)
    {
        Preparation.Run(rmm, [Delegate(Rd), Delegate(Root)]);
        Preparation.WriteParameters(rmm);
    }

    private static void Tables(SimulatedRmm rmm)
    {
        Granules(rmm);
        Preparation.Run(
            rmm,
            [
                Delegate(Layout.Rec), .. Pages(16).Select(i => Delegate(T(i))), Ok(RealmCreate, Rd, Parameters),
                Ok(RttCreate, Rd, T(0), 0, 1), Ok(RttCreate, Rd, T(1), 0, 2), Ok(RttCreate, Rd, T(2), 0, 3),
            ]);
    }

    private static void Memory(SimulatedRmm rmm)
    {
        Tables(rmm);
        Preparation.Run(rmm, [.. Pages(512).Select(i => Delegate(X(i))), Ok(RttInitRipas, Rd, 0, 0x20_0000)]);
    }

    private static void UnprotectedTables(SimulatedRmm rmm)
    {
        Tables(rmm);
        Preparation.Run(
            rmm, Ok(RttCreate, Rd, T(5), Unprotected, 1), Ok(RttCreate, Rd, T(6), Unprotected, 2), Ok(RttCreate, Rd, T(7), Unprotected, 3));
    }

    private static void RunnableRec(SimulatedRmm rmm)
    {
        Tables(rmm);
        Preparation.Run(rmm, [.. Preparation.AuxGranules().Select(Delegate)]);
        byte[] page = new byte[(int)G];
        var view = new RecParams(page) { Flags = RecParams.Runnable, AuxiliaryCount = RecParams.AuxiliaryGranules };
        Preparation.AuxGranules().ToArray().CopyTo(view.AuxiliaryAddresses);
        rmm.WriteMemory(RecParameters, page);
        Preparation.Run(rmm, Ok(RecCreate, Rd, Layout.Rec, RecParameters), Ok(RealmActivate, Rd));
    }

    private static LoopCall Delegate(ulong pa) => Ok(GranuleDelegate, pa);

    private static LoopCall Undelegate(ulong pa) => Ok(GranuleUndelegate, pa);

    private static LoopCall Map(int i) => Ok(DataCreateUnknown, Rd, X(i), Page(i));

    private static LoopCall Unmap(int i) => Ok(DataDestroy, Rd, Page(i));

    private static LoopCall MapUnprotected(int i) => Ok(RttMapUnprotected, Rd, Unprotected + Page(i), 3, Source | 0xC8);

    private static LoopCall UnmapUnprotected(int i) => Ok(RttUnmapUnprotected, Rd, Unprotected + Page(i), 3);

    private static ulong Page(int i) => (ulong)i * G;

    private static IEnumerable<int> Pages(int count) => Enumerable.Range(0, count);

    private static IEnumerable<LoopCall> Times(int count, params LoopCall[] calls) => Enumerable.Repeat(calls, count).SelectMany(static c => c);
}
