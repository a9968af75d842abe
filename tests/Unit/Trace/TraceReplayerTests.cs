using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Tests.Trace;

public sealed class TraceReplayerTests
{
    private readonly ScriptedSimulator _target = new();

    [Fact]
    public void Target_is_made_for_the_machine_of_the_header()
    {
        RmmPlatform? platform = null;
        TraceReplayer.Replay(
            TraceText.Reader("rmi-trace 1 1.0\ndram 90000000 1000\nfeatures 7\nboot\n"),
            p =>
            {
                platform = p;
                return _target;
            });

        Assert.Equal(RmiProfile.V10, platform!.Profile);
        Assert.Equal(0x90000000ul, platform.Dram[0].Base);
        Assert.Equal(7ul, platform.Feature(0));
    }

    [Fact]
    public void Equal_answers_are_identical()
    {
        _target.Answer = r => new RmiRegisters(0ul, r.X1, 0x20000);

        TraceReplayResult result = Replay("call VERSION 20000 = 0 20000 20000\ncall VERSION 10000 = 0 10000\n");

        Assert.True(result.IsIdentical);
        Assert.Equal((4, 2), (result.Records, result.Calls));
        Assert.Equal([0x20000ul, 0x10000ul], _target.Calls.Select(c => c.X1));
    }

    [Fact]
    public void First_divergence_is_reported_with_line_text_and_reason_and_ends_the_replay()
    {
        _target.Answer = _ => new RmiRegisters(1ul, 5);
        _target.LastDiagnosis = new RmiDiagnosis(new RmiReason("RTT_DESTROY.rd-state", "No RD.", "Create one."), ObstacleKind.Granule, 0x80008000, 0, "NS");

        TraceReplayResult result = Replay("\n# comment\ncall RTT_DESTROY 80008000 0 2 = 0 80031000 40000000\ncall VERSION = 0\n");

        TraceDivergence divergence = Assert.Single(result.Divergences);
        Assert.Equal(5, divergence.Line);
        Assert.Equal("call RTT_DESTROY 80008000 0 2 = 0 80031000 40000000", divergence.Record);
        Assert.Equal("0 80031000 40000000 (SUCCESS, rtt 0x80031000, top 0x40000000)", divergence.Expected);
        Assert.Equal("1 5 0 (ERROR_INPUT)", divergence.Actual);
        Assert.Equal("RTT_DESTROY.rd-state (granule 0x80008000, NS)", divergence.Diagnosis.ToString());
        Assert.Equal(1, result.Calls);
    }

    [Fact]
    public void Continuing_lists_all_divergences_up_to_a_limit_and_counts_the_rest()
    {
        var told = new List<long>();
        TraceReplayResult result = Replay(
            string.Concat(Enumerable.Repeat("call VERSION = 1\n", 5)),
            new TraceReplayOptions { ContinueAfterDivergence = true, MaximumDivergences = 2, OnDivergence = d => told.Add(d.Line) });

        Assert.Equal(5, result.DivergenceCount);
        Assert.Equal([3L, 4L], result.Divergences.Select(d => d.Line));
        Assert.Equal([3L, 4L, 5L, 6L, 7L], told);
    }

    [Fact]
    public void Loop_follows_the_cursor_of_the_target()
    {
        ulong[] tops = [0x80002000, 0x80002000, 0x80003000, 0x80005000];
        _target.Answer = r => new RmiRegisters(0ul, tops[(r.X1 - 0x80000000) / 0x1000]);

        TraceReplayResult result = Replay("loop GRANULE_RANGE_DELEGATE 80000000 80005000\n");

        Assert.True(result.IsIdentical);
        Assert.Equal([0x80000000ul, 0x80002000, 0x80003000], _target.Calls.Select(c => c.X1));
        Assert.All(_target.Calls, c => Assert.Equal((0xc40001c2ul & 0xffffff00, 0x80005000ul), (c.X0 & 0xffffff00, c.X2)));
        Assert.Equal(3, result.Calls);
    }

    [Theory]
    [InlineData(1, 0x80001000, "1 80001000 (ERROR_INPUT, out_top 0x80001000) for the arguments 80000000 80005000")]
    [InlineData(0, 0x80000000, "0 80000000 (SUCCESS, out_top 0x80000000) for the arguments 80000000 80005000")]
    public void Loop_ends_at_a_call_that_fails_or_does_not_advance(ulong status, ulong top, string actual)
    {
        _target.Answer = _ => new RmiRegisters(status, top);

        TraceDivergence divergence = Assert.Single(Replay("loop GRANULE_RANGE_DELEGATE 80000000 80005000\n").Divergences);

        Assert.Equal(actual, divergence.Actual);
    }

    [Fact]
    public void Memory_is_written_filled_and_read()
    {
        TraceReplayResult result = Replay(
            "w64 80000008 1122334455667788 2\nwb 80000003 0a0b\nfill 80000020 10 ff\n"
            + "r64 80000000 = b0a000000 1122334455667788 2\nr64 80000020 = ffffffffffffffff ffffffffffffffff 0\n");

        Assert.True(result.IsIdentical, result.Divergences.FirstOrDefault()?.ToString());
    }

