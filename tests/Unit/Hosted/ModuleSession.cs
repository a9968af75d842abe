using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using RealmTools.Module.Commands;

namespace RealmTools.Hosted.Tests;

/// <summary>A runspace with all commands of the module, and one pipeline at a time in it.</summary>
internal sealed class ModuleSession : IDisposable
{
    private readonly Runspace _runspace;

    internal ModuleSession()
    {
        InitialSessionState state = InitialSessionState.CreateDefault();
        foreach (Type type in typeof(NewRealmCommand).Assembly.GetExportedTypes())
        {
            if (type.GetCustomAttribute<CmdletAttribute>() is { } cmdlet)
            {
                state.Commands.Add(new SessionStateCmdletEntry($"{cmdlet.VerbName}-{cmdlet.NounName}", type, null));
            }
        }

        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    /// <summary>A pipeline that has not run yet; the caller disposes it.</summary>
    internal PowerShell Start(string script)
    {
        var shell = PowerShell.Create();
        shell.Runspace = _runspace;
        return shell.AddScript(script);
    }

    /// <summary>Runs a script and returns its output and its streams.</summary>
    internal (IReadOnlyList<object> Output, PSDataStreams Streams) Run(string script)
    {
        PowerShell shell = Start(script);
        return ([.. shell.Invoke().Select(one => one.BaseObject)], shell.Streams);
    }

    public void Dispose()
    {
        using (PowerShell shell = Start("Get-RealmHost | Disconnect-RealmHost -Force"))
        {
            shell.Invoke();
        }

        _runspace.Dispose();
    }
}
