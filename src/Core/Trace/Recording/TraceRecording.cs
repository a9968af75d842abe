namespace RealmTools.Trace;

/// <summary>One recording: where it goes and how far it is.</summary>
public sealed class TraceRecording
{
    private readonly RecordingSink _sink;
    private long? _finalRecords;
    private IOException? _failure;

    internal TraceRecording(RecordingSink sink, string? path, TraceBuffer live)
    {
        _sink = sink;
        Path = path;
        Live = live;
        StartsAtBoot = sink.KnowsBeginning;
    }

    /// <summary>The file; null when only the newest records are kept in memory.</summary>
    public string? Path { get; }

    /// <summary>The newest records.</summary>
    public TraceBuffer Live { get; }

    /// <summary>Whether it has everything since the RMM's boot, so that it replays by itself.</summary>
    public bool StartsAtBoot { get; }

    /// <summary>Whether it goes on.</summary>
    public bool IsRunning => _finalRecords is null;

    /// <summary>Records so far, the header's included.</summary>
    public long Records
    {
        get
        {
            Live.CatchUp?.Invoke();
            return _finalRecords ?? _sink.Lines;
        }
    }

    /// <summary>Why the file ends before the recording did; null when it did not.</summary>
    public IOException? Failure
    {
        get
        {
            Live.CatchUp?.Invoke();
            return IsRunning ? _sink.Failure : _failure;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Path ?? "in memory"}: {Records} records{(IsRunning ? ", recording" : string.Empty)}";

    internal void Finish()
    {
        _finalRecords = _sink.Lines;
        _failure = _sink.Failure;
    }
}