    [Fact]
    public void First_different_word_of_a_read_is_reported()
    {
        TraceDivergence divergence = Assert.Single(Replay("w64 80000000 1 2 3\nr64 80000000 = 1 2 4 5\n").Divergences);

        Assert.Equal(("4 at 80000010", "3"), (divergence.Expected, divergence.Actual));
    }

    [Theory]
    [InlineData("w64 80000ff8 1 2")]
    [InlineData("wb 80001000 00")]
    [InlineData("fill 80000000 2000 0")]
    [InlineData("r64 80001000 = 0")]
    public void Access_that_faults_is_a_divergence(string line)
    {
        _target.FaultAt = 0x80001000;

        Assert.Contains("0x80001000", Assert.Single(Replay(line + "\n").Divergences).Actual, StringComparison.Ordinal);
    }

    [Fact]
    public void Realm_actions_are_queued_and_their_results_compared()
    {
        _target.Results.Enqueue(ScriptedSimulator.Result(0xc4000190, 0, 0x10000));
        _target.Results.Enqueue(ScriptedSimulator.Result(0xc4000198, 0, 7, 1));

        TraceReplayResult result = Replay(
            "realm smc c4000190 10000\nrealm exit IRQ\nrsi = c4000190 0 10000\nrsi = c4000198 0 - 2\nrsi = c4000198 0\n",
            new TraceReplayOptions { ContinueAfterDivergence = true });

        Assert.Equal([RealmActionKind.Smc, RealmActionKind.Irq], _target.Actions.Select(a => a.Kind));
        Assert.Equal(
            [("c4000198 0 - 2", "c4000198 0 7 1"), ("c4000198 0", "no completed SMC whose result was not asked for yet")],
            result.Divergences.Select(d => (d.Expected, d.Actual)));
    }

    [Theory]
    [InlineData("granule 80001000 = RTT", null, null)]
    [InlineData("granule 80001000 = RTT 5", null, null)]
    [InlineData("granule 80001000 = RTT 6", "RTT 6", "RTT 5")]
    [InlineData("granule 80001000 = DATA", "DATA", "RTT")]
    [InlineData("granule 10001000 = NS", "NS", "no granule of the RMM")]
    [InlineData("measurement 80001000 0 = 00000000000000000000000000000000", "00000000000000000000000000000000", "0102030405060708090a0b0c0d0e0f10")]
    [InlineData("measurement 80001000 0 = 0102030405060708090a0b0c0d0e0f10", null, null)]
    [InlineData("measurement 0 0 = 00", "00", "no realm with RD 0")]
    public void Private_views_are_compared(string line, string? expected, string? actual)
    {
        _target.Granules[0x80001000] = new GranuleView(GranuleState.Rtt, 5);
        _target.Digest = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

        TraceReplayResult result = Replay(line + "\n");

        Assert.Equal(expected is null, result.IsIdentical);
        Assert.Equal((expected, actual), (result.Divergences.FirstOrDefault()?.Expected, result.Divergences.FirstOrDefault()?.Actual));
    }

    [Fact]
    public void What_the_target_cannot_tell_is_counted_and_passed_over()
    {
        TraceReplayResult result = TraceReplayer.Replay(
            TraceText.Reader(TraceText.Header + "realm exit FIQ\nrsi = c4000190 0\ngranule 80001000 = NS\nmeasurement 80001000 0 = 00\ncall VERSION = 0\n"),
            _ => new ScriptedRmm());

        Assert.True(result.IsIdentical);
        Assert.Equal((4, 1), (result.UncheckedRecords, result.Calls));
    }

    [Fact]
    public void Later_boot_resets_the_target_or_makes_a_new_one()
    {
        Assert.Equal(1, TargetsMade(TraceText.Header + "boot\ncall VERSION = 0\nboot\n", _target));
        Assert.Equal(1, _target.Resets);
        Assert.Equal(2, TargetsMade(TraceText.Header + "boot\ncall VERSION = 0\nboot\n", new ScriptedRmm()));
    }

    [Fact]
    public void Replay_stops_before_a_line()
    {
        TraceReplayResult result = Replay("call VERSION = 0\ncall VERSION = 0\n", new TraceReplayOptions { StopBeforeLine = 4 });

        Assert.Equal((1, 3L), (result.Calls, result.LastLine));
    }

    [Fact]
    public void Cancellation_ends_the_replay() =>
        Assert.Throws<OperationCanceledException>(
            () => TraceReplayer.Replay(TraceText.Reader(TraceText.Header + "boot\n"), _ => _target, cancellation: new CancellationToken(canceled: true)));

    private static int TargetsMade(string text, IRmm target)
    {
        int made = 0;
        TraceReplayer.Replay(
            TraceText.Reader(text),
            _ =>
            {
                made++;
                return target;
            });
        return made;
    }

    private TraceReplayResult Replay(string records, TraceReplayOptions? options = null) =>
        TraceReplayer.Replay(TraceText.Reader(TraceText.Header + records), _ => _target, options);
}
