using RealmTools.Checks;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Trace;

namespace RealmTools.Tests.Trace;

public sealed class TraceRecorderTests : IDisposable
{
    private const string DefaultHeader = "rmi-trace 1 2.0\ndram 80000000 20000000\ndevice 70000000 a000\nfeatures 104130 142a9 a1 3 fffe\nboot\n";

    private readonly ScriptedSimulator _inner = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("realmtools-trace-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "trace.rmi");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Everything_is_recorded_in_order() =>
        Assert.Equal(
            DefaultHeader
            + "w64 80000000 1\nfill 80000000 1000 7\nr64 80000000 = 707070707070707\ncall VERSION 20000 = 0 1 2\n"
            + "realm smc c4000190 10000\nrealm exit IRQ\nrsi = c4000190 0 10000 0 0\ncall FEATURES = 0 1\ncall FEATURES 1 = 0 1\nboot\n",
            Record(rmm =>
            {
                _inner.Answer = _ => new RmiRegisters(0ul, 1, 2);
                _inner.Results.Enqueue(ScriptedSimulator.Result(0xc4000190, 0, 0x10000));
                rmm.WriteMemory(0x80000000, [1, 0, 0, 0, 0, 0, 0, 0]);
                rmm.FillMemory(0x80000000, 4096, 7);
                rmm.ReadMemory(0x80000000, new byte[8]);
                rmm.Version(0x20000);
                IRealmScript script = rmm.As<IRealmScript>()!;
                script.Enqueue(RealmAction.Smc(0xc4000190, 0x10000));
                script.Enqueue(RealmAction.Irq);
                Assert.True(script.TryTakeSmcResult(out _));
                Assert.False(script.TryTakeSmcResult(out _));
                RmiRegisters[] calls = [new(RmiCommand.Features, 0), new(RmiCommand.Features, 1)];
                rmm.CallMany(calls);
                Assert.All(calls, c => Assert.Equal(2ul, c.X2));
                rmm.As<IRmmReset>()!.Reset();
            }));

    [Fact]
    public void Read_of_part_of_a_word_is_recorded_as_words() =>
        Assert.Equal(
            DefaultHeader + "w64 80000000 807060504030201 100f0e0d0c0b0a09\nr64 80000000 = 807060504030201 100f0e0d0c0b0a09\n",
            Record(rmm =>
            {
                rmm.WriteMemory(0x80000000, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
                byte[] part = new byte[3];
                rmm.ReadMemory(0x80000006, part);
                Assert.Equal([7, 8, 9], part);
            }));

    [Fact]
    public void Long_accesses_are_recorded_a_granule_a_line()
    {
        byte[] bytes = [.. Enumerable.Range(0, 10_000).Select(i => (byte)(i % 251))];
        string text = Record(rmm =>
        {
            rmm.WriteMemory(0x80000ffc, bytes);
            rmm.ReadMemory(0x80000800, new byte[10_000]);
        });

        Assert.Equal(
            ["wb 80000ffc", "wb 80001000", "wb 80002000", "wb 80003000", "r64 80000800", "r64 80001800", "r64 80002800"],
            text[DefaultHeader.Length..].TrimEnd('\n').Split('\n').Select(l => string.Join(' ', l.Split(' ')[..2])));
        using TraceReader reader = TraceReader.Open(Path);
        Assert.True(TraceReplayer.Replay(reader, _ => new ScriptedRmm()).IsIdentical);
    }

    [Fact]
    public void Access_that_faults_is_left_out() =>
        Assert.Equal(
            DefaultHeader,
            Record(rmm =>
            {
                _inner.FaultAt = 0x80000000;
                Assert.Throws<GranuleProtectionFaultException>(() => rmm.WriteMemory(0x80000000, [1]));
                Assert.Throws<GranuleProtectionFaultException>(() => rmm.FillMemory(0x80000000, 8, 1));
                Assert.Throws<GranuleProtectionFaultException>(() => rmm.ReadMemory(0x80000000, new byte[1]));
            }));

    [Fact]
    public void Call_without_an_answer_becomes_a_comment() =>
        Assert.Equal(
            DefaultHeader + "# no answer: REALM_DESTROY with c4000159 80008000 0 0 0 0 0 0\n",
            Record(rmm =>
            {
                _inner.Answer = _ => throw new RmmUnreachableException();
                Assert.Throws<RmmUnreachableException>(() => rmm.RealmDestroy(0x80008000));
            }));

    [Fact]
    public void Recorder_has_what_the_inner_one_has()
    {
        using var recorder = new TraceRecorder(_inner);
        using var plain = new TraceRecorder(new ScriptedRmm());

        Assert.Same(_inner, recorder.As<IRmmDiagnostics>());
        Assert.Same(recorder, recorder.As<IRealmScript>());
        Assert.Null(plain.As<IRmmDiagnostics>());
        Assert.Null(plain.As<IRealmScript>());
        Assert.Null(plain.As<IRmmReset>());
    }

    [Fact]
    public void Stopped_recorder_passes_on_without_writing() =>
        Assert.Equal(
            DefaultHeader,
            Record(rmm =>
            {
                Assert.NotNull(((TraceRecorder)rmm).Stop());
                Assert.Null(((TraceRecorder)rmm).Stop());
                rmm.Version(0x20000);
                rmm.WriteMemory(0x80000000, [1]);
                Assert.Single(_inner.Calls);
            }));

    [Fact]
    public void Reason_of_a_failure_stands_behind_the_call() =>
        Assert.Equal(
            DefaultHeader + "call REALM_DESTROY 80008000 = 2  # REALM_DESTROY.live (realm with RD 0x80008000, ACTIVE)\ncall VERSION = 0 0 0\n",
            Record(rmm =>
            {
                _inner.LastDiagnosis = new RmiDiagnosis(new RmiReason("REALM_DESTROY.live", "It lives.", "Terminate it."), ObstacleKind.Realm, 0x80008000, 0, "ACTIVE");
                _inner.Answer = r => new RmiRegisters(r.X1 == 0 ? 0ul : 2);
                rmm.RealmDestroy(0x80008000);
                rmm.Version(0);
            }));

    [Fact]
    public void Reason_of_each_failure_in_a_batch_stands_behind_its_call()
    {
        const ulong Page = 0x80001000;
        using (var recorder = new TraceRecorder(new FaultInjector(new SimulatedRmm())))
        {
            recorder.Start(Path);
            recorder.Call(RmiCommand.RmmActivate);
            recorder.CallMany(
            [
                new(RmiCommand.GranuleRangeUndelegate, Page, Page + Granule.Size),
                new(RmiCommand.GranuleRangeDelegate, Page, Page + Granule.Size),
                new(RmiCommand.GranuleRangeDelegate, Page, Page + Granule.Size),
            ]);
        }

        string[] lines = File.ReadAllLines(Path)[^3..];
        Assert.Equal($"call GRANULE_RANGE_UNDELEGATE {Page:x} 80002000 = 1 {Page:x}  # GRANULE_RANGE_UNDELEGATE.not-delegated (granule 0x{Page:x}, state NS)", lines[0]);
        Assert.Equal($"call GRANULE_RANGE_DELEGATE {Page:x} 80002000 = 0 80002000", lines[1]);
        Assert.StartsWith($"call GRANULE_RANGE_DELEGATE {Page:x} 80002000 = 1 {Page:x}  # GRANULE_RANGE_DELEGATE.", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Recording_that_starts_late_has_what_was_said_since_the_boot()
    {
        using var recorder = new TraceRecorder(_inner);
        recorder.Call(RmiCommand.RmmActivate);

        Assert.True(recorder.Start(Path).StartsAtBoot);
        recorder.Call(RmiCommand.Features, 1);
        recorder.Stop();

        Assert.Equal(DefaultHeader + "call RMM_ACTIVATE = 0\ncall FEATURES 1 = 0 0\n", File.ReadAllText(Path));
    }

    [Fact]
    public void Recording_that_starts_too_late_says_so_and_a_boot_mends_it()
    {
        using var recorder = new TraceRecorder(_inner);
        for (int i = 0; i < 5000; i++)
        {
            recorder.Version(0x20000);
        }

        TraceRecording late = recorder.Start(Path);
        Assert.False(late.StartsAtBoot);
        recorder.Stop();
        string text = File.ReadAllText(Path);
        Assert.StartsWith("rmi-trace 1 2.0\ndram", text, StringComparison.Ordinal);
        Assert.DoesNotContain("boot\n", text, StringComparison.Ordinal);
        Assert.Contains("# The recording starts after the boot", text, StringComparison.Ordinal);

        recorder.Reset();
        Assert.True(recorder.Start(Path).StartsAtBoot);
        recorder.Stop();
        Assert.Equal(DefaultHeader, File.ReadAllText(Path));
    }

    [Fact]
    public void Only_one_recording_runs_at_a_time()
    {
        using var recorder = new TraceRecorder(_inner);
        recorder.Start(null);

        Assert.Contains("stop it first", Assert.Throws<InvalidOperationException>(() => recorder.Start(null)).Message, StringComparison.Ordinal);
        Assert.False(recorder.Stop()!.IsRunning);
        Assert.True(recorder.Start(null).IsRunning);
    }

    [Fact]
    public void Newest_records_are_objects()
    {
        using var recorder = new TraceRecorder(_inner);
        TraceRecording recording = recorder.Start(null);
        _inner.Answer = _ => new RmiRegisters(0x204ul, 0, 0x80400000);
        recorder.RttDestroy(0x80008000, 0x80200000, 3);
        recorder.FillMemory(0x80001000, 8, 1);

        IReadOnlyList<TraceEntry> entries = recording.Live.Snapshot();

        TraceEntry call = entries[^2];
        Assert.Equal(("RTT_DESTROY", RmiStatus.ErrorRtt, 2), (call.Command, call.Status, call.Result!.Value.Level));
        Assert.Equal([("rd", 0x80008000ul), ("ipa", 0x80200000), ("level", 3)], call.Operands.Select(o => (o.Key, o.Value)));
        Assert.Equal([("top", 0x80400000ul)], call.OutputValues.Select(o => (o.Key, o.Value)));
        Assert.Equal(0x80200000ul, call.Operands["IPA"]);
        Assert.True(call.Duration > TimeSpan.Zero);
        Assert.Equal((TraceRecordKind.Fill, new PhysicalAddress(0x80001000ul)), (entries[^1].Kind, entries[^1].Address));
        Assert.Null(entries[^1].Duration);
        Assert.Equal(recording.Records, entries[^1].Number);
        Assert.Equal("call RTT_DESTROY 80008000 80200000 3 = 204 - 80400000", call.ToString());
    }

    [Fact]
    public void Memory_of_newest_records_is_limited()
    {
        using var recorder = new TraceRecorder(_inner);
        TraceRecording recording = recorder.Start(null, 1 << 16);
        for (uint i = 0; i < 10_000; i++)
        {
            recorder.Version(i);
        }

        IReadOnlyList<TraceEntry> entries = recording.Live.Snapshot();

        Assert.InRange(entries.Count, 1000, 4000);
        Assert.Equal(entries.Count, recording.Live.Count - recording.Live.Forgotten);
        Assert.Equal(Enumerable.Range(10_000 - entries.Count, entries.Count).Select(i => (ulong)i), entries.Select(e => e.Arguments.X1));
    }

    [Fact]
    public void More_than_the_queue_holds_is_recorded_in_order()
    {
        const int Calls = 1_000_000;
        using var recorder = new TraceRecorder(new SimulatedRmm());
        TraceRecording recording = recorder.Start(null);
        for (ulong i = 1; i <= Calls; i++)
        {
            var registers = new RmiRegisters(RmiCommand.Version, i, i, i, i, i, i, i);
            recorder.Call(ref registers);
        }

        IReadOnlyList<TraceEntry> entries = recording.Live.Snapshot();

        Assert.Equal(Calls + 5, recording.Records);
        Assert.Equal(Enumerable.Range(Calls - 999, 1000).Select(i => (ulong)i), entries.TakeLast(1000).Select(e => e.Arguments.X7));
    }

    [Fact]
    public async Task Calls_of_several_threads_are_recorded_one_after_the_other()
    {
        const int Calls = 20_000;
        using (var recorder = new TraceRecorder(new SimulatedRmm()))
        {
            recorder.Start(Path);
            await Task.WhenAll(Enumerable.Range(1, 4).Select(thread => Task.Factory.StartNew(
                () =>
                {
                    RmiRegisters[] many = new RmiRegisters[1000];
                    for (int i = 0; i < Calls; i++)
                    {
                        recorder.Call(RmiCommand.Features, (ulong)thread, (ulong)i);
                    }

                    for (int i = 0; i < many.Length; i++)
                    {
                        many[i] = new RmiRegisters(RmiCommand.Features, (ulong)thread, (ulong)(Calls + i));
                    }

                    recorder.CallMany(many);
                },
                TaskCreationOptions.LongRunning)));
        }

        TraceEntry[] calls = [.. TraceEntry.ReadAll(TraceReader.Open(Path)).Where(e => e.IsCall)];
        Assert.Equal(4 * (Calls + 1000), calls.Length);
        Assert.All(calls.GroupBy(e => e.Arguments.X1), thread => Assert.Equal(Enumerable.Range(0, Calls + 1000).Select(i => (ulong)i), thread.Select(e => e.Arguments.X2)));
    }

    [Fact]
    public void Calls_that_come_one_by_one_are_all_measured()
    {
        using var recorder = new TraceRecorder(_inner);
        TraceRecording recording = recorder.Start(null);
        for (int i = 0; i < 20; i++)
        {
            recorder.Version(0x20000);
            Assert.NotNull(recording.Live.Snapshot()[^1].Duration);
        }
    }

    [Fact]
    public void File_that_cannot_be_written_ends_the_recording_but_not_the_conversation()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        using var recorder = new TraceRecorder(_inner);
        TraceRecording recording = recorder.Start("/dev/full");
        recorder.Version(0x20000);

        Assert.NotNull(recording.Failure);
        Assert.Single(_inner.Calls);
        Assert.Equal("VERSION", recording.Live.Snapshot()[^1].Command);
        Assert.NotNull(recorder.Stop()!.Failure);
    }

    private string Record(Action<IRmm> converse)
    {
        using (var recorder = new TraceRecorder(_inner))
        {
            recorder.Start(Path);
            converse(recorder);
        }

        return File.ReadAllText(Path);
    }
}
