using System.Management.Automation;
using System.Management.Automation.Runspaces;
using RealmTools.Module.Session;

namespace RealmTools.Module.Jobs;

/// <summary>What a job has of the session that starts it: its hosts, where it stands, its drives and its preferences. Not its functions and variables.</summary>
internal sealed class JobSession
{
    private static readonly string[] s_preferences =
    [
        "DebugPreference", "ErrorActionPreference", "InformationPreference", "ProgressPreference", "VerbosePreference", "WarningPreference",
    ];

    private readonly RealmSession _session = RealmSession.Current;
    private readonly SessionStateCmdletEntry _command;
    private readonly string _location;
    private readonly PSDriveInfo[] _drives;
    private readonly SessionStateVariableEntry[] _variables;

    /// <summary>Takes down the session that a command is called in.</summary>
    public JobSession(PSCmdlet command)
    {
        _command = new SessionStateCmdletEntry(command.MyInvocation.MyCommand.Name, command.GetType(), helpFileName: null);
        _location = command.SessionState.Path.CurrentFileSystemLocation.Path;
        _drives = [.. command.SessionState.Drive.GetAllForProvider("FileSystem")];
        _variables = [.. s_preferences.Select(name => new SessionStateVariableEntry(name, command.GetVariableValue(name), string.Empty))];
    }

    /// <summary>Name of the host for commands that name none.</summary>
    public string DefaultHost => _session.Default?.Name ?? RealmSession.DefaultHostName;

    /// <summary>A runspace like that session, with the one command. It works on the thread that uses it.</summary>
    public Runspace Open()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Commands.Add(_command);
        state.Variables.Add(_variables);

        // The user was asked before the job began.
        state.Variables.Add(new SessionStateVariableEntry("ConfirmPreference", ConfirmImpact.None, string.Empty));
        state.ThreadOptions = PSThreadOptions.UseCurrentThread;
        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        _session.Share(runspace);
        ProviderInfo files = runspace.SessionStateProxy.Provider.GetOne("FileSystem");
        foreach (PSDriveInfo drive in _drives.Where(drive => files.Drives.All(own => own.Name != drive.Name)))
        {
            runspace.SessionStateProxy.Drive.New(new PSDriveInfo(drive.Name, files, drive.Root, drive.Description, credential: null), "Global");
        }

        runspace.SessionStateProxy.Path.SetLocation(_location);
        return runspace;
    }
}
