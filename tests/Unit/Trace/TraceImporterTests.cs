using System.Text;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Tests.Repository;
using RealmTools.Trace;

namespace RealmTools.Tests.Trace;

public sealed class TraceImporterTests
{
    private const string Scenario = "ref-run-v2-scenario.log";

    [Theory]
    [InlineData("ref-run-v10.log", "1.0", 20)]
    [InlineData(Scenario, "2.0", 46)]
    [InlineData("ref-run-v2-details.log", "2.0", 97)]
    [InlineData("ref-run-v2-aux-fold.log", "2.0", 36)]
    public void Real_console_is_understood_line_by_line(string log, string profile, int calls)
    {
        (TraceImportReport report, string text) = Import(Log(log));

        Assert.Equal((profile, TraceCompleteness.Lifecycle, calls), (report.Platform.Profile.Name, report.Completeness, (int)report.Calls));
        Assert.Empty(report.Damaged);
        List<TraceEntry> entries = [.. TraceEntry.ReadAll(TraceText.Reader(text))];
        Assert.Equal((calls, report.Inferred > 0), (entries.Count(e => e.IsCall && !e.IsInferred), entries.Exists(e => e.IsInferred)));
    }

    [Theory]
    [InlineData(Scenario, 0.9)]
    [InlineData("ref-run-v2-aux-fold.log", 0.9)]
    [InlineData("ref-run-v2-details.log", 0.8)]
    [InlineData("ref-run-v10.log", 0.9)]
    public void Most_of_a_real_console_replays_although_it_tells_errors_and_lifecycles_only(string log, double share)
    {
        (_, string text) = Import(Log(log));

        TraceReplayResult result = TraceReplayer.Replay(
            TraceText.Reader(text), platform => new SimulatedRmm(platform), new TraceReplayOptions { ContinueAfterDivergence = true });

        Assert.InRange(1 - ((double)result.DivergenceCount / result.Calls), share, 1);
    }

    [Fact]
    public void Foreign_lines_prefixes_and_carriage_returns_change_nothing()
    {
        string[] lines = Log(Scenario).Split('\n');
        string noisy = string.Concat(lines.SelectMany((line, i) => new[]
        {
            i % 3 == 0 ? $"[   rmm ] {line}\r\n" : $"[{i,5}.{i:000000}] {line}\n",
            i % 4 == 0 ? $"[    0.{i:000000}] Linux version 6.18.0 kvm: SMC call failed\r\n" : string.Empty,
            i % 7 == 0 ? "\u00FF\u0000\u009Fnoise\n" : string.Empty,
        }));

        Assert.Equal(Import(Log(Scenario)).Text, Import(noisy).Text);
    }

    [Fact]
    public void Lost_line_ends_lose_no_call()
    {
        string[] calls = [.. Log(Scenario).Split('\n').Where(l => l.Contains("SMC_RMI_", StringComparison.Ordinal))];
        string joined = string.Concat(calls.Select((line, i) => i % 2 == 0 ? line : line + "\n")) + (calls.Length % 2 == 0 ? string.Empty : "\n");

        Assert.Equal(Import(string.Join('\n', calls) + "\n").Text, Import(joined).Text);
    }

