using System.Collections;
using System.Management.Automation;

namespace RealmTools.Module.Commands;

/// <summary>
/// A cmdlet that may work on several threads: what PowerShell allows on the pipeline's thread only, such as writing and asking, is done
/// there wherever it is called from. On the pipeline's thread each member is PowerShell's own.
/// </summary>
public abstract class PipelineCommand : PSCmdlet
{
    /// <summary>Marks what is written on the pipeline's thread; null where the host is clear.</summary>
    private protected HostTag? Tag { get; set; }

    internal new void WriteObject(object? value)
    {
        if (HostLane.Current is not { } lane)
            base.WriteObject(Tag is null ? value : Tag.On(value));
        else if (AnswersInOnePiece)
            lane.Hold(value, base.WriteObject);
        else
            lane.Pipeline.Output(() => base.WriteObject(lane.Tag.On(value)));
    }

    internal new void WriteObject(object? value, bool enumerateCollection)
    {
        if (HostLane.Current is null && Tag is null)
        {
            base.WriteObject(value, enumerateCollection);
        }
        else if (enumerateCollection && value is IEnumerable values and not string)
        {
            foreach (object? element in values)
            {
                WriteObject(element);
            }
        }
        else
        {
            WriteObject(value);
        }
    }

    // Errors and warnings wait until they are written: where the user wants one to end the command, nothing further is done.
    internal new void WriteError(ErrorRecord error)
    {
        if (HostLane.Current is { } lane)
        {
            lane.Deliver(base.WriteObject);
            lane.Pipeline.Do(() => base.WriteError(lane.Say(error)));
        }
        else
        {
            base.WriteError(error);
        }
    }

    internal new void WriteWarning(string text)
    {
        if (HostLane.Current is { } lane)
            lane.Pipeline.Do(() => base.WriteWarning(lane.Say(text)));
        else
            base.WriteWarning(text);
    }

    internal new void WriteVerbose(string text)
    {
        if (HostLane.Current is { } lane)
            lane.Pipeline.Tell(() => base.WriteVerbose(lane.Say(text)));
        else
            base.WriteVerbose(text);
    }

    internal new void WriteDebug(string text)
    {
        if (HostLane.Current is { } lane)
            lane.Pipeline.Tell(() => base.WriteDebug(lane.Say(text)));
        else
            base.WriteDebug(text);
    }

    internal new void WriteProgress(ProgressRecord record)
    {
        if (HostLane.Current is { } lane)
            lane.Pipeline.Tell(() => base.WriteProgress(record));
        else
            base.WriteProgress(record);
    }

    internal new bool ShouldProcess(string target, string action) => HostLane.Current is { } lane
        ? lane.Pipeline.Ask(() => base.ShouldProcess(lane.Say(target), action))
        : base.ShouldProcess(target, action);

    internal new bool ShouldContinue(string query, string caption) => HostLane.Current is { } lane
        ? lane.Pipeline.Ask(() => base.ShouldContinue(lane.Say(query), caption))
        : base.ShouldContinue(query, caption);

    /// <summary>Says that what is written next is another answer.</summary>
    private protected void EndAnswer() => HostLane.Current?.Deliver(base.WriteObject);

    // The lines of a listing belong together; what is done is told as it is done.
    private bool AnswersInOnePiece => MyInvocation.MyCommand is CmdletInfo { Verb: VerbsCommon.Get };

    /// <summary>Uses something else of PowerShell that only the pipeline's thread may use: paths, variables, providers.</summary>
    private protected static T OnPipelineThread<T>(Func<T> use) => HostLane.Current is { } lane ? lane.Pipeline.Ask(use) : use();
}
