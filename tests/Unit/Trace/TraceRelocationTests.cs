using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Tests.Repository;
using RealmTools.Trace;

namespace RealmTools.Tests.Trace;

public sealed class TraceRelocationTests
{
    private const ulong Gibibyte = 1ul << 30;

    // 480 GiB further up, in another order, with a bank that does not fit.
    private static readonly RmmPlatform s_elsewhere = RmmPlatform.Default with
    {
        Dram = [new MemoryRange(0x40_0000_0000, 0x1000_0000), new MemoryRange(0x78_8000_0000, 0x2000_0000)],
        Devices = [new MemoryRange(0x70_7000_0000, 0xA000), new MemoryRange(0x78_7000_0000, 0xA000)],
    };

    public static TheoryData<string> Conversations() =>
        [.. Directory.EnumerateFiles(Checkout.PathOf("tests/vectors/directed"), "*.rmi").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Conversations))]
    public void Conversation_replays_on_a_machine_whose_memory_is_elsewhere(string file)
    {
        using TraceReader reader = TraceReader.Open(Checkout.PathOf($"tests/vectors/directed/{file}"));

        TraceReplayResult result = TraceReplayer.Replay(reader, trace => RelocatedRmm.Adapt(new SimulatedRmm(s_elsewhere), trace));

        Assert.True(result.IsIdentical, result.Divergences.FirstOrDefault()?.ToString());
        Assert.Equal(0, result.UncheckedRecords);
    }

    [Fact]
    public void Nothing_moves_where_the_memory_is_the_same()
    {
        var rmm = new SimulatedRmm(RmmPlatform.Default);

        Assert.Same(rmm, RelocatedRmm.Adapt(rmm, RmmPlatform.Default));
        Assert.Same(rmm, RelocatedRmm.Adapt(rmm, RmmPlatform.Default with { Dram = [new MemoryRange(0x8800_0000, 0x1000_0000)] }));
    }

    [Fact]
    public void Banks_move_by_gibibytes_without_overlap()
    {
        RmmPlatform trace = With(new MemoryRange(0x8000_0000, 0x3000_0000), new MemoryRange(0x8_A000_0000, 0x2000_0000));
        RmmPlatform target = With(new MemoryRange(0x10_0000_0000, 2 * Gibibyte));

        Assert.True(TraceRelocation.TryPlan(trace, target, out TraceRelocation? relocation, out _));

        Assert.Equal(0x10_0000_1000ul, relocation.Address(0x8000_1000));
        Assert.Equal(0x10_2000_0000ul + Gibibyte, relocation.Address(0x8_A000_0000));
        Assert.Equal(0x10_3000_0000ul, relocation.Top(0xB000_0000));
        Assert.Equal(0x8000_1000ul, relocation.AddressBack(0x10_0000_1000));
        Assert.Equal(0x10_3000_0000ul, relocation.Address(0xB000_0000));
        Assert.Equal(0xC000_0000ul, relocation.Address(0xC000_0000));
        Assert.All(relocation.Moves, m => Assert.Equal(0ul, (m.To.Value - m.From.Base) % Gibibyte));
        Assert.Contains("0x80000000-0xb0000000 moves to 0x1000000000", relocation.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bank_that_finds_no_room_is_named()
    {
        Assert.False(TraceRelocation.TryPlan(With(new MemoryRange(0x8000_0000, Gibibyte)), With(new MemoryRange(0x9000_0000, Gibibyte)), out _, out string? obstacle));

        Assert.Contains("0x80000000-0xc0000000 does not fit", obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void Trace_of_another_generation_is_refused() =>
        Assert.Contains(
            "The trace speaks RMI 1.0 and the target RMI 2.0",
            Assert.Throws<InvalidOperationException>(
                () => RelocatedRmm.Adapt(new SimulatedRmm(RmmPlatform.Default), RmmPlatform.Default with { Profile = RmiProfile.V10 })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Diagnosis_names_the_address_of_the_trace()
    {
        IRmm rmm = RelocatedRmm.Adapt(new SimulatedRmm(s_elsewhere), RmmPlatform.Default);
        rmm.Call(RmiCommand.RmmConfigSet, 0x8000_0000);
        rmm.Call(RmiCommand.RmmActivate);
        rmm.GranuleRangeDelegate(0x8000_1000, 0x8000_2000);

        rmm.GranuleRangeDelegate(0x8000_1000, 0x8000_2000);

        RmiDiagnosis diagnosis = rmm.As<IRmmDiagnostics>()!.LastDiagnosis;
        Assert.Equal((ObstacleKind.Granule, 0x8000_1000ul), (diagnosis.Kind, diagnosis.Value));
        Assert.True(rmm.As<IRmmDiagnostics>()!.TryGetGranuleRun(0x8000_2000, out GranuleView view, out ulong top));
        Assert.Equal((GranuleState.NonSecure, 0xA000_0000ul), (view.State, top));
    }

    private static RmmPlatform With(params MemoryRange[] dram) => RmmPlatform.Default with { Dram = [.. dram], Devices = [] };
}
