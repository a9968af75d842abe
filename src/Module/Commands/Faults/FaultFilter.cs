using System.Management.Automation;
using System.Management.Automation.Runspaces;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>A script block that says which calls a fault is for. It runs in the middle of a host's operation: one that fails says no.</summary>
internal sealed class FaultFilter(ScriptBlock script, RmiCommandTable commands)
{
    private readonly Runspace? _home = Runspace.DefaultRunspace;
    private readonly ScriptBlock _elsewhere = ScriptBlock.Create(script.ToString());

    public bool IsMatch(RmiRegisters registers)
    {
        uint functionId = unchecked((uint)registers.X0);
        commands.TryGet(functionId, out RmiCommandInfo? info);
        var call = new HostCall(0, info?.Command ?? RmiCommand.None, commands.NameOf(functionId), string.Empty, registers, default, default);
        try
        {
            // In another runspace than its own a script block would wait for that one to be idle. A lane has none, and cannot ask the
            // pipeline's thread, which may be waiting for the host in hand.
            Runspace.DefaultRunspace ??= NewRunspace();
            ScriptBlock block = Runspace.DefaultRunspace == _home ? script : _elsewhere;
            var variables = new List<PSVariable> { new("_", RmiReply.From(call, commands)) };
            return LanguagePrimitives.IsTrue(block.InvokeWithContext(null, variables));
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static Runspace NewRunspace()
    {
        Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        return runspace;
    }
}
