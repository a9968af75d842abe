using System.Text;
using RealmTools.Agent;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Tests.Trace;
using RealmTools.Trace;

namespace RealmTools.Tests.Agent;

public sealed class AgentSessionTests
{
    private const string Greeting = "rmi-trace 1 2.0\ndram 80000000 20000000\ndevice 70000000 a000\nfeatures 104130 142a9 a1 3 fffe\n= 1 views reasons script boot again runs\n";

    [Theory]
    [InlineData("call VERSION 20000", "= 0 20000 20000")]
    [InlineData("call c4000150 20000 # comment", "= 0 20000 20000")]
    [InlineData("call VERSION 20000 = 5 6 7", "= 0 20000 20000")]
    [InlineData("call c400020b", "= ffffffffffffffff # ")]
    [InlineData("w64 80000000 1 2", "=")]
    [InlineData("wb 80000000 00112233", "=")]
    [InlineData("fill 80000000 1000 7", "=")]
    [InlineData("fill 0 1000 7", "fault 0")]
    [InlineData("r64 80000000 2", "= 0 0")]
    [InlineData("r64 1000 1", "fault 1000")]
    [InlineData("granule 80000000", "= NS 0 0 a0000000")]
    [InlineData("granule 0", "none")]
    [InlineData("measurement 80000000 0", "none")]
    [InlineData("measurement 80000000 ffff", "none")]
    [InlineData("realm smc c4000190 10000", "=")]
    [InlineData("realm exit FIQ", "=")]
    [InlineData("rsi", "none")]
    [InlineData("boot", "=")]
    [InlineData("reason NOBODY.knows", "none")]
    public void Request_gets_one_line(string request, string answer)
    {
        string output = Converse($"hello 1\n{request}\n");

        Assert.StartsWith(Greeting + answer, output, StringComparison.Ordinal);
        Assert.Equal(Greeting.Length, output.IndexOf('\n', Greeting.Length) is var end && end == output.Length - 1 ? Greeting.Length : end);
    }

    [Fact]
    public void Requests_are_answered_in_order_and_take_effect_in_order() =>
        Assert.Equal(
            Greeting + "= 0\n=\n= 0 80001000\nfault 80000000\n= 0 80001000\n= 0\n",
            Converse(
                "hello 1\n\n# comment\ncall RMM_ACTIVATE\nw64 80000000 1\ncall GRANULE_RANGE_DELEGATE 80000000 80001000\r\n"
                + "r64 80000000 1\ncall GRANULE_RANGE_UNDELEGATE 80000000 80001000\nr64 80000000 1\n"));

