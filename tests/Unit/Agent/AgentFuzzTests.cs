using System.Globalization;
using System.Text;
using RealmTools.Agent;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Trace;

namespace RealmTools.Tests.Agent;

/// <summary>Mutated lines: nothing but an answer may come of them. REALMTOOLS_FUZZ_LINES sets how many; the nightly run asks for ten million.</summary>
public sealed class AgentFuzzTests
{
    private static readonly int s_lines =
        int.TryParse(Environment.GetEnvironmentVariable("REALMTOOLS_FUZZ_LINES"), NumberStyles.None, CultureInfo.InvariantCulture, out int lines) ? lines : 100_000;

    private static readonly byte[][] s_seeds =
    [
        .. new[]
        {
            "call RTT_DATA_MAP 80008000 0 200000 1 80400800 = 0 200000", "call c4000151 1 = ffffffffffffffff", "call RTT_DESTROY 80008000 0 2 = 104 - 0",
            "w64 80002808 80010000 1 1 0", "wb 80002400 00112233445566778899aabbccddeeff", "fill 80003000 1000 0", "r64 80004800 = 2", "r64 80004800 20",
            "loop GRANULE_RANGE_DELEGATE 80026000 8002e000", "realm smc c4000193 1 8 c", "realm exit SYNC 93c08047 8 8005400000", "realm exit FIQ",
            "rsi = c4000198 0 540021000 1", "granule 80010000 = DELEGATED", "granule 80010000", "measurement 80008000 0 = 0bd5fd96", "measurement 80008000 0",
            "rmi-trace 1 2.0", "dram 80000000 20000000", "device 70000000 a000", "features 104130 142a9 a1 3 fffe", "boot", "reason RTT_CREATE.rtt-state", "# comment", "hello 1", "again 10 0 1000", "run 20 0 1000",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [Fact]
    public void Parser_survives_every_line_and_keeps_no_more_than_it_was_given()
    {
        var random = new Random(11);
        var parser = new TraceParser();
        var record = new TraceRecord();
        for (int i = 0; i < s_lines; i++)
        {
            byte[] line = Mutate(random);
            if (parser.TryParse(line, record, out TraceSyntaxError error))
            {
                Assert.InRange(record.Words.Length * 2, 0, line.Length + 1);
                Assert.InRange(record.Bytes.Length * 2, 0, line.Length);
            }
            else
            {
                Assert.InRange(error.Column, 1, line.Length + 1);
                Assert.NotEmpty(error.Expected);
            }
        }
    }

    [Fact]
    public void Agent_survives_every_line()
    {
        var random = new Random(12);
        var server = new AgentServer(new SimulatedRmm(), new AgentServerOptions { Log = line => Assert.DoesNotContain("defect", line, StringComparison.Ordinal) });
        for (int i = 0; i < s_lines / 10; i += 10)
        {
            var input = new MemoryStream();
            input.Write("hello 1\n"u8);
            for (int k = 0; k < 10; k++)
            {
                input.Write(Mutate(random));
                input.WriteByte((byte)'\n');
            }

            input.Position = 0;
            var output = new MemoryStream();
            server.Serve(input, output, "fuzz");

            string[] answers = Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n').Split('\n');
            Assert.All(answers[5..], answer => Assert.Matches("^(=|fault |none$|refused |error )", answer));
            Assert.All(answers[..^1], answer => Assert.DoesNotMatch("^error ", answer));
        }
    }

    [Fact]
    public void Client_survives_every_answer()
    {
        var random = new Random(13);
        byte[][] answers = [.. new[] { "= 0 1 2", "= 1 # A.b Granule 80000000 0 NS", "fault 80000000", "none", "=", "refused x", "error y", "= 0 1 + 3 0 1", "= 0 3 1 80400000 1 + 5 0 0 0 1000" }.Select(Encoding.UTF8.GetBytes)];
        for (int i = 0; i < s_lines / 100; i++)
        {
            var canned = new MemoryStream();
            canned.Write("rmi-trace 1 2.0\ndram 80000000 1000\n= 1 views reasons script boot again runs\n"u8);
            for (int k = 0; k < 8; k++)
            {
                canned.Write(Mutate(random, answers));
                canned.WriteByte((byte)'\n');
            }

            canned.Position = 0;
            using var client = AgentClient.Connect(canned, new MemoryStream(), "test:fuzz");
            foreach (Action ask in new Action[]
            {
                () => client.Version(1), () => client.CallMany(Walk()), () => client.ReadMemory(0, new byte[8]), () => client.WriteMemory(0, new byte[8]),
                () => client.FillMemory(0, 8, 0), () => client.TryGetGranule(0, out _), () => client.TryTakeSmcResult(out _), client.Reset,
                () => _ = client.LastDiagnosis,
            })
            {
                try
                {
                    ask();
                }
                catch (Exception e) when (e is RmmUnreachableException or GranuleProtectionFaultException or NotSupportedException)
                {
                    // One of the failures that callers know.
                }
            }
        }
    }

    private static RmiRegisters[] Walk() => [.. Enumerable.Range(0, 7).Select(i => new RmiRegisters(RmiCommand.Features, (ulong)i))];

    private static byte[] Mutate(Random random, byte[][]? seeds = null)
    {
        seeds ??= s_seeds;
        var line = new List<byte>(seeds[random.Next(seeds.Length)]);
        for (int n = random.Next(4); n > 0 && line.Count > 0; n--)
        {
            int at = random.Next(line.Count);
            switch (random.Next(6))
            {
                case 0: line[at] = (byte)random.Next(256); break;
                case 1: line.RemoveAt(at); break;
                case 2: line.Insert(at, (byte)" \t#=-0fgx\r\0"[random.Next(11)]); break;
                case 3: line.RemoveRange(at, random.Next(line.Count - at)); break;
                case 4: line.InsertRange(at, seeds[random.Next(seeds.Length)]); break;
                default: line.InsertRange(at, Enumerable.Repeat(line[at], random.Next(300))); break;
            }
        }

        line.RemoveAll(b => b == (byte)'\n');
        return [.. line];
    }
}
