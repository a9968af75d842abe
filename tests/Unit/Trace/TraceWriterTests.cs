using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Tests.Trace;

public sealed class TraceWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("realmtools-trace-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Header_is_written_first_and_in_full() =>
        Assert.Equal(
            "rmi-trace 1 2.0\ndram 80000000 20000000\ndevice 70000000 a000\nfeatures 104130 142a9 a1 3 fffe\nboot\n",
            TraceText.Write(w =>
            {
                w.WriteHeader(RmmPlatform.Default);
                w.WriteBoot();
            }));

    [Fact]
    public void Number_of_any_length_has_its_digits_and_no_more() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), ArbMap.Default.ArbFor<byte>(), (number, shift) =>
        {
            foreach (ulong value in new[] { number >> (shift % 64), ulong.MaxValue >> (shift % 64), 1ul << (shift % 64), 0ul })
            {
                string expected = value.ToString("x", null);
                byte[] text = new byte[64];
                var line = new TraceLine(text);
                line.AppendHex(value);
                Assert.Equal(expected, Encoding.ASCII.GetString(text, 0, line.Length));

                TraceLine.SpreadByWords(value, expected.Length, text);
                Assert.Equal(expected, Encoding.ASCII.GetString(text, 0, expected.Length));
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(RmiCommand.RttDestroy, 0ul, "call RTT_DESTROY a 0 c = 0 1 2")]
    [InlineData(RmiCommand.RttDestroy, 0x204ul, "call RTT_DESTROY a 0 c = 204 - 2")]
    [InlineData(RmiCommand.RttDestroy, 1ul, "call RTT_DESTROY a 0 c = 1")]
    [InlineData(RmiCommand.RttReadEntry, 0ul, "call RTT_READ_ENTRY a 0 c = 0 1 2 3 4")]
    [InlineData(RmiCommand.RecCreate, 0x10Dul, "call REC_CREATE a 0 c = 10d 1 2")]
    [InlineData(RmiCommand.RecDestroy, 0x20Dul, "call REC_DESTROY a 0 c = 20d 1")]
    [InlineData((RmiCommand)0x20B, ulong.MaxValue, "call c400020b a 0 c = ffffffffffffffff")]
    public void Call_lists_the_outputs_that_the_abi_defines(RmiCommand command, ulong status, string expected) =>
        Assert.Equal(
            expected + "\n",
            TraceText.Write(w => w.WriteCall(new RmiRegisters(command, 0xA, 0, 0xC), new RmiRegisters(status, 1, 2, 3, 4))));

    [Fact]
    public void Hint_bit_stays_visible() =>
        Assert.Equal("call c4010150 = 0 1 2\n", TraceText.Write(w => w.WriteCall(new RmiRegisters(0xC4010150ul), new RmiRegisters(0ul, 1, 2))));

    [Fact]
    public void Memory_is_written_as_it_reads_best()
    {
        byte[] parameters = new byte[4096];
        parameters[8] = 0x30;
        parameters[0x808] = 1;
        parameters[0x811] = 2;

        Assert.Equal(
            "fill 80000000 1000 0\nw64 80000008 30\nw64 80000808 1 200\n" + "fill 80000800 800 5\nfill 80001000 800 5\n" + "wb 80000001 0102\n" + "w64 80000000 807060504030201\n",
            TraceText.Write(w =>
            {
                w.WriteMemory(0x80000000, parameters);
                w.WriteMemory(0x80000800, Enumerable.Repeat((byte)5, 4096).ToArray());
                w.WriteMemory(0x80000001, [1, 2]);
                w.WriteMemory(0x80000000, [1, 2, 3, 4, 5, 6, 7, 8]);
            }));
    }

    [Fact]
    public void Numbers_survive_writing_and_reading() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong[]>().Filter(a => a.Length > 0), words =>
        {
            ulong[] shifted = [.. words.Select((w, i) => unchecked(w * 0x9E3779B97F4A7C15) >> (i * 7 % 64))];
            TraceRecord record = TraceText.Parse(TraceText.Write(w => w.WriteRead(0x80000000, shifted)).TrimEnd());
            return record.Kind == TraceRecordKind.ReadWords && record.Words.SequenceEqual(shifted);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Memory_survives_writing_and_replaying() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(ushort Offset, byte[] Bytes, byte Zeroes)>(), sample =>
        {
            ulong address = 0x80000000ul + sample.Offset;
            byte[] bytes = [.. sample.Bytes.SelectMany(b => Enumerable.Repeat((byte)0, sample.Zeroes).Append(b))];
            var target = new ScriptedRmm();
            TraceReplayer.Replay(
                TraceText.Reader(TraceText.Header + TraceText.Write(w => w.WriteMemory(address, bytes))), _ => target);

            byte[] read = new byte[bytes.Length + 8];
            target.ReadMemory(address, read);
            return read.AsSpan(0, bytes.Length).SequenceEqual(bytes) && read[^1] == 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Calls_survive_writing_and_reading() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(int Command, ulong[] Values, byte Status)>(), sample =>
        {
            RmiCommandInfo info = RmiCommandTable.V20.Commands[(int)((uint)sample.Command % (uint)RmiCommandTable.V20.Commands.Length)];
            var arguments = new RmiRegisters(info.Command);
            var outputs = new RmiRegisters((ulong)sample.Status % 17);
            for (int i = 0; i < sample.Values.Length && i < 7; i++)
            {
                arguments[i + 1] = sample.Values[i];
                outputs[(i % 4) + 1] = ~sample.Values[i];
            }

            TraceRecord record = TraceText.Parse(TraceText.Write(w => w.WriteCall(arguments, outputs)).TrimEnd());
            return record.Arguments == arguments && record.Matches(outputs) && !record.Matches(new RmiRegisters(outputs.X0 ^ 1));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Realm_actions_results_and_views_survive_writing_and_reading()
    {
        RealmAction[] actions =
        [
            RealmAction.Smc(0xc4000190, 1, 0, 3), RealmAction.Sync(5), RealmAction.Sync(5, 0, 6), RealmAction.SError(7), RealmAction.Irq, RealmAction.Fiq,
        ];
        foreach (RealmAction action in actions)
        {
            RealmAction read = TraceText.Parse(TraceText.Write(w => w.WriteRealmAction(action)).TrimEnd()).ToRealmAction();
            Assert.Equal((action.Kind, action.Esr, action.Far, action.Hpfar), (read.Kind, read.Esr, read.Far, read.Hpfar));
            Assert.Equal(action.Registers.ToArray(), read.Registers.ToArray());
        }

        Assert.Equal("rsi = c4000190 0 - 2\n", TraceText.Write(w => w.WriteRealmResult(0xc4000190, [0, 1, 2], 0b101)));
        Assert.Equal("granule 80000000 = RTT 1f\n", TraceText.Write(w => w.WriteGranule(0x80000000, GranuleState.Rtt, 31)));
        Assert.Equal("granule 80000000 = REC_AUX\n", TraceText.Write(w => w.WriteGranule(0x80000000, GranuleState.RecAux)));
        Assert.Equal("measurement 80000000 1 = 0aff\n", TraceText.Write(w => w.WriteMeasurement(0x80000000, 1, [10, 255])));
        Assert.Equal("loop GRANULE_RANGE_DELEGATE 80000000 90000000\n", TraceText.Write(w => w.WriteLoop(RmiCommand.GranuleRangeDelegate.ToFunctionId(), 0x80000000, 0x90000000)));
        Assert.Equal("# one two\n", TraceText.Write(w => w.WriteComment("one\r\ntwo")));
    }

    [Theory]
    [InlineData("trace.rmi")]
    [InlineData("trace.rmi.gz")]
    public void File_reads_back_whole(string name)
    {
        string path = Path.Combine(_folder, name);
        const int Count = 30_000;
        using (TraceWriter writer = TraceWriter.Create(path))
        {
            writer.WriteHeader(RmmPlatform.Default);
            for (uint i = 0; i < Count; i++)
            {
                writer.WriteCall(new RmiRegisters(RmiCommand.Version, i), new RmiRegisters(0ul, i, i + 1));
            }
        }

        using TraceReader reader = TraceReader.Open(path);
        ulong next = 0;
        while (reader.Read())
        {
            if (reader.Record.Kind == TraceRecordKind.Call)
            {
                Assert.Equal(next++, reader.Record.Arguments.X1);
            }
        }

        Assert.Equal((ulong)Count, next);
        Assert.False(reader.IsCut);
    }

    [Fact]
    public void Flushed_line_is_in_the_file()
    {
        string path = Path.Combine(_folder, "trace.rmi");
        using TraceWriter writer = TraceWriter.Create(path);
        writer.WriteHeader(RmmPlatform.Default);
        writer.WriteCall(new RmiRegisters(RmiCommand.Version, 1), default);
        writer.Flush();

        using TraceReader reader = TraceReader.Open(path);
        TraceReplayResult result = TraceReplayer.Replay(reader, _ => new ScriptedRmm());

        Assert.Equal((5, 1, false), (result.Records, result.Calls, result.IsCut));
    }

    [Fact]
    public void Long_comment_is_written_whole()
    {
        string path = Path.Combine(_folder, "trace.rmi");
        using (TraceWriter writer = TraceWriter.Create(path))
        {
            writer.WriteComment(new string('x', 1_000_000));
            writer.WriteComment("end");
        }

        Assert.Equal("# " + new string('x', 1_000_000) + "\n# end\n", File.ReadAllText(path, Encoding.UTF8));
    }
}
