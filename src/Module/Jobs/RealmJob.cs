using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace RealmTools.Module.Jobs;

/// <summary>A command of this module that works in the background: what it writes to its streams waits in the job for Receive-Job.</summary>
public sealed class RealmJob : Job
{
    private const string TypeName = "RealmJob";

    private readonly Lock _lock = new();
    private readonly RecordedInvocation _invocation;
    private readonly JobSession _session;
    private PowerShell? _shell;
    private bool _isStopping;

    internal RealmJob(RecordedInvocation invocation, JobSession session)
        : base($"{invocation.Command} {invocation.Arguments}")
    {
        _invocation = invocation;
        _session = session;
        PSJobTypeName = TypeName;
        Location = invocation.Hosts.Length > 0 ? invocation.Hosts : session.DefaultHost;
    }

    /// <inheritdoc/>
    public override string Location { get; }

    /// <summary>Empty: how far the work is says <see cref="Job.Progress"/>.</summary>
    public override string StatusMessage => string.Empty;

    /// <inheritdoc/>
    public override bool HasMoreData =>
        !IsFinished || Output.Count + Error.Count + Warning.Count + Verbose.Count + Debug.Count + Information.Count > 0;

    private bool IsFinished => JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped;

    /// <summary>Stops the command after the RMI call that it is in, and waits for that.</summary>
    public override void StopJob()
    {
        lock (_lock)
        {
            if (IsFinished)
            {
                return;
            }

            _isStopping = true;
            if (_shell is not null)
            {
                SetJobState(JobState.Stopping);

                // Under the lock, so that the shell is not disposed of meanwhile.
                _shell.Stop();
            }
        }

        Finished.WaitOne();
    }

    /// <summary>Begins the work.</summary>
    internal void Start()
    {
        SetJobState(JobState.Running);
        new Thread(Run) { IsBackground = true, Name = $"{TypeName} {Id}" }.Start();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            StopJob();
        }

        base.Dispose(disposing);
    }

    private void Run()
    {
        JobState outcome = JobState.Failed;
        try
        {
            outcome = RunCommand();
        }
        catch (Exception e)
        {
            Error.Add(e is IContainsErrorRecord failure
                ? new ErrorRecord(failure.ErrorRecord, e)
                : new ErrorRecord(e, TypeName, ErrorCategory.NotSpecified, _invocation.Command));
        }

        SetJobState(outcome);
    }

    private JobState RunCommand()
    {
        using Runspace runspace = _session.Open();
        using var shell = PowerShell.Create();
        shell.Runspace = runspace;
        shell.Streams.Error = Error;
        shell.Streams.Warning = Warning;
        shell.Streams.Verbose = Verbose;
        shell.Streams.Debug = Debug;
        shell.Streams.Information = Information;
        shell.Streams.Progress = Progress;
        lock (_lock)
        {
            if (_isStopping)
            {
                return JobState.Stopped;
            }

            _shell = shell;
        }

        try
        {
            shell.Invoke(_invocation.Repeat(shell), Output);
            return shell.InvocationStateInfo.State == PSInvocationState.Stopped ? JobState.Stopped : JobState.Completed;
        }
        catch (PipelineStoppedException) when (_isStopping)
        {
            return JobState.Stopped;
        }
        finally
        {
            lock (_lock)
            {
                _shell = null;
            }
        }
    }
}
