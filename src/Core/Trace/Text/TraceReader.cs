using System.Buffers;
using System.IO.Compression;
using System.Text;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Reads a trace from a stream, a record at a time. Source: formats/rmi-trace.md.</summary>
/// <remarks>
/// A recorder that was killed may leave a cut last line, and a power cut zero bytes behind it: the trace then ends at its last whole
/// line and <see cref="IsCut"/> says so.
/// </remarks>
public sealed class TraceReader : IDisposable
{
    /// <summary>The longest line a reader takes unless told otherwise, in bytes.</summary>
    public const int DefaultMaximumLineLength = 1 << 20;

    private const int InitialBufferSize = 1 << 16;

    private readonly Stream _stream;
    private readonly TraceParser _parser = new();
    private readonly TraceHeader _header = new();
    private readonly int _maximumLineLength;
    private byte[] _buffer;
    private int _lineStart;
    private int _lineLength;
    private int _next;
    private int _filled;
    private bool _atEnd;
    private bool _lineHasEnd;

    /// <summary>A reader of plain text.</summary>
    /// <param name="stream">The text; disposed with the reader.</param>
    /// <param name="name">What errors call the trace: a path, or what else names it.</param>
    /// <param name="maximumLineLength">The longest line in bytes, at least 64.</param>
    public TraceReader(Stream stream, string name, int maximumLineLength = DefaultMaximumLineLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumLineLength, 64);
        _stream = stream;
        Name = name;
        _maximumLineLength = maximumLineLength;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Min(InitialBufferSize, maximumLineLength));
    }

    /// <summary>What errors call the trace.</summary>
    public string Name { get; }

    /// <summary>The newest record; the same object for every line.</summary>
    public TraceRecord Record { get; } = new();

    /// <summary>Line of the newest record, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Whether the trace ends in a cut line, which was not read.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The machine that the records before the first other one describe.</summary>
    /// <exception cref="InvalidOperationException">They were not read yet.</exception>
    public RmmPlatform Platform => _header.Platform ?? throw new InvalidOperationException("The header of the trace was not read yet.");

    /// <summary>The newest line, without its end; valid until the next is read.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>The comment behind the newest record, without its <c>#</c> and surrounding blanks; empty when there is none.</summary>
    public ReadOnlySpan<byte> Comment => Record.CommentStart < 0 ? default : Line[(Record.CommentStart + 1)..].Trim(" \t\r"u8);

    /// <summary>Opens a file: text, or gzip by its first bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="watch">Puts a stream of one's own before the file's, to see how far reading is; null for none.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be opened.</exception>
    /// <exception cref="TraceFormatException">The file is named <c>.gz</c> and is not gzip.</exception>
    public static TraceReader Open(string path, Func<Stream, Stream>? watch = null)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        try
        {
            Span<byte> magic = stackalloc byte[2];
            bool isGzip = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic is [0x1F, 0x8B];
            if (!isGzip && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                throw new TraceFormatException($"{path} is named .gz and is no gzip data: rename it, or write it again.");
            }

            file.Position = 0;
            Stream source = watch?.Invoke(file) ?? file;
            return new TraceReader(isGzip ? new GZipStream(source, CompressionMode.Decompress) : source, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next record, past blank lines and comments.</summary>
    /// <returns>False at the end of the trace.</returns>
    /// <exception cref="TraceFormatException">A line is malformed or too long, or a record is out of place.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public bool Read()
    {
        while (ReadLine())
        {
            if (!_parser.TryParse(Line, Record, out TraceSyntaxError error))
            {
                if (!_lineHasEnd)
                {
                    IsCut = true;
                    break;
                }

                throw new TraceFormatException(Name, LineNumber, error);
            }

            if (Record.Kind == TraceRecordKind.None)
                continue;
            if (!_header.TryAccept(Record, out string? expected))
                throw Misplaced(expected);
            return true;
        }

        if (!_header.TryComplete(out string? missing))
        {
            throw new TraceFormatException(Name, LineNumber + 1, new TraceSyntaxError(1, missing, string.Empty));
        }

        Record.Clear(TraceRecordKind.None);
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _lineLength = 0;
        _atEnd = true;
        _filled = 0;
        _next = 0;
    }

    private TraceFormatException Misplaced(string expected)
    {
        string text = Encoding.UTF8.GetString(Line).TrimStart();
        int blank = text.IndexOfAny([' ', '\t', '\r']);
        return new TraceFormatException(Name, LineNumber, new TraceSyntaxError(1, expected, blank < 0 ? text : text[..blank]));
    }

    private bool ReadLine()
    {
        int searched = 0;
        while (true)
        {
            int end = _buffer.AsSpan(_next + searched, _filled - _next - searched).IndexOf((byte)'\n');
            if (end >= 0)
            {
                SetLine(searched + end, hasEnd: true);
                _next++;
                return true;
            }

            searched = _filled - _next;
            if (searched > 0 && _buffer[_next] == 0)
            {
                // What a file system leaves of text that it had no time to write.
                return false;
            }

            if (searched >= _maximumLineLength)
            {
                throw new TraceFormatException(
                    Name, LineNumber + 1, new TraceSyntaxError(_maximumLineLength + 1, $"the end of the line: it may have {_maximumLineLength} bytes", "more"));
            }

            if (!Fill())
            {
                return searched > 0 && TakeLastLine(searched);
            }
        }
    }

    private bool TakeLastLine(int length)
    {
        // A hand-written file may lack the last line's end; in compressed data it is a sign that the rest is missing.
        if (_stream is GZipStream || _buffer.AsSpan(_next, length).Contains((byte)0))
        {
            IsCut = true;
            return false;
        }

        SetLine(length, hasEnd: false);
        return true;
    }

    private void SetLine(int length, bool hasEnd)
    {
        LineNumber++;
        _lineStart = _next;
        _lineLength = length;
        _lineHasEnd = hasEnd;
        _next += length;
    }

    private bool Fill()
    {
        if (_atEnd)
        {
            return false;
        }

        if (_next > 0)
        {
            _buffer.AsSpan(_next, _filled - _next).CopyTo(_buffer);
            _filled -= _next;
            _next = 0;
        }

        if (_filled == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.CopyTo(larger.AsSpan());
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        int count = ReadStream(_buffer.AsSpan(_filled));
        _filled += count;
        _atEnd = count == 0;
        return !_atEnd;
    }

    private int ReadStream(Span<byte> destination)
    {
        try
        {
            return _stream.Read(destination);
        }
        catch (InvalidDataException) when (_stream is GZipStream { BaseStream: { CanSeek: true } file } && file.Position == file.Length)
        {
            IsCut = true;
            return 0;
        }
        catch (InvalidDataException e)
        {
            throw new TraceFormatException($"{Name}: the gzip data is damaged after line {LineNumber}.", e);
        }
    }
}
