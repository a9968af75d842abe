using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.ExceptionServices;
using RealmTools.Host;
using RealmTools.Module.Jobs;
using RealmTools.Trace;

namespace RealmTools.Module.Commands;

/// <summary>
/// What every command has: Ctrl+C that stops between two RMI calls, progress of long work, steps on the verbose and debug streams, and
/// one place where failures become error records.
/// </summary>
public abstract class RealmCommand : PipelineCommand, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private ProgressDisplay? _progress;
    private ExceptionDispatchInfo? _writeFailure;
    private OperationContext? _context;
    private RecordedInvocation? _jobInvocation;

    /// <summary>Cancelled when the pipeline is stopped.</summary>
    protected CancellationToken Cancellation => HostLane.Current?.Cancellation ?? _stop.Token;

    /// <summary>What a host operation of this command is given.</summary>
    private protected OperationContext Context => HostLane.Current is { } lane
        ? lane.Context ??= NewContext(new ProgressDisplay(this, lane))
        : _context ??= NewContext(_progress ??= new ProgressDisplay(this));

    /// <summary>Whether the user asks what would happen.</summary>
    private protected bool IsWhatIf => IsOn("WhatIf", "WhatIfPreference");

    private bool SupportsShouldProcess => GetType().GetCustomAttribute<CmdletAttribute>() is { SupportsShouldProcess: true };

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes to a stream from within a host operation, which must not be broken off by it: a failure stops the operation and shows afterwards.</summary>
    internal void WriteDuringOperation(Action write)
    {
        if (HostLane.Current is not null)
        {
            // The pipeline's thread writes it, and what fails there ends all lanes.
            write();
            return;
        }

        if (_writeFailure is not null)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception e)
        {
            _writeFailure = ExceptionDispatchInfo.Capture(e);
            _stop.Cancel();
        }
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        if (this is IJobCommand { AsJob.IsPresent: true } && !(SupportsShouldProcess && IsWhatIf))
            _jobInvocation = new RecordedInvocation(MyInvocation);
        else
            Begin();
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (_jobInvocation is not null)
            _jobInvocation.AddRecord(MyInvocation);
        else
            Perform(null, Process);
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        if (_jobInvocation is not null)
        {
            StartJob(_jobInvocation);
            return;
        }

        End();
        _progress?.Complete();
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>What the command does before the first input.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>What the command does for one pipeline input.</summary>
    protected abstract void Process();

    /// <summary>What the command does after the last input.</summary>
    protected virtual void End()
    {
    }

    /// <summary>Frees what the command holds.</summary>
    /// <param name="disposing">Whether called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Dispose();
        }
    }

    /// <summary>Does a piece of work; when it fails, writes an error about its target and lets the command go on.</summary>
    private protected void Perform(object? target, Action work)
    {
        try
        {
            work();
            _writeFailure?.Throw();
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            _writeFailure?.Throw();
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (e is SessionStateException or not (RuntimeException or IContainsErrorRecord))
        {
            // What else PowerShell itself throws, it also handles: a stopped pipeline, a question nobody can answer.
            WriteError(FailureRecord.For(e, target));
        }
    }

    /// <summary>The path in the file system that a user's path means, wherever it is relative to; it need not exist.</summary>
    /// <exception cref="HostException"><see cref="FailureId.FileUnreadable"/>: the path is of another provider.</exception>
    private protected string ResolvePath(string path)
    {
        (string resolved, ProviderInfo provider) = OnPipelineThread(() => (SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo of, out _), of));
        return provider.Name == "FileSystem" ? resolved : throw new HostException(
            FailureId.FileUnreadable, $"'{path}' is no path of the file system, but of the provider {provider.Name}.", "Give the path of a file.", path);
    }

    /// <summary>The path in the file system of a file that is about to be written.</summary>
    /// <exception cref="HostException"><see cref="FailureId.FileExists"/>, unless <paramref name="force"/> is set.</exception>
    private protected string NewFile(string path, bool force)
    {
        string file = ResolvePath(path);
        return force || !File.Exists(file) ? file : throw new HostException(
            FailureId.FileExists, $"'{file}' exists already.", "Give another -Path, or -Force to replace the file.", file);
    }

    /// <summary>Asks before a change, unless told not to; <c>-WhatIf</c> only says what would be done.</summary>
    /// <param name="target">What is changed.</param>
    /// <param name="action">What is done to it.</param>
    /// <param name="force">Whether <c>-Force</c> was given, which answers the question; <c>-Confirm</c> asks all the same.</param>
    private protected bool Approve(string target, string action, bool force = false) =>
        force && !IsWhatIf && !MyInvocation.BoundParameters.ContainsKey("Confirm") || ShouldProcess(target, action);

    /// <summary>Opens a trace so that the command shows how far reading it is, and can be stopped meanwhile.</summary>
    /// <param name="file">The file.</param>
    /// <param name="activity">What is done with it, as a sentence that its name completes.</param>
    private protected TraceReader OpenTrace(string file, string activity) =>
        TraceReader.Open(file, stream => new WatchedStream(stream, $"{activity} {Path.GetFileName(file)}", Context));

    /// <summary>A file as Get-Item returns it, so that it goes on to the commands for items.</summary>
    private protected Collection<PSObject> FileItem(string file) => OnPipelineThread(() => InvokeProvider.Item.Get([file], force: true, literalPath: true));

    /// <summary>Does work on hosts at once, each in a lane of its own, and returns when all is done.</summary>
    private protected void RunLanes(IEnumerable<(string Host, Action Work)> work, int throttleLimit) => HostLanes.Run(work, throttleLimit, _stop.Token);

    // A job cannot ask, so that all is asked about before it begins.
    private void StartJob(RecordedInvocation invocation)
    {
        bool force = MyInvocation.BoundParameters.TryGetValue("Force", out object? given) && given is SwitchParameter { IsPresent: true };
        if (!SupportsShouldProcess || Approve(invocation.Arguments, $"{invocation.Command}, as a job", force))
        {
            var job = new RealmJob(invocation, new JobSession(this));
            JobRepository.Add(job);
            job.Start();
            WriteObject(job);
        }
    }

    private OperationContext NewContext(ProgressDisplay progress) => new() { Cancellation = Cancellation, Progress = progress, Step = StepWriter() };

    private Action<HostStep>? StepWriter()
    {
        bool verbose = IsOn("Verbose", "VerbosePreference");
        bool debug = IsOn("Debug", "DebugPreference");
        if (!verbose && !debug)
        {
            return null;
        }

        return step => WriteDuringOperation(() =>
        {
            if (verbose)
            {
                WriteVerbose(step.ToString());
            }

            if (debug)
            {
                WriteDebug($"#{step.Sequence} {step.CommandName}: {step.Inputs} => {step.Outputs}");
            }
        });
    }

    private bool IsOn(string parameter, string preference)
    {
        if (MyInvocation.BoundParameters.TryGetValue(parameter, out object? bound))
        {
            return bound is SwitchParameter { IsPresent: true };
        }

        // A preference set in a scope of its own is what was assigned: an enumeration, its name, or a Boolean.
        object? value = OnPipelineThread(() => GetVariableValue(preference));
        return value is bool or SwitchParameter
            ? LanguagePrimitives.IsTrue(value)
            : LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out ActionPreference action) && action is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }
}