    [Theory]
    [InlineData("again 2 1000 1000", "= 0 80001000\n= 0 80002000\n= 0 80003000\n")]
    [InlineData("again 1", "= 0 80001000\n= 1 80000000 # ")]
    [InlineData("again 2 fffffffffffff000 fffffffffffff000", "= 0 80001000\n= 1 7ffff000 # ")]
    public void Call_is_repeated_with_arguments_that_grow(string again, string answers) =>
        Assert.StartsWith(Greeting + "= 0\n" + answers, Converse($"hello 1\ncall RMM_ACTIVATE\ncall GRANULE_RANGE_DELEGATE 80000000 80001000\n{again}\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("run 3 1000 1000", "= 0 80002000 + 2 0 1000\n= 1\n")]
    [InlineData("run 1 1000 1000", "= 0 80002000\n= 1\n")]
    [InlineData("run 1000 1000 1000", "= 0 80002000 + fff 0 1000\n= 1\n")]
    [InlineData("run 2", "= 1 80000000 # GRANULE_RANGE_DELEGATE.")]
    [InlineData("again 1 1000 1000\nrun 2 1000 1000", "= 0 80002000\n= 0 80003000 + 1 0 1000\n= 1\n")]
    public void Answers_of_repeated_calls_are_told_in_runs(string run, string answers) =>
        Assert.StartsWith(
            Greeting + "= 0\n= 0 80001000\n" + answers,
            Converse($"hello 1\ncall RMM_ACTIVATE\ncall GRANULE_RANGE_DELEGATE 80000000 80001000\n{run}\ncall REALM_DESTROY 1\n").Replace("= 1 # REALM_DESTROY", "= 1\n# ", StringComparison.Ordinal),
            StringComparison.Ordinal);

    [Fact]
    public void Run_ends_where_answers_stop_being_alike()
    {
        var rmm = new ScriptedRmm { Answer = r => new RmiRegisters(r.X1 == 300 ? 9ul : 0, r.X1 / 200, r.X1) };

        Assert.EndsWith(
            "= 0\n= 0 0 1 + c6 0 0 1\n= 0 1 c8 + 63 0 0 1\n= 9 1 12c + 1 fffffffffffffff7 0 1\n= 0 1 12e + 61 0 0 1\n= 0 2 190\n",
            Converse("hello 1\ncall FEATURES 0\nrun 190 1\n", rmm), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("again 1 1 2 3 4 5 6 7 8", "up to 7 numbers")]
    [InlineData("again 1 zz", "up to 7 numbers")]
    public void Growth_that_is_none_ends_the_session(string again, string message)
    {
        string output = Converse($"hello 1\ncall VERSION 20000\n{again}\n");

        Assert.Contains("error ", output, StringComparison.Ordinal);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Reason_of_a_failed_call_can_be_asked_for_in_words()
    {
        string output = Converse("hello 1\ncall RMM_ACTIVATE\ncall GRANULE_RANGE_UNDELEGATE 80000000 80001000\nreason GRANULE_RANGE_UNDELEGATE.not-delegated\n");

        Assert.Contains("= 1 80000000 # GRANULE_RANGE_UNDELEGATE.not-delegated Granule 80000000 0 ", output, StringComparison.Ordinal);
        Assert.Equal(2, output.TrimEnd('\n').Split('\n')[^1].Split('\t').Length);
    }

    [Theory]
    [InlineData("frob\n", "found 'frob'")]
    [InlineData("call NONSENSE\n", "expected a command name")]
    [InlineData("call VERSION zz\n", "column 14")]
    [InlineData("r64 80000000\n", "how many words")]
    [InlineData("r64 80000000 0\n", "1 to 200 words")]
    [InlineData("r64 80000000 201\n", "1 to 200 words")]
    [InlineData("r64 80000000 = 1\n", "how many words")]
    [InlineData("granule\n", "a physical address")]
    [InlineData("measurement 1\n", "a measurement index")]
    [InlineData("rsi = 1\n", "the end of the record")]
    [InlineData("loop GRANULE_RANGE_DELEGATE 0 1000\n", "no request")]
    [InlineData("dram 80000000 1000\n", "no request")]
    [InlineData("rmi-trace 1 1.0\n", "no request")]
    [InlineData("hello 1\n", "found 'hello'")]
    [InlineData("again 1\n", "needs a call before it")]
    [InlineData("again\n", "how often")]
    [InlineData("again 0\n", "1 to 1000 times")]
    [InlineData("again 1001\n", "1 to 1000 times")]
    [InlineData("run 1\n", "needs a call before it")]
    [InlineData("run\n", "how often")]
    [InlineData("run 0\n", "1 to 1000 times")]
    [InlineData("run ffffffffffffffff 1\n", "1 to 1000 times")]
    public void Garbage_gets_one_error_line_and_the_end(string garbage, string message)
    {
        string output = Converse($"hello 1\n{garbage}call VERSION 20000\n");

        string error = Assert.Single(output[Greeting.Length..].TrimEnd('\n').Split('\n'));
        Assert.StartsWith("error ", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("call VERSION 20000\n", "error expected 'hello VERSION'\n")]
    [InlineData("hello\n", "error expected 'hello VERSION'\n")]
    [InlineData("hello 2\n", "error this agent speaks version 1 of the protocol\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "error expected 'hello VERSION'\n")]
    [InlineData("", "")]
    [InlineData("hello 1", "")]
    public void Peer_must_greet_first(string input, string output) => Assert.Equal(output, Converse(input));

    [Fact]
    public void Endless_line_gets_one_error_line_and_the_end()
    {
        string output = Converse("hello 1\n" + new string('x', 1_000_000));

        Assert.Equal(Greeting + "error a line has more than 16384 bytes\n", output);
    }

    [Fact]
    public void What_the_rmm_lacks_is_refused_and_the_conversation_goes_on() =>
        Assert.Equal(
            "rmi-trace 1 2.0\ndram 80000000 20000000\ndevice 70000000 a000\nfeatures 104130 142a9 a1 3 fffe\n= 1 again runs\n"
            + "refused this RMM cannot be booted again\nrefused the realms of this RMM take no script\nrefused the realms of this RMM take no script\n"
            + "refused this RMM shows no private views\nrefused this RMM shows no private views\n= 0\n",
            Converse("hello 1\nboot\nrealm exit FIQ\nrsi\ngranule 80000000\nmeasurement 80000000 0\ncall VERSION\n", new ScriptedRmm()));

    [Fact]
    public void Rmm_that_is_gone_is_said_once_and_what_was_answered_before_is_answered()
    {
        var rmm = new ScriptedRmm();
        int left = 2;
        rmm.Answer = _ => left-- > 0 ? default : throw new RmmUnreachableException("It burns.");

        string output = Converse("hello 1\ncall VERSION\ncall VERSION\ncall VERSION\ncall VERSION\n", rmm);

        Assert.EndsWith("= 1 again runs\n= 0\n= 0\nerror the RMM behind this agent does not answer: It burns.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Defect_of_the_rmm_ends_the_session_only()
    {
        var log = new List<string>();
        var server = new AgentServer(new ScriptedRmm { Answer = _ => throw new InvalidOperationException("oops") }, new AgentServerOptions { Log = log.Add });
        var output = new MemoryStream();

        server.Serve(new MemoryStream("hello 1\ncall VERSION\n"u8.ToArray()), output, "peer");

        Assert.EndsWith("error a defect of this agent ended the session; its log has the details\n", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
        Assert.Contains("oops", log[^1], StringComparison.Ordinal);
        Assert.Null(server.Failure);
    }

    [Fact]
    public void Stopped_agent_takes_nobody()
    {
        var server = new AgentServer(new SimulatedRmm());
        server.Stop();
        var output = new MemoryStream();

        server.Serve(new MemoryStream("hello 1\n"u8.ToArray()), output, "peer");

        Assert.Equal("error this agent is stopping\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void Requests_with_their_answers_are_a_trace_that_replays()
    {
        const string Requests = "call RMM_ACTIVATE\nw64 80000000 1\nr64 80000000 1\ncall GRANULE_RANGE_DELEGATE 80001000 80002000\ngranule 80001000\n";
        string[] answers = Converse("hello 1\n" + Requests)[..^1].Split('\n');

        string trace = string.Join('\n', answers[..4]) + "\n"
            + string.Concat(Requests.TrimEnd('\n').Split('\n').Zip(answers[5..], (request, answer) => request switch
            {
                _ when request.StartsWith("w64", StringComparison.Ordinal) => request + "\n",
                _ when request.StartsWith("r64", StringComparison.Ordinal) => $"{request[..request.LastIndexOf(' ')]} {answer}\n",
                _ when request.StartsWith("granule", StringComparison.Ordinal) => $"{request} {answer[..answer.IndexOf(' ', 3)]}\n",
                _ => $"{request} {answer}\n",
            }));

        TraceReplayResult result = TraceReplayer.Replay(TraceText.Reader(trace), platform => new SimulatedRmm(platform));
        Assert.True(result.IsIdentical, result.Divergences.FirstOrDefault()?.ToString());
        Assert.Equal(2, result.Calls);
    }

    private static string Converse(string input, IRmm? rmm = null)
    {
        var output = new MemoryStream();
        new AgentServer(rmm ?? new SimulatedRmm()).Serve(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, "test");
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
