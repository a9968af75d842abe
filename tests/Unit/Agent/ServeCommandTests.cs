using System.Diagnostics;
using RealmTools.Agent;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Trace;

namespace RealmTools.Tests.Agent;

public sealed class ServeCommandTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("realmtools-serve-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Simulator_is_served_on_standard_streams()
    {
        using AgentClient client = AgentClient.Connect(Agent("serve", "--stdio"));

        Assert.Equal(RmmPlatform.Default.Dram.ToArray(), client.Platform.Dram.ToArray());
        Assert.True(client.Call(RmiCommand.RmmActivate).Result.IsSuccess);
        Assert.Equal(RmiStatus.ErrorInput, client.RealmDestroy(0x8000_1000).Result.Status);
        Assert.Equal("REALM_DESTROY", client.LastDiagnosis.Reason!.Id.Split('.')[0]);
        Assert.NotEmpty(client.LastDiagnosis.Reason.Sentence);
    }

    [Fact]
    public void Agent_can_stand_before_another_one()
    {
        string[] inner = [.. Agent("serve", "--stdio").Command];
        using AgentClient client = AgentClient.Connect(Agent(["serve", "--stdio", "--backend", "exec", "--", .. inner]));

        client.Call(RmiCommand.RmmActivate);
        RmiRegisters[] calls = [.. Enumerable.Range(0, 1000).Select(i => new RmiRegisters(RmiCommand.Features, (ulong)(i % 5)))];
        client.CallMany(calls);
        Assert.Equal(RmmPlatform.Default.Features[2], calls[2].X1);
        client.RealmDestroy(0x8000_1000);
        Assert.NotEmpty(client.LastDiagnosis.Reason!.Sentence);
        Assert.True(client.TryGetGranule(0x8000_1000, out _));
    }

    [Fact]
    public void Machine_of_a_trace_is_simulated_and_everything_is_recorded()
    {
        string machine = Path.Combine(_folder, "machine.rmi");
        string trace = Path.Combine(_folder, "session.rmi");
        File.WriteAllText(machine, "rmi-trace 1 2.0\ndram 880000000 10000000\nfeatures 104130\nboot\n");
        using (AgentClient client = AgentClient.Connect(Agent("serve", "--stdio", "--machine", machine, "--trace", trace)))
        {
            Assert.Equal(0x8_8000_0000ul, client.Platform.Dram[0].Base);
            client.Call(RmiCommand.RmmActivate);
            client.GranuleRangeDelegate(0x8_8000_0000, 0x8_8000_1000);
        }

        using TraceReader reader = TraceReader.Open(trace);
        TraceReplayResult result = TraceReplayer.Replay(reader, platform => new SimulatedRmm(platform));
        Assert.Equal((true, 2L, false), (result.IsIdentical, result.Calls, result.IsCut));
    }

    [Fact]
    public async Task Trace_of_an_agent_that_was_killed_replays_up_to_its_last_whole_line()
    {
        const long Enough = 1 << 16;
        const long Most = 2_000_000;
        string path = Path.Combine(_folder, "session.rmi");
        ProcessStartInfo start = AgentProgram.Start(["serve", "--stdio", "--trace", path]);
        start.RedirectStandardError = false;
        using Process agent = Process.Start(start)!;
        using AgentClient client = AgentClient.Connect(agent.StandardOutput.BaseStream, agent.StandardInput.BaseStream, "test:killed");
        client.Call(RmiCommand.RmmActivate);

        // It writes what was said a little later than it is said: on a busy machine, much later.
        long calls = 1;
        for (; calls < Most && new FileInfo(path).Length < Enough; calls += 2)
        {
            client.GranuleRangeDelegate(0x8000_0000, 0x8000_1000);
            client.GranuleRangeUndelegate(0x8000_0000, 0x8000_1000);
        }

        agent.Kill();
        await agent.WaitForExitAsync().WaitAsync(s_patience);

        using TraceReader reader = TraceReader.Open(path);
        TraceReplayResult result = TraceReplayer.Replay(reader, platform => new SimulatedRmm(platform));
        Assert.True(result.IsIdentical, result.Divergences.FirstOrDefault()?.ToString());
        Assert.InRange(result.Calls, 1, calls);
    }

    [UnixFact]
    public async Task Signal_ends_the_agent_and_leaves_no_socket()
    {
        string path = Path.Combine(_folder, "agent.sock");
        using Process agent = Process.Start(AgentProgram.Start(["serve", "--socket", path]))!;
        using AgentClient client = await ConnectSoon(path, agent);
        client.Version(0x20000);

        using (Process kill = Process.Start("kill", ["-TERM", agent.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await agent.WaitForExitAsync().WaitAsync(s_patience);
        Assert.Equal((0, false), (agent.ExitCode, File.Exists(path)));
        Assert.Throws<RmmUnreachableException>(() => client.Version(0x20000));
        Assert.Contains("connected", await agent.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Signal_ends_an_agent_on_standard_streams()
    {
        using Process agent = Process.Start(AgentProgram.Start(["serve", "--stdio"]))!;
        await agent.StandardInput.WriteAsync("hello 1\n");
        await agent.StandardInput.FlushAsync();
        Assert.Equal("rmi-trace 1 2.0", await agent.StandardOutput.ReadLineAsync());

        using (Process kill = Process.Start("kill", ["-TERM", agent.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await agent.WaitForExitAsync().WaitAsync(s_patience);
        Assert.Equal(0, agent.ExitCode);
    }

    [Fact]
    public void Program_that_dies_is_one_clear_error_with_its_last_words()
    {
        string[] command = OperatingSystem.IsWindows()
            ? ["cmd", "/c", "echo no such board 1>&2 & exit 3"]
            : ["sh", "-c", "echo no such board >&2; exit 3"];

        RmmUnreachableException e = Assert.Throws<RmmUnreachableException>(() => AgentClient.Connect(AgentAddress.Exec(command)));

        Assert.Contains("There is no agent at exec:", e.Message, StringComparison.Ordinal);
        Assert.Contains("It said: no such board", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_that_is_not_there_is_named() =>
        Assert.Contains("no-such-program", Assert.Throws<AgentException>(() => AgentClient.Connect(AgentAddress.Exec("no-such-program"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("--stdio --socket x", "not both")]
    [InlineData("--stdio --backend exec", "needs a program")]
    [InlineData("--stdio -- program", "for --backend exec only")]
    [InlineData("--stdio --backend exec --machine x -- program", "for the simulator")]
    [InlineData("--stdio --max-sessions 0", "1 or more")]
    [InlineData("--stdio --backend kvm", "kvm")]
    [InlineData("", "Say where to serve")]
    [InlineData("--stdio --machine no-such-file", "no-such-file")]
    [InlineData("--stdio --backend exec -- no-such-program", "no-such-program")]
    public async Task Command_line_that_makes_no_sense_is_unusable_input(string arguments, string message)
    {
        var (exit, _, error) = await AgentProgram.Run(["serve", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(2, exit);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private static AgentAddress Agent(params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = AgentProgram.Start(arguments);
        return AgentAddress.Exec([start.FileName, .. start.ArgumentList]);
    }

    private static async Task<AgentClient> ConnectSoon(string path, Process agent)
    {
        for (int i = 0; i < 600 && !agent.HasExited; i++)
        {
            try
            {
                return AgentClient.Connect(AgentAddress.Unix(path));
            }
            catch (AgentException)
            {
                await Task.Delay(100);
            }
        }

        throw new TimeoutException("The agent does not listen.");
    }
}
