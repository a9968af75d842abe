using System.Text;
using RealmTools.Trace;

namespace RealmTools.Tests.Trace;

public sealed class ProbeLogTests
{
    private const string Ftrace =
        """
        # tracer: nop
        #
        #           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
                 kvmtool-2211    [003] d..2.  1234.567890: rmi_delegate: (rmi_delegate_range+0x0/0x120) phys=0x88001000 size=0x2000
                 kvmtool-2211    [003] d..2.  1234.567950: rmi_delegated: (realm_create_rd+0x58/0x2a0 <- rmi_delegate_range) ret=0
                 kvmtool-2211    [003] d..2.  1234.568000: rmi_call: (rmi_sro_execute+0x0/0x80) a0=0xc400015d a1=0x88001000 a2=0x88002000 a3=0x0 a4=0x2 a5=0xdead a6=0x0
                 vcpu0 thr-2212    [001] d..2.  1234.568001: rmi_call: (rmi_sro_memxfer_execute+0x0/0x80) a0=0xc400015b a1=0x88005000 a2=0x0 a3=0x0 a4=0x0 a5=0x0 a6=0x0
                 kvmtool-2211    [003] d..2.  1234.568020: rmi_return: (realm_rtt_create+0x30/0x90 <- rmi_sro_execute) r0=0x104 r1=0x7777 r2=0x0 r3=0x0 r4=0x0
                 vcpu0 thr-2212    [001] d..2.  1234.568050: rmi_return: (kvm_destroy_rec+0x30/0x90 <- rmi_sro_memxfer_execute) r0=0x0 r1=0x0 r2=0x0 r3=0x0 r4=0x0
                 kvmtool-2211    [003] .....  1234.569000: kvm_entry: PC: 0xffff800080001234
                 kvmtool-2211    [003] d..2.  1234.570000: rmi_undelegate: (rmi_undelegate_range+0x0/0x120) phys=0x88001000 size=0x2000
                 kvmtool-2211    [003] d..2.  1234.570010: rmi_undelegated: (free+0x58/0x2a0 <- rmi_undelegate_range) ret=-5
                 kvmtool-2211    [003] d..2.  1234.570020: rmi_return: (x+0x0/0x2 <- rmi_sro_execute) r0=0x0
                 kvmtool-2211    [003] d..2.  1234.570030: rmi_call: (rmi_sro_execute+0x0/0x80) a0=0xc4000166 a1=0x88001000

        """;

    [Fact]
    public void Ftrace_pairs_entries_and_returns_by_task()
    {
        (TraceImportReport report, string[] calls) = Import(Ftrace, TraceImportFormat.Ftrace);

        Assert.Equal(
            [
                "loop GRANULE_RANGE_DELEGATE 88001000 88003000",
                "call RTT_CREATE 88001000 88002000 0 2 = 104",
                "call REC_DESTROY 88005000 = 0",
                "call GRANULE_RANGE_UNDELEGATE 88001000 88003000",
            ],
            calls);
        Assert.Equal((TraceCompleteness.EveryCall, 4L), (report.Completeness, report.ForeignLines));
        Assert.Equal([13L, 14L], report.Damaged.Select(d => d.Line));
        Assert.Equal("2.0", report.Platform.Profile.Name);
    }

    [Theory]
    [InlineData("rmi 123456 3 2211 call c400015d 88001000 88002000 0 2 7 8 = 104 1 2 3 4", "call RTT_CREATE 88001000 88002000 0 2 = 104")]
    [InlineData("rmi 123456 3 2211 call c400015e 88001000 0 2 = 0 88002000 40000000 0 0", "call RTT_DESTROY 88001000 0 2 = 0 88002000 40000000")]
    [InlineData("rmi 123456 3 2211 loop c40001f1 88001000 88003000", "loop GRANULE_RANGE_DELEGATE 88001000 88003000")]
    [InlineData("{\"type\": \"printf\", \"data\": \"rmi 1 3 2211 call c4000201 88001000 = 0\\n\"}", "call REALM_TERMINATE 88001000 = 0")]
    public void Bpftrace_lines_are_calls(string line, string call)
    {
        (TraceImportReport report, string[] calls) = Import($"Attaching 4 probes...\n{line}\n", TraceImportFormat.Bpftrace);

        Assert.Equal([call], calls);
        Assert.Equal((1L, 0), (report.ForeignLines, report.Damaged.Length));
    }

    [Theory]
    [InlineData("rmi 123456 3 2211 call c400015d 8800zz00 = 0\n", "a hexadecimal number")]
    [InlineData("rmi 123456 3\n", "ends before the call")]
    [InlineData("rmi 123456 3 2211 boot\n", "no call")]
    [InlineData("rmi 123456 3 2211 call c400015d 88001000", "no end")]
    public void Bpftrace_line_that_is_no_call_is_named(string line, string problem)
    {
        (TraceImportReport report, string[] calls) = Import(line, TraceImportFormat.Bpftrace);

        Assert.Empty(calls);
        Assert.Contains(problem, Assert.Single(report.Damaged).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Generation_is_known_by_function_ids()
    {
        (TraceImportReport report, string[] calls) = Import("rmi 1 0 1 call c4000155 88001000 0 = 304 0 200000\n", TraceImportFormat.Bpftrace);

        Assert.Equal(("1.0", "call DATA_DESTROY 88001000 = 304 - 200000"), (report.Platform.Profile.Name, calls[0]));
    }

    private static (TraceImportReport Report, string[] Calls) Import(string log, TraceImportFormat format)
    {
        TraceImportReport? report = null;
        string text = TraceText.Write(writer => report = TraceImporter.Import(new MemoryStream(Encoding.UTF8.GetBytes(log)), "test.log", format, writer));
        return (report!, [.. TraceEntry.ReadAll(TraceText.Reader(text)).Where(e => e.IsCall && !e.IsInferred).Select(e => e.Text)]);
    }
}
