using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Commands;

/// <summary>One host's share of a command that works on several at once: it runs on a thread of its own, and what comes out of it names the host.</summary>
internal sealed class HostLane(string host, int number, PipelineQueue pipeline, CancellationToken cancellation)
{
    // More come in several pieces, so that not all of a large answer is held.
    private const int MostTogether = 1 << 16;

    [ThreadStatic]
    private static HostLane? s_current;

    private readonly List<object?> _held = [];

    /// <summary>The lane that this thread works in; null on the pipeline's thread.</summary>
    public static HostLane? Current => s_current;

    /// <summary>Marks what comes out.</summary>
    public HostTag Tag { get; } = new(host);

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

    /// <summary>Keeps an object until the answer that it is part of is whole.</summary>
    /// <param name="value">The object.</param>
    /// <param name="write">Writes it, on the pipeline's thread.</param>
    /// <exception cref="OperationCanceledException">The command is ending.</exception>
    public void Hold(object? value, Action<object?> write)
    {
        _held.Add(value);
        if (_held.Count == MostTogether)
            Deliver(write);
    }

    /// <summary>Hands on what was kept, in one piece.</summary>
    /// <param name="write">Writes an object, on the pipeline's thread.</param>
    /// <exception cref="OperationCanceledException">The command is ending.</exception>
    public void Deliver(Action<object?> write)
    {
        if (_held.Count == 0)
            return;

        object?[] answer = [.. _held];
        _held.Clear();
        Pipeline.Output(() => Array.ForEach(answer, value => write(Tag.On(value))));
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
}
