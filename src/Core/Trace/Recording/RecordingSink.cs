namespace RealmTools.Trace;

/// <summary>Where a recorder's lines go: a file, the live buffer, and what is remembered of the beginning.</summary>
internal sealed class RecordingSink : TraceSink
{
    // Connecting takes a few dozen short records; whoever starts to record after more has missed something.
    private const int LongestBeginning = 1 << 16;

    private readonly MemoryStream _beginning = new();

    // Lines on their way to the file; without a file, room for the line under construction.
    private byte[] _text = new byte[1 << 16];
    private int _used;
    private Stream? _file;
    private TraceBuffer? _buffer;
    private bool _onlyRemembers;

    /// <summary>Whether all lines since the boot are remembered.</summary>
    public bool KnowsBeginning { get; private set; } = true;

    /// <summary>Why the file takes no more lines; null while it does.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>Lines since the start.</summary>
    public long Lines { get; private set; }

    /// <summary>Begins to deliver lines, those since the boot first.</summary>
    /// <param name="file">A file; null for none.</param>
    /// <param name="buffer">The live buffer.</param>
    public void Start(Stream? file, TraceBuffer buffer)
    {
        _file = file;
        _buffer = buffer;
        _used = 0;
        Failure = null;
        Lines = 0;
        if (KnowsBeginning)
        {
            ReadOnlySpan<byte> text = _beginning.GetBuffer().AsSpan(0, (int)_beginning.Length);
            foreach (Range line in text.Split((byte)'\n'))
            {
                if (!text[line].IsEmpty)
                {
                    Lines++;
                    buffer.Add(text[line]);
                }
            }

            WriteOut(text);
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

    public override Span<byte> Reserve(int length)
    {
        if (_text.Length - _used < length)
        {
            Flush();
            if (_text.Length < length)
            {
                _text = new byte[length];
            }
        }

        return _text.AsSpan(_used);
    }

    public override void Commit(int length)
    {
        ReadOnlySpan<byte> line = _text.AsSpan(_used, length);
        if (KnowsBeginning)
        {
            Remember(line);
        }

        if (_onlyRemembers)
        {
            return;
        }

        Lines++;
        _buffer?.Add(line[..^1]);
        if (_file is not null)
        {
            _used += length;
        }
    }

    /// <summary>Hands the lines to the operating system; of a compressed file, to the compressor.</summary>
    public override void Flush()
    {
        int count = _used;
        _used = 0;
        WriteOut(_text.AsSpan(0, count));
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

    // A trace that cannot be written must not disturb the conversation it records.
    private void WriteOut(ReadOnlySpan<byte> text)
    {
        try
        {
            _file?.Write(text);
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            Failure = AsFailure(e);
            Stream? file = _file;
            _file = null;
            Close(file);
        }
    }

    private void Close(Stream? file)
    {
        try
        {
            file?.Dispose();
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            Failure ??= AsFailure(e);
        }
    }

    private static bool IsOfTheFile(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException;

    private static IOException AsFailure(Exception e) => e as IOException ?? new IOException(e.Message, e);
}
