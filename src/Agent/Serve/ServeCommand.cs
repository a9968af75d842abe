using System.CommandLine;

namespace RealmTools.Agent;

/// <summary><c>realm-agent serve [--stdio | --socket PATH] [--backend simulator|exec] [--machine TRACE] [--trace FILE] [-- COMMAND…]</c>.</summary>
internal static class ServeCommand
{
    private const string Simulator = "simulator";
    private const string Exec = "exec";

    public static Command Create()
    {
        var stdio = new Option<bool>("--stdio") { Description = "Serve one peer on standard input and output." };
        var socket = new Option<string?>("--socket") { Description = "Serve the same user and root on a Unix socket.", HelpName = "PATH" };
        var backend = new Option<string>("--backend")
        {
            Description = "The RMM: the simulator, or a program that speaks the agent protocol on its standard input and output.",
            DefaultValueFactory = _ => Simulator,
        };
        backend.AcceptOnlyFromAmong(Simulator, Exec);
        var machine = new Option<string?>("--machine") { Description = "Simulate the machine that the header of a trace describes.", HelpName = "TRACE" };
        var trace = new Option<string?>("--trace") { Description = "Record everything into a trace.", HelpName = "FILE" };
        var sessions = new Option<int>("--max-sessions") { Description = "The most peers at a time.", HelpName = "N", DefaultValueFactory = _ => AgentServerOptions.Default.MaximumSessions };
        var program = new Argument<string[]>("COMMAND") { Description = "Behind --backend exec --: the program and its arguments.", Arity = ArgumentArity.ZeroOrMore };

        var command = new Command("serve", "Serves an RMM over a byte stream, in the agent protocol.") { stdio, socket, backend, machine, trace, sessions, program };
        command.Validators.Add(result =>
        {
            bool isExec = result.GetValue(backend) == Exec;
            bool hasProgram = result.GetValue(program) is { Length: > 0 };
            if (result.GetValue(stdio) && result.GetValue(socket) is not null)
                result.AddError("Choose --stdio or --socket, not both.");
            if (isExec != hasProgram)
                result.AddError(isExec ? "--backend exec needs a program: write -- COMMAND ARGUMENT… behind it." : "A program is for --backend exec only.");
            if (isExec && result.GetValue(machine) is not null)
                result.AddError("--machine is for the simulator: with --backend exec the program says what its machine is.");
            if (result.GetResult(sessions) is { Implicit: false } && result.GetValue(sessions) < 1)
                result.AddError("--max-sessions must be 1 or more.");
        });
        command.SetAction(result => new ServeRun(result.InvocationConfiguration.Error)
        {
            IsStdio = result.GetValue(stdio),
            SocketPath = result.GetValue(socket),
            Program = result.GetValue(program) ?? [],
            MachinePath = result.GetValue(machine),
            TracePath = result.GetValue(trace),
            MaximumSessions = result.GetValue(sessions),
        }.Run());
        return command;
    }
}
