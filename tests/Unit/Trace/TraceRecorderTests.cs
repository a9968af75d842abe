using System.Text;
using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Tests.Trace;

public sealed class TraceRecorderTests
{
    private const string DefaultHeader = "rmi-trace 1 2.0\ndram 80000000 20000000\ndevice 70000000 a000\nfeatures 104130 142a9 a1 3 fffe\nboot\n";

    private readonly ScriptedSimulator _inner = new();

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
        using var recorder = new TraceRecorder(_inner, new TraceWriter(new MemoryStream()));
        using var plain = new TraceRecorder(new ScriptedRmm(), new TraceWriter(new MemoryStream()));

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
                ((TraceRecorder)rmm).Dispose();
                rmm.Version(0x20000);
                rmm.WriteMemory(0x80000000, [1]);
                Assert.Single(_inner.Calls);
            }));

    private string Record(Action<IRmm> converse)
    {
        var stream = new MemoryStream();
        using (var recorder = new TraceRecorder(_inner, new TraceWriter(stream)))
        {
            converse(recorder);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
