namespace RealmTools.Trace;

/// <summary>Where a recorder's lines go: a file, the live buffer, and what is remembered of the beginning.</summary>
internal sealed class RecordingSink : TraceSink
{
    // Connecting takes a few dozen short records; whoever starts to record after more has missed something.
    private const int LongestBeginning = 1 << 16;

    private readonly MemoryStream _beginning = new();
    private byte[] _line = new byte[1 << 14];
    private TraceSink? _file;
    private TraceBuffer? _buffer;
    private bool _isCompressed;
    private bool _onlyRemembers;

    /// <summary>Whether all lines since the boot are remembered.</summary>
    public bool KnowsBeginning { get; private set; } = true;

    /// <summary>Why the file takes no more lines; null while it does.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>Lines since the start.</summary>
    public long Lines { get; private set; }

    /// <summary>Begins to deliver lines, those since the boot first.</summary>
    /// <param name="file">A file; null for none.</param>
    /// <param name="isCompressed">Whether it is compressed: then it is only flushed at its end.</param>
    /// <param name="buffer">The live buffer.</param>
    public void Start(TraceSink? file, bool isCompressed, TraceBuffer buffer)
    {
        _file = file;
        _isCompressed = isCompressed;
        _buffer = buffer;
        Failure = null;
        Lines = 0;
        if (KnowsBeginning)
        {
            ReadOnlySpan<byte> text = _beginning.GetBuffer().AsSpan(0, (int)_beginning.Length);
            foreach (Range line in text.Split((byte)'\n'))
            {
                if (!text[line].IsEmpty)
                {
                    Deliver(text[line.Start.Value..(line.End.Value + 1)]);
                }
            }
        }
    }

    public void Stop()
    {
        TraceSink? file = _file;
        _file = null;
        _buffer = null;
        Guard(() => file?.Dispose());
    }

    /// <summary>Forgets the beginning: the next lines, until <see cref="BeginningIsWritten"/>, are a new one and go nowhere else.</summary>
    public void BeginAgain()
    {
        _beginning.SetLength(0);
        KnowsBeginning = true;
        _onlyRemembers = true;
    }

    /// <summary>What was said since the boot is not known.</summary>
    public void ForgetBeginning()
    {
        _beginning.SetLength(0);
        KnowsBeginning = false;
    }

    public void BeginningIsWritten() => _onlyRemembers = false;

    public override Span<byte> Reserve(int length)
    {
        if (_line.Length < length)
        {
            _line = new byte[length];
        }

        return _line;
    }

    public override void Commit(int length)
    {
        ReadOnlySpan<byte> line = _line.AsSpan(0, length);
        if (KnowsBeginning)
        {
            Remember(line);
        }

        if (!_onlyRemembers)
        {
            Deliver(line);
        }
    }

    public override void Flush()
    {
        if (_file is null || _isCompressed)
            return;
        try
        {
            _file.Flush();
        }
        catch (IOException e)
        {
            GiveUp(e);
        }
    }

    public override void Dispose() => Stop();

    private void Remember(ReadOnlySpan<byte> line)
    {
        KnowsBeginning = _beginning.Length + line.Length <= LongestBeginning;
        if (KnowsBeginning)
            _beginning.Write(line);
        else
            _beginning.SetLength(0);
    }

    private void Deliver(ReadOnlySpan<byte> line)
    {
        Lines++;
        _buffer?.Add(line[..^1]);
        if (_file is null)
        {
            return;
        }

        try
        {
            line.CopyTo(_file.Reserve(line.Length));
            _file.Commit(line.Length);
        }
        catch (IOException e)
        {
            GiveUp(e);
        }
    }

    // A trace that cannot be written must not disturb the conversation it records.
    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (IOException e)
        {
            Failure ??= e;
        }
    }

    private void GiveUp(IOException reason)
    {
        Failure = reason;
        TraceSink? file = _file;
        _file = null;
        Guard(() => file?.Dispose());
    }
}