    [Theory]
    [InlineData("REALM_CREATE                88001000 8a000000 > RMI_SUCCESS", "the answer to a call whose head is missing")]
    [InlineData("SMC_RMI_REALM_CREATE              88001000 8a0000", "a call without its answer")]
    [InlineData("SMC_RMI_REALM_CREATE              88001000 > RMI_SUCCESS", "REALM_CREATE has 2 operands, not 1")]
    [InlineData("SMC_RMI_REALM_CREATE              88001000 8a000000 88002000 > RMI_SUCCESS", "REALM_CREATE has 2 operands, not 3")]
    [InlineData("SMC_RMI_VERSION                   20000 > RMI_SUCCESS 20000", "VERSION has 2 outputs, not 1")]
    [InlineData("SMC_RMI_RTT_CREATE                1 2 3 4 > RMI_ERROR_RTT", "the index behind the status is missing")]
    [InlineData("SMC_RMI_REALM_ACTIVATE            88001000 > RMI_ERROR_INP", "no status is called RMI_ERROR_INP")]
    [InlineData("SMC_RMI_REALM_DANCE               88001000 > RMI_SUCCESS", "RMI 2.0 has no command of this name")]
    [InlineData("SMC_RMI_RTT_CREATE  SMC_RMI_RTT_DESTROY 88001000 1 2 3 88001000 200000 3 > RMI_ERROR_RTT 2 0 0", "a call without its answer")]
    public void Damaged_line_is_named_and_left_out(string line, string problem)
    {
        const string Sound = "SMC_RMI_RMM_ACTIVATE              > RMI_SUCCESS\n";

        (TraceImportReport report, string text) = Import(Sound + line + "\n" + Sound);

        Assert.Equal(2, report.Calls);
        Assert.Equal((2L, problem), (report.Damaged[0].Line, report.Damaged[0].Problem));
        Assert.DoesNotContain("REALM_CREATE", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Last_line_without_an_end_is_not_trusted()
    {
        (TraceImportReport report, _) = Import("SMC_RMI_VERSION                   20000 > RMI_SUCCESS 20000 200");

        Assert.Equal((0, TraceCompleteness.Empty), (report.Calls, report.Completeness));
        Assert.Equal("the last line, which has no end", Assert.Single(report.Damaged).Problem);
    }

    [Fact]
    public void Noise_of_any_kind_is_survived()
    {
        byte[] log = Encoding.Latin1.GetBytes(Log("ref-run-v2-details.log"));
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var noisy = new List<byte>(log);
            for (int i = 0; i < 100; i++)
            {
                int at = random.Next(noisy.Count - 50);
                switch (random.Next(4))
                {
                    case 0: noisy[at] = (byte)random.Next(256); break;
                    case 1: noisy.RemoveRange(at, random.Next(40)); break;
                    case 2: noisy.InsertRange(at, [.. log.Skip(random.Next(log.Length)).Take(random.Next(60))]); break;
                    default: noisy.Insert(at, (byte)"\n\r >#0fF\0"[random.Next(9)]); break;
                }
            }

            using var writer = new TraceWriter(new MemoryStream());
            TraceImportReport report = TraceImporter.Import(new MemoryStream([.. noisy]), "noise", TraceImportFormat.TfRmmLog, writer);
            Assert.InRange(report.Calls, 1, 200);
        }
    }

    [Theory]
    [InlineData("SMC_RMI_RTT_DESTROY               88001000 80200000 3 > RMI_ERROR_RTT 2 0 80600000", "call RTT_DESTROY 88001000 80200000 3 = 204 - 80600000")]
    [InlineData("SMC_RMI_RTT_READ_ENTRY            88001000 0 ffffffffffffffff > RMI_ERROR_RTT ff", "call RTT_READ_ENTRY 88001000 0 ffffffffffffffff = ff04")]
    [InlineData("SMC_RMI_RTT_SET_RIPAS             1000 2000 0 1000 > RMI_ERROR_RTT_AUX", "call RTT_SET_RIPAS 1000 2000 0 1000")]
    [InlineData("SMC_RMI_REC_ENTER                 88005000 88007000 > RMI_ERROR_REALM 1", "call REC_ENTER 88005000 88007000 = 102")]
    [InlineData("SMC_RMI_REC_CREATE                88001000 88005000 88006000 > RMI_INCOMPLETE 0 40", "call REC_CREATE 88001000 88005000 88006000 = 10d 0 40")]
    [InlineData("SMC_RMI_REC_DESTROY               88005000 > RMI_INCOMPLETE 0", "call REC_DESTROY 88005000 = 20d 0")]
    [InlineData("      SMC_RMI_OP_MEM_DONATE       0 88007000 10 > RMI_INCOMPLETE 10 0", "call OP_MEM_DONATE 0 88007000 10 = d 10 0")]
    [InlineData("      SMC_RMI_OP_MEM_RECLAIM      0 88007000 200 > RMI_INCOMPLETE 1", "call OP_MEM_RECLAIM 0 88007000 200 = - 1")]
    [InlineData("SMC_RMI_PDEV_STOP                 88020000 > ffffffffffffffff", "call PDEV_STOP 88020000 = ffffffffffffffff")]
    [InlineData("[handle_ns_smc] unknown function_id: c40001e3", "call GRANULE_TRACKING_SET = ffffffffffffffff")]
    [InlineData("SMC_RMI_GRANULE_TRACKING_GET      80000000 c0000000 > RMI_SUCCESS 0 2 c0000000", "call GRANULE_TRACKING_GET 80000000 c0000000 = 0 0 2 c0000000")]
    public void Sample_lines_of_the_reference_become_calls(string line, string call)
    {
        (_, string text) = Import(line + "\n");

        Assert.Contains(call + "\n", text + "\n", StringComparison.Ordinal);
    }

    [Fact]
    public void Two_generations_in_one_log_are_refused()
    {
        TraceFormatException e = Assert.Throws<TraceFormatException>(
            () => Import("SMC_RMI_DATA_DESTROY          1000 0 > RMI_ERROR_RTT 3 0 200000\nRMI ABI revision v2.0\n"));

        Assert.Contains("1.0: DATA_DESTROY in line 1, 2.0: 'RMI ABI revision v2.0' in line 2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Restart_becomes_a_boot_and_forgets_delegations()
    {
        const string Life = "SMC_RMI_RMM_ACTIVATE > RMI_SUCCESS\nSMC_RMI_REALM_CREATE 88001000 8a000000 > RMI_SUCCESS\n";

        (TraceImportReport report, string text) = Import(Life + "Booting RMM v.0.9.0(debug) 9a7f8ef Built: Jul 22 2026 with GCC\n" + Life);

        Assert.Equal(4, report.Calls);
        Assert.Equal(2, text.Split('\n').Count(l => l == "boot"));
        Assert.Equal(2, text.Split('\n').Count(l => l.StartsWith("call GRANULE_RANGE_DELEGATE 88001000", StringComparison.Ordinal)));
    }

    [Fact]
    public void Strict_import_says_what_is_missing()
    {
        TraceFormatException e = Assert.Throws<TraceFormatException>(
            () => Import("SMC_RMI_RMM_ACTIVATE > RMI_SUCCESS\nSMC_RMI_REALM_CREATE 88001000 8a000000 > RMI_SUCCESS\n", new TraceImportOptions { Strict = true }));

        Assert.Contains("line 2: the delegation of the RD 0x88001000 must have come before", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Realm_and_tables_of_which_only_errors_tell_are_inferred()
    {
        const string Errors =
            "SMC_RMI_RTT_CREATE                88001000 88003000 80000000 3 > RMI_ERROR_RTT 1\n"
            + "SMC_RMI_RTT_DESTROY               88001000 80200000 3 > RMI_ERROR_RTT 2 0 c0000000\n"
            + "SMC_RMI_RTT_DATA_MAP              88001000 80000000 80200000 1 88200004 > RMI_ERROR_RTT 2\n"
            + "SMC_RMI_RTT_CREATE                88001000 88003000 80400000 3 > RMI_ERROR_RTT 2\n"
            + "SMC_RMI_GRANULE_RANGE_DELEGATE    88001000 88002000 > RMI_ERROR_INPUT\n"
            + "SMC_RMI_RTT_CREATE                88101000 88003000 0 2 > RMI_ERROR_RTT 1\n";

        (TraceImportReport report, string text) = Import(Errors);

        Assert.Equal(TraceCompleteness.ErrorsOnly, report.Completeness);
        string[] inferred = [.. text.Split('\n').Where(l => l.StartsWith("call R", StringComparison.Ordinal) && l.Contains("# inferred", StringComparison.Ordinal)).Select(l => l.Split("# ")[1])];
        Assert.Equal(
            [
                "inferred: the RMM's activation", "inferred: the realm 0x88001000", "inferred: the level 2 table of 0x80000000", "inferred: the level 3 table of 0x80400000",
                "inferred: the realm 0x88101000", "inferred: the level 2 table of 0x0",
            ],
            inferred);
        TraceReplayResult result = TraceReplayer.Replay(TraceText.Reader(text), platform => new SimulatedRmm(platform), new TraceReplayOptions { ContinueAfterDivergence = true });
        Assert.True(result.IsIdentical, string.Join('\n', result.Divergences));
        Assert.Contains("the RMM's activation", Assert.Throws<TraceFormatException>(() => Import(Errors, new TraceImportOptions { Strict = true })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SMC_RMI_RTT_DATA_MAP              88001000 80000000 80001000 1 88200005 > RMI_ERROR_RTT 2")]
    [InlineData("SMC_RMI_RTT_DATA_MAP              88001000 80000000 80200000 1 88200005 > RMI_ERROR_REALM")]
    [InlineData("SMC_RMI_RTT_DATA_UNMAP            88001000 80000000 80200000 0 0 > RMI_ERROR_RTT_AUX")]
    [InlineData("SMC_RMI_GRANULE_RANGE_UNDELEGATE  88001000 88002000 > RMI_ERROR_INPUT")]
    [InlineData("SMC_RMI_REALM_ACTIVATE            88001000 > RMI_ERROR_REALM")]
    public void Error_from_which_nothing_follows_for_certain_is_left_alone(string line)
    {
        (_, string text) = Import(line + "\n");

        Assert.DoesNotContain(text.Split('\n'), l => l.Contains("# inferred: the realm", StringComparison.Ordinal) || l.Contains("table of", StringComparison.Ordinal));
    }

    [Fact]
    public void Realm_that_is_destroyed_had_lost_its_tables_before()
    {
        (_, string text) = Import(
            "SMC_RMI_RMM_ACTIVATE              > RMI_SUCCESS\nSMC_RMI_REALM_CREATE              88001000 8a000000 > RMI_SUCCESS\n"
            + "SMC_RMI_RTT_CREATE                88001000 88003000 0 3 > RMI_ERROR_RTT 2\nSMC_RMI_RTT_CREATE                88001000 88003000 40000000 2 > RMI_ERROR_RTT 1\n"
            + "SMC_RMI_REALM_TERMINATE           88001000 > RMI_SUCCESS\nSMC_RMI_REALM_DESTROY             88001000 > RMI_SUCCESS\n");

        Assert.Equal(3, text.Split("call RTT_DESTROY 88001000").Length - 1);
        TraceReplayResult result = TraceReplayer.Replay(TraceText.Reader(text), platform => new SimulatedRmm(platform), new TraceReplayOptions { ContinueAfterDivergence = true });
        Assert.True(result.IsIdentical, string.Join('\n', result.Divergences));
    }

    [Fact]
    public void Machine_that_is_known_is_kept()
    {
        (TraceImportReport report, string text) = Import(Log(Scenario), new TraceImportOptions { Platform = RmmPlatform.Default });

        Assert.Equal(RmmPlatform.Default.Features, report.Platform.Features);
        Assert.StartsWith("rmi-trace 1 2.0\ndram 80000000 20000000\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", TraceCompleteness.Empty)]
    [InlineData("SMC_RMI_REALM_DESTROY 88001000 > RMI_ERROR_INPUT\n", TraceCompleteness.ErrorsOnly)]
    [InlineData("SMC_RMI_REALM_ACTIVATE 88001000 > RMI_SUCCESS\n", TraceCompleteness.Lifecycle)]
    [InlineData("SMC_RMI_GRANULE_RANGE_DELEGATE 88001000 88002000 > RMI_SUCCESS 88002000\n", TraceCompleteness.EveryCall)]
    public void Completeness_follows_from_what_was_logged(string log, TraceCompleteness completeness) =>
        Assert.Equal(completeness, Import(log).Report.Completeness);

    private static (TraceImportReport Report, string Text) Import(string log, TraceImportOptions? options = null, TraceImportFormat format = TraceImportFormat.TfRmmLog)
    {
        TraceImportReport? report = null;
        string text = TraceText.Write(
            writer => report = TraceImporter.Import(new MemoryStream(Encoding.Latin1.GetBytes(log)), "test.log", format, writer, options));
        return (report!, text);
    }

    private static string Log(string name) => File.ReadAllText(Checkout.PathOf($"tests/logs/{name}"));
}
