namespace RealmTools.Trace;

/// <summary>Lines into a stream, through a buffer.</summary>
/// <param name="stream">Takes the text; disposed with the sink.</param>
/// <param name="flushEachLine">Whether every line goes to the operating system at once.</param>
internal sealed class StreamTraceSink(Stream stream, bool flushEachLine) : TraceSink
{
    private byte[] _buffer = new byte[1 << 16];
    private int _used;

    public override Span<byte> Reserve(int length)
    {
        if (_buffer.Length - _used < length)
        {
            WriteOut();
            if (_buffer.Length < length)
            {
                _buffer = new byte[length];
            }
        }

        return _buffer.AsSpan(_used);
    }

    public override void Commit(int length)
    {
        _used += length;
        if (flushEachLine)
        {
            Flush();
        }
    }

    public override void Flush()
    {
        WriteOut();
        stream.Flush();
    }

    public override void Dispose()
    {
        try
        {
            WriteOut();
        }
        finally
        {
            stream.Dispose();
        }
    }

    private void WriteOut()
    {
        int count = _used;
        _used = 0;
        stream.Write(_buffer, 0, count);
    }
}
