namespace RealmTools.Trace;

/// <summary>Where a recorder's lines go: the live buffer, from there a file, and what is remembered of the beginning.</summary>
internal sealed class RecordingSink : TraceSink
{
    // Connecting takes a few dozen short records; whoever starts to record after more has missed something.
    private const int LongestBeginning = 1 << 16;

    private readonly MemoryStream _beginning = new();

    // Room for a line that is only remembered.
    private byte[] _line = new byte[1 << 14];
    private int _written;
    private Stream? _file;
    private TraceBuffer? _buffer;
    private bool _onlyRemembers;

    /// <summary>Whether all lines since the boot are remembered.</summary>
    public bool KnowsBeginning { get; private set; } = true;

    /// <summary>Why the file takes no more lines; null while it does.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>Lines since the start.</summary>
    public long Lines { get; private set; }

    /// <summary>Begins to deliver lines, those since the boot first. The buffer's gate is held, now and for every line.</summary>
    /// <param name="file">A file; null for none.</param>
    /// <param name="buffer">The live buffer.</param>
    public void Start(Stream? file, TraceBuffer buffer)
    {
        _file = file;
        _buffer = buffer;
        _written = 0;
        Failure = null;
        Lines = 0;
        if (KnowsBeginning)
        {
            ReadOnlySpan<byte> text = _beginning.GetBuffer().AsSpan(0, (int)_beginning.Length);
            while (!text.IsEmpty)
            {
                int length = text.IndexOf((byte)'\n') + 1;
                text[..length].CopyTo(Reserve(length));
                Deliver(length);
                text = text[length..];
            }
        }
    }

    public void Stop()
    {
        Flush();
        Stream? file = _file;
        _file = null;
        _buffer = null;
        Close(file);
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

    /// <summary>The file takes no more lines.</summary>
    public void GiveUp(Exception failure)
    {
        Failure = failure as IOException ?? new IOException(failure.Message, failure);
        Stream? file = _file;
        _file = null;
        Close(file);
    }

    public override Span<byte> Reserve(int length)
    {
        if (_buffer is not { } buffer)
        {
            if (_line.Length < length)
                _line = new byte[length];
            return _line;
        }

        if (buffer.Room.Length < length)
        {
            Flush();
            buffer.Begin(length);
            _written = 0;
        }

        return buffer.Room;
    }

    public override void Commit(int length)
    {
        if (KnowsBeginning)
            Remember(_buffer is null ? _line.AsSpan(0, length) : _buffer.Room[..length]);
        if (!_onlyRemembers)
            Deliver(length);
    }

    /// <summary>Hands the lines to the operating system; of a compressed file, to the compressor.</summary>
    public override void Flush()
    {
        if (_buffer is not { } buffer)
            return;
        ReadOnlySpan<byte> text = buffer.NewestText[_written..];
        _written += text.Length;

        // A trace that cannot be written must not disturb the conversation it records.
        try
        {
            if (!text.IsEmpty)
                _file?.Write(text);
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            GiveUp(e);
        }
    }

    public override void Dispose() => Stop();

    private void Deliver(int length)
    {
        if (_buffer is { } buffer)
        {
            Lines++;
            buffer.Commit(length);
        }
    }

    private void Remember(ReadOnlySpan<byte> line)
    {
        KnowsBeginning = _beginning.Length + line.Length <= LongestBeginning;
        if (KnowsBeginning)
            _beginning.Write(line);
        else
            _beginning.SetLength(0);
    }

    private void Close(Stream? file)
    {
        try
        {
            file?.Dispose();
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            Failure ??= e as IOException ?? new IOException(e.Message, e);
        }
    }

    private static bool IsOfTheFile(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException;
}
