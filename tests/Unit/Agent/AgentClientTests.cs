using System.IO.Pipes;
using System.Net.Sockets;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RealmTools.Agent;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Trace;
using RealmTools.Tests.Trace;

namespace RealmTools.Tests.Agent;

public sealed class AgentClientTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    public void Greeting_tells_the_machine_and_what_the_agent_can_do()
    {
        RmmPlatform platform = RmmPlatform.Default with { Dram = [new MemoryRange(0x8_8000_0000, 0x1000_0000)], Devices = [] };
        using var pair = new AgentPair(new SimulatedRmm(platform));
        using var plain = new AgentPair(new ScriptedRmm());

        Assert.Equal(platform.Dram.ToArray(), pair.Client.Platform.Dram.ToArray());
        Assert.Equal(platform.Features.ToArray(), pair.Client.Platform.Features.ToArray());
        Assert.Equal(["again", "boot", "reasons", "runs", "script", "views"], pair.Client.Abilities.Order());
        Assert.NotNull(pair.Client.As<IRmmDiagnostics>());
        Assert.Equal(["again", "runs"], plain.Client.Abilities.Order());
        Assert.Null(plain.Client.As<IRmmDiagnostics>());
        Assert.Null(plain.Client.As<IRealmScript>());
        Assert.Null(plain.Client.As<IRmmReset>());
    }

    [Fact]
    public void All_registers_come_back()
    {
        var rmm = new ScriptedRmm { Answer = r => new RmiRegisters(0x304ul, r.X7, 0, 0, ulong.MaxValue) };
        using var pair = new AgentPair(rmm);

        RmiRegisters outputs = pair.Client.Call(RmiCommand.RttReadEntry, 1, 0, 3, 0, 5, 0, 7);

        Assert.Equal(new RmiRegisters(RmiCommand.RttReadEntry, 1, 0, 3, 0, 5, 0, 7), rmm.Calls[^1]);
        Assert.Equal((0x304ul, 7ul, 0ul, 0ul, ulong.MaxValue), (outputs.X0, outputs.X1, outputs.X2, outputs.X3, outputs.X4));
    }

    [Fact]
    public void Reason_comes_with_its_words_and_the_obstacle()
    {
        var local = new SimulatedRmm();
        using var pair = new AgentPair(new SimulatedRmm());
        foreach (IRmm rmm in new IRmm[] { local, pair.Client })
        {
            rmm.Call(RmiCommand.RmmActivate);
            rmm.RttDestroy(0x8000_1000, 0, 3);
        }

        Assert.Equal(local.LastDiagnosis, pair.Client.LastDiagnosis);
        pair.Client.Version(0x20000);
        Assert.Null(pair.Client.LastDiagnosis.Reason);
    }

    [Fact]
    public void Many_calls_are_answered_in_order()
    {
        using var pair = new AgentPair(new ScriptedRmm { Answer = r => new RmiRegisters(0ul, r.X1 + 1) });
        RmiRegisters[] calls = [.. Enumerable.Range(0, 10_000).Select(i => new RmiRegisters(RmiCommand.Features, (ulong)i))];

        pair.Client.CallMany(calls);

        Assert.Equal(Enumerable.Range(1, 10_000).Select(i => (ulong)i), calls.Select(c => c.X1));
    }

    [Fact]
    public void Calls_of_any_pattern_arrive_as_they_are() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Function, ushort Count, byte Grows)[]>(), runs =>
        {
            var calls = new List<RmiRegisters>();
            foreach ((byte function, ushort count, byte grows) in runs)
            {
                for (ulong i = 0; i < count % 300u; i++)
                {
                    calls.Add(unchecked(new RmiRegisters(
                        RmiFunction.Base + RmiFunction.FirstNumber + (function % 4u), i * grows, 5, 0 - (i * grows), 0, i, 0, (grows & 1u) * i)));
                }
            }

            var rmm = new ScriptedRmm { Answer = Answer };
            using var pair = new AgentPair(rmm);
            RmiRegisters[] answers = [.. calls];
            pair.Client.CallMany(answers);
            return rmm.Calls.SequenceEqual(calls) && answers.Zip(calls).All(p => p.First == Answer(p.Second));
        }).QuickCheckThrowOnFailure();

    // Constant, growing, and breaking off where no run of calls ends.
    private static RmiRegisters Answer(RmiRegisters call) =>
        new(call.X1 % 64 == 63 ? 1ul : 0, call.X1, call.X5 / 50, call.X3, call.X5 * call.X5 % 3, call.X5, call.X6, call.X7);

    [Fact]
    public void Walk_over_a_table_is_a_few_lines_each_way()
    {
        var said = new MemoryStream();
        var conversation = new MemoryStream();
        RmiRegisters[] calls = [.. Enumerable.Range(0, 512).Select(i => new RmiRegisters(RmiCommand.RttReadEntry, 0x80008000, (ulong)i << 12, 3))];
        conversation.Write("rmi-trace 1 2.0\ndram 80000000 1000\n= 1 again runs\n= 0 3 1 80400000 1\n= 0 3 1 80401000 1 + 1fe 0 0 0 1000\n"u8);
        conversation.Position = 0;
        using (var client = AgentClient.Connect(conversation, said, "test:canned"))
        {
            client.CallMany(calls);
        }

        Assert.Equal("hello 1\ncall RTT_READ_ENTRY 80008000 0 3\nrun 1ff 0 1000\n", Encoding.UTF8.GetString(said.ToArray()));
        Assert.Equal(Enumerable.Range(0, 512).Select(i => new RmiRegisters(0ul, 3, 1, 0x80400000ul + ((ulong)i << 12), 1)), calls);
    }

    [Theory]
    [InlineData("again runs", "= 0 1 + 3")]
    [InlineData("again runs", "= 0 1 + 0")]
    [InlineData("again runs", "= 0 1 + ffffffffffffffff 1")]
    [InlineData("again runs", "= 0 1 +")]
    [InlineData("again runs", "= 0 1 + x")]
    [InlineData("again runs", "= 0 1 + 2 1 2 3 4 5 6")]
    [InlineData("again runs", "= 0 1 + 2 1 y")]
    [InlineData("again runs", "= 0 + 2 + 1")]
    [InlineData("again", "= 0 1 + 1")]
    [InlineData("runs", "= 0 1 + 1")]
    public void Run_that_nobody_asked_for_or_understands_ends_the_conversation(string abilities, string answer)
    {
        byte[] canned = Encoding.UTF8.GetBytes($"rmi-trace 1 2.0\ndram 80000000 1000\n= 1 {abilities}\n{answer}\n= 0\n= 0\n");
        using var client = AgentClient.Connect(new MemoryStream(canned), new MemoryStream(), "test:canned");
        RmiRegisters[] calls = [.. Enumerable.Range(0, 3).Select(i => new RmiRegisters(RmiCommand.Features, (ulong)i))];

        Assert.Contains("is no answer", Assert.Throws<RmmUnreachableException>(() => client.CallMany(calls)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recorder_between_two_agents_sees_every_call_and_its_reason()
    {
        using var behind = new AgentPair(new SimulatedRmm());
        using var recorder = new TraceRecorder(behind.Client);
        TraceRecording recording = recorder.Start(null);
        using var pair = new AgentPair(recorder);
        RmiRegisters[] calls =
        [
            new(RmiCommand.RmmActivate), .. Enumerable.Range(0, 600).Select(i => new RmiRegisters(RmiCommand.Features, (ulong)i % 5)), new(RmiCommand.RttDestroy, 0x8000_1000, 0, 3),
        ];

        pair.Client.CallMany(calls);

        IReadOnlyList<TraceEntry> entries = recording.Live.Snapshot();
        Assert.Equal(602, entries.Count(e => e.Kind == TraceRecordKind.Call));
        Assert.Contains("# RTT_DESTROY.", entries[^1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Callers_on_several_threads_get_their_own_answers()
    {
        using var pair = new AgentPair(new ScriptedRmm { Answer = r => new RmiRegisters(0ul, r.X1, r.X2) });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Factory.StartNew(
            () =>
            {
                RmiRegisters[] many = new RmiRegisters[300];
                for (ulong i = 0; i < 200; i++)
                {
                    RmiRegisters one = pair.Client.Call(RmiCommand.Features, (ulong)thread, i);
                    Assert.Equal(((ulong)thread, i), (one.X1, one.X2));
                    for (int k = 0; k < many.Length; k++)
                    {
                        many[k] = new RmiRegisters(RmiCommand.Features, (ulong)thread, (i * 1000) + (ulong)k);
                    }

                    if (i % 20 == 0)
                    {
                        pair.Client.CallMany(many);
                        Assert.All(many, (r, k) => Assert.Equal(((ulong)thread, (i * 1000) + (ulong)k), (r.X1, r.X2)));
                    }
                }
            },
            TaskCreationOptions.LongRunning))).WaitAsync(s_patience);
    }

    [Fact]
    public void Memory_of_any_alignment_and_length_goes_both_ways()
    {
        using var pair = new AgentPair(new SimulatedRmm());
        var random = new Random(3);
        foreach (int length in new[] { 1, 7, 8, 9, 4095, 4096, 4097, 100_000 })
        {
            ulong address = 0x8000_0000 + (ulong)random.Next(100_000);
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            byte[] read = new byte[length];

            pair.Client.WriteMemory(address, bytes);
            pair.Client.ReadMemory(address, read);

            Assert.Equal(bytes, read);
        }

        pair.Client.FillMemory(0x8000_0010, 16, 0xAB);
        byte[] filled = new byte[18];
        pair.Client.ReadMemory(0x8000_000F, filled);
        Assert.All(filled[1..17], b => Assert.Equal(0xAB, b));
    }

    [Fact]
    public void Fault_comes_back_as_a_fault_with_its_address()
    {
        using var pair = new AgentPair(new SimulatedRmm());

        Assert.Equal(0x1000ul, Assert.Throws<GranuleProtectionFaultException>(() => pair.Client.ReadMemory(0x1000, new byte[16])).Address);
        Assert.Equal(0x1000ul, Assert.Throws<GranuleProtectionFaultException>(() => pair.Client.WriteMemory(0x1000, new byte[16])).Address);
        Assert.Equal(0x1000ul, Assert.Throws<GranuleProtectionFaultException>(() => pair.Client.FillMemory(0x1000, 16, 1)).Address);
        Assert.True(pair.Client.Version(0x20000).Result.IsSuccess);
    }

    [Fact]
    public void Views_and_boot_go_through()
    {
        using var pair = new AgentPair(new SimulatedRmm());
        pair.Client.Call(RmiCommand.RmmActivate);
        pair.Client.GranuleRangeDelegate(0x8000_1000, 0x8000_2000);

        Assert.True(pair.Client.TryGetGranuleRun(0x8000_1000, out GranuleView view, out ulong top));
        Assert.Equal((GranuleState.Delegated, 0x8000_2000ul), (view.State, top));
        Assert.False(pair.Client.TryGetGranule(0x1000, out _));
        Assert.False(pair.Client.TryGetMeasurement(0x8000_1000, 0, new byte[64], out _));

        pair.Client.Reset();
        Assert.True(pair.Client.TryGetGranule(0x8000_1000, out view));
        Assert.Equal(GranuleState.NonSecure, view.State);
    }

    [Fact]
    public void Agent_that_dies_in_the_middle_is_one_clear_error_and_what_was_answered_is_kept()
    {
        // Answers the greeting and two calls, then is gone.
        using AgentClient client = Canned("= 0 1\n= 0 2\n");
        RmiRegisters[] calls = [.. Enumerable.Range(0, 5).Select(i => new RmiRegisters(RmiCommand.Features, (ulong)i))];

        RmmUnreachableException e = Assert.Throws<RmmUnreachableException>(() => client.CallMany(calls));

        Assert.Equal("The agent test:canned is gone: the agent ended the conversation.", e.Message);
        Assert.Equal([0ul, 0, RmiCommand.Features.ToFunctionId(), RmiCommand.Features.ToFunctionId(), RmiCommand.Features.ToFunctionId()], calls.Select(c => c.X0));
        Assert.Equal(e.Message, Assert.Throws<RmmUnreachableException>(() => client.Version(1)).Message);
        Assert.False(client.IsConnected);
    }

    [Theory]
    [InlineData("= zz\n", "'= zz' is no answer")]
    [InlineData("= 0 1 2 3 4 5\n", "'= 0 1 2 3 4 5' is no answer")]
    [InlineData("hello\n", "'hello' is no answer")]
    [InlineData("=\n", "'=' is no answer")]
    [InlineData("error too much\n", "the agent says: too much")]
    public void Answer_that_is_none_ends_the_conversation(string answer, string message)
    {
        using AgentClient client = Canned(answer);

        Assert.Contains(message, Assert.Throws<RmmUnreachableException>(() => client.Version(1)).Message, StringComparison.Ordinal);
        Assert.False(client.IsConnected);
    }

    [Theory]
    [InlineData("fault zz\n")]
    [InlineData("fault 11111111111111111\n")]
    [InlineData("what\n")]
    public void Answer_to_a_fill_that_is_none_ends_the_conversation(string answer)
    {
        using AgentClient client = Canned(answer);

        Assert.Contains("is no answer", Assert.Throws<RmmUnreachableException>(() => client.FillMemory(0, 8, 0)).Message, StringComparison.Ordinal);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public void Endless_answer_ends_the_conversation()
    {
        using AgentClient client = Canned("= " + new string('0', 100_000));

        Assert.Contains("more than 16384 bytes", Assert.Throws<RmmUnreachableException>(() => client.Version(1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the agent ended the conversation")]
    [InlineData("error go away\n", "the agent says: go away")]
    [InlineData("= 2\n", "not with version 1")]
    [InlineData("= 1\n", "expected the header")]
    [InlineData("SSH-2.0-OpenSSH_9.9\n= 1\n", "There is no agent at test:greeting: its greeting, line 1, column 1: expected a record")]
    public void Greeting_of_something_else_is_refused(string greeting, string message)
    {
        RmmUnreachableException e = Assert.Throws<RmmUnreachableException>(
            () => AgentClient.Connect(new MemoryStream(Encoding.UTF8.GetBytes(greeting)), new MemoryStream(), "test:greeting"));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Agent_that_does_not_answer_is_given_up()
    {
        using var toNobody = new AnonymousPipeServerStream(PipeDirection.Out);
        using var fromNobody = new AnonymousPipeServerStream(PipeDirection.In);
        var options = new AgentClientOptions { ConnectTimeout = TimeSpan.FromMilliseconds(50) };

        RmmUnreachableException e = Assert.Throws<RmmUnreachableException>(() => AgentClient.Connect(fromNobody, toNobody, "test:silent", options));

        Assert.Equal("There is no agent at test:silent: it did not answer within 0.05 s.", e.Message);
    }

    [UnixFact]
    public void Agent_that_falls_silent_is_given_up()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Task<Socket> agent = Task.Run(() =>
        {
            Socket peer = listener.Accept();
            peer.Send("rmi-trace 1 2.0\ndram 80000000 1000\n= 1\n"u8);
            return peer;
        });
        using AgentClient client = AgentClient.Connect(AgentAddress.Unix(path), new AgentClientOptions { Timeout = TimeSpan.FromMilliseconds(50) });

        RmmUnreachableException e = Assert.Throws<RmmUnreachableException>(() => client.Version(1));

        Assert.Equal($"The agent unix:{path} is gone: it did not answer within 0.05 s.", e.Message);
        agent.Result.Dispose();
        File.Delete(path);
    }

    [UnixFact]
    public void Refusal_of_an_agent_that_does_not_wait_for_a_greeting_is_heard()
    {
        AgentAddress full = AgentAddress.Exec("sh", "-c", "exec <&-; echo 'error come back later'");
        for (int i = 0; i < 20; i++)
        {
            Assert.Contains("the agent says: come back later", Assert.Throws<RmmUnreachableException>(() => AgentClient.Connect(full)).Message, StringComparison.Ordinal);
        }
    }

    [UnixFact]
    public void Connecting_can_be_cancelled()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        using var cancellation = new CancellationTokenSource();
        Task<AgentClient> connecting = Task.Run(() => AgentClient.Connect(AgentAddress.Unix(path), cancellation: cancellation.Token));
        using Socket agent = listener.Accept();
        Assert.Equal(8, agent.Receive(new byte[100]));

        cancellation.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => connecting.GetAwaiter().GetResult());
        Assert.Equal(0, agent.Receive(new byte[100]));
        File.Delete(path);
    }

    [UnixFact]
    public void Interrupt_at_the_terminal_does_not_end_the_conversation()
    {
        // What a terminal does on Ctrl+C happens to the program by its own hand.
        AgentAddress agent = AgentAddress.Exec(
            "sh", "-c", "read line; kill -INT $$; printf 'rmi-trace 1 2.0\\ndram 80000000 1000\\n= 1\\n'; read line; echo '= 0 10000'");
        using AgentClient client = AgentClient.Connect(agent);

        Assert.Equal(0x10000ul, client.Version(0x10000).X1);
    }

    [Fact]
    public void Closed_client_says_so()
    {
        var pair = new AgentPair(new SimulatedRmm());
        pair.Dispose();

        Assert.Contains("was closed", Assert.Throws<RmmUnreachableException>(() => pair.Client.Version(1)).Message, StringComparison.Ordinal);
    }

    private static AgentClient Canned(string answers) =>
        AgentClient.Connect(
            new MemoryStream(Encoding.UTF8.GetBytes("rmi-trace 1 2.0\ndram 80000000 1000\n= 1\n" + answers)), new MemoryStream(), "test:canned");
}
