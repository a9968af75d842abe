using RealmTools.Rmi;
using static RealmTools.Benchmarks.Loops.Layout;
using static RealmTools.Benchmarks.Loops.LoopCall;
using static RealmTools.Rmi.RmiCommand;

namespace RealmTools.Benchmarks.Loops;

/// <summary>The loops of vectors/bench/README.md, one for one, in its order.</summary>
internal static class ReferenceLoops
{
    private const ulong Single = (ulong)OutputAddressType.Single;
    private const ulong UnprotectedFlags = 0x180001;
    private const double Absolute = 0;
    private const double Fast = 5;
    private const double Range = 200;

    internal static ReferenceLoop[] All { get; } =
    [
        new("version", 33.8e6, Absolute, Preparation.S0, Repeat(100, Ok(Rmi.RmiCommand.Version, 0x20000))),
        new("features", 25.6e6, Absolute, Preparation.S0, Repeat(100, Ok(Features))),
        new("unknown_fid", 160e6, Absolute, Preparation.S0, Repeat(100, new LoopCall(new RmiRegisters(0xC4000151ul), RmiResult.UnknownFunction.Word))),
        new("delegate_fail", 54e6, Absolute, Preparation.S0, Repeat(128, new LoopCall(new RmiRegisters(GranuleRangeDelegate, X() + 1, X() + G), 1))),
        new("delegate_undelegate_1", 4.81e6, Fast, Preparation.S0, Repeat(64, Delegate(X()), Undelegate(X()))),
        new("delegate_undelegate_512", 2.98e6, Fast, Preparation.S0, [.. Each(512, i => Delegate(X(i))), .. Each(512, i => Undelegate(X(i)))]),
        new("read_entry_l3", 2.70e6, Fast, Preparation.S2, Each(512, i => Ok(RttReadEntry, Rd, Page(i), 3))),
        new("init_ripas_page", 2.51e6, Fast, Preparation.S1, Each(512, i => Ok(RttInitRipas, Rd, Page(i), Page(i + 1)))),
        new("data_map_unmap_1page", 395e3, Fast, Preparation.S2, Pairs(64, MapPage, UnmapPage)),
        new("data_map512_unmap512_pages", 382e3, Fast, Preparation.S2, [.. Each(512, MapPage), .. Each(512, UnmapPage)]),
        new("data_map_unmap_range512", 4.33e3, Range, Preparation.S2,
            [Ok(RttDataMap, Rd, 0, 0x20_0000, Single, Descriptor(X(), 512)), Ok(RttDataUnmap, Rd, 0, 0x20_0000, Single)]),
        new("data_map_unmap_2MB_block", 5.48e3, Range, Preparation.S3,
            [Ok(RttDataMap, Rd, 0x20_0000, 0x40_0000, Single, Descriptor(X(), 1, 1)), Ok(RttDataUnmap, Rd, 0x20_0000, 0x40_0000, Single)]),
        new("rtt_create_destroy_l3", 915e3, Fast, Preparation.S3,
            Repeat(32, Ok(RttCreate, Rd, T(5), 0x60_0000, 3), Ok(RttDestroy, Rd, 0x60_0000, 3))),
        new("rtt_create_fold_l3", 490e3, Fast, Preparation.S3,
            Repeat(32, Ok(RttCreate, Rd, T(5), 0x60_0000, 3), Ok(RttFold, Rd, 0x60_0000, 3))),
        new("unprot_map_unmap_1page", 440e3, Fast, Preparation.S4, Pairs(64, MapUnprotected, UnmapUnprotected)),
        new("data_map_init_measured", 6.5e3, Fast, Preparation.S2,
            [.. Each(8, i => Ok(RttDataMapInit, Rd, X(i), Page(i), Source, 1)), Ok(RttDataUnmap, Rd, 0, 0x8000, Single)]),
        new("realm_create_destroy", 15.9e3, Fast, Preparation.Realm,
            [Ok(RealmCreate, Rd, Parameters), Ok(RealmTerminate, Rd), Ok(RealmDestroy, Rd)]),
        new("rec_enter_fiq", 353e3, Fast, Preparation.RunnableRec, Repeat(32, Ok(RecEnter, Layout.Rec, Run))),
        new("full_life", 233e3, Fast, Preparation.FullLife, FullLife()),
    ];

    private static LoopCall[] FullLife()
    {
        ulong[] granules = [Rd, Layout.Rec, Root, .. Enumerable.Range(0, 4).Select(T), .. Preparation.AuxGranules(), .. Enumerable.Range(0, 64).Select(X)];
        return
        [
            .. granules.Select(Delegate),
            Ok(RealmCreate, Rd, Parameters),
            Ok(RttCreate, Rd, T(0), 0, 1),
            Ok(RttCreate, Rd, T(1), 0, 2),
            Ok(RttCreate, Rd, T(2), 0, 3),
            Ok(RttInitRipas, Rd, 0, 0x4_0000),
            Ok(RttDataMapInit, Rd, X(), 0, Source, 1),
            .. Enumerable.Range(1, 63).Select(MapPage),
            Incomplete(MemoryRequest.Donate, RecCreate, Rd, Layout.Rec, RecParameters),
            Incomplete(MemoryRequest.None, OpMemDonate, 0, List, 1),
            Ok(OpContinue),
            Ok(RealmActivate, Rd),
            Ok(RecEnter, Layout.Rec, Run),
            Incomplete(MemoryRequest.Reclaim, RecDestroy, Layout.Rec),
            Incomplete(MemoryRequest.None, OpMemReclaim, 0, List + 0x800, 16),
            Ok(OpContinue),
            Ok(RttDataUnmap, Rd, 0, 0x4_0000, Single),
            Ok(RttDestroy, Rd, 0, 3),
            Ok(RttDestroy, Rd, 0, 2),
            Ok(RttDestroy, Rd, 0, 1),
            Ok(RealmTerminate, Rd),
            Ok(RealmDestroy, Rd),
            .. granules.Select(Undelegate),
        ];
    }

    private static ulong Page(int i) => (ulong)i * G;

    private static LoopCall Delegate(ulong pa) => Ok(GranuleRangeDelegate, pa, pa + G);

    private static LoopCall Undelegate(ulong pa) => Ok(GranuleRangeUndelegate, pa, pa + G);

    private static LoopCall MapPage(int i) => Ok(RttDataMap, Rd, Page(i), Page(i + 1), Single, Descriptor(X(i), 1));

    private static LoopCall UnmapPage(int i) => Ok(RttDataUnmap, Rd, Page(i), Page(i + 1), Single);

    private static LoopCall MapUnprotected(int i) =>
        Ok(RttUnprotMap, Rd, Unprotected + Page(i), Unprotected + Page(i + 1), UnprotectedFlags, Descriptor(Source, 1));

    private static LoopCall UnmapUnprotected(int i) => Ok(RttUnprotUnmap, Rd, Unprotected + Page(i), Unprotected + Page(i + 1), Single);

    private static LoopCall[] Each(int count, Func<int, LoopCall> make) => [.. Enumerable.Range(0, count).Select(make)];

    private static LoopCall[] Pairs(int count, Func<int, LoopCall> first, Func<int, LoopCall> second) =>
        [.. Enumerable.Range(0, count).SelectMany(i => new[] { first(i), second(i) })];

    private static LoopCall[] Repeat(int count, params LoopCall[] calls) => [.. Enumerable.Repeat(calls, count).SelectMany(c => c)];
}
