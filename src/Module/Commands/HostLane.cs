using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Commands;

/// <summary>One host's share of a command that works on several at once: it runs on a thread of its own, and what comes out of it names the host.</summary>
internal sealed class HostLane(string host, int number, PipelineQueue pipeline, CancellationToken cancellation)
{
    private const string TagName = "RealmHost";

    [ThreadStatic]
    private static HostLane? s_current;

    // Looking it up costs as much as all the rest, and it is the same for all objects of a type.
    private readonly Dictionary<Type, bool> _tellsHost = [];

    /// <summary>The lane that this thread works in; null on the pipeline's thread.</summary>
    public static HostLane? Current => s_current;

    /// <summary>1 for the first lane of a command.</summary>
    public int Number { get; } = number;

    /// <summary>Where the lane leaves what only the pipeline's thread may do.</summary>
    public PipelineQueue Pipeline { get; } = pipeline;

    /// <summary>Cancelled when the command is stopped or has failed in another lane.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>What operations in this lane are given.</summary>
    public OperationContext? Context { get; set; }

    /// <summary>Does the lane's work on the calling thread.</summary>
    public void Run(Action work)
    {
        s_current = this;
        try
        {
            work();
            (Context?.Progress as ProgressDisplay)?.Complete();
        }
        finally
        {
            s_current = null;
        }
    }

    /// <summary>A text that names the host.</summary>
    public string Say(string text) => $"[{host}] {text}";

    /// <summary>An error that names the host; its identifier and what it is about stay.</summary>
    public ErrorRecord Say(ErrorRecord error)
    {
        error.ErrorDetails = new ErrorDetails(Say(error.ErrorDetails?.Message ?? error.Exception.Message))
        {
            RecommendedAction = error.ErrorDetails?.RecommendedAction ?? string.Empty,
        };
        return error;
    }

    /// <summary>
    /// An object that tells its host as <c>RealmHost</c>, by which the next command of a pipeline finds it, unless it has a property
    /// <c>HostName</c>, which does the same. As with PSComputerName, views do not show it.
    /// </summary>
    public object? Tag(object? value)
    {
        if (value is null)
        {
            return null;
        }

        var tagged = PSObject.AsPSObject(value);
        Type type = tagged.BaseObject.GetType();
        if (!_tellsHost.TryGetValue(type, out bool tellsHost))
        {
            _tellsHost[type] = tellsHost = tagged.Properties[nameof(Realm.HostName)] is not null;
        }

        if (!tellsHost)
        {
            tagged.Properties.Add(new PSNoteProperty(TagName, host), preValidated: true);
        }

        return tagged;
    }
}
