namespace RealmTools.Host;

/// <summary>Bytes that memory holds at first.</summary>
public sealed class MemoryContent : IDisposable
{
    private readonly Stream _stream;

    /// <summary>Content from a stream, read once from its current position.</summary>
    /// <param name="stream">The bytes; closed with this object.</param>
    /// <param name="length">How many; the last page is padded with zeros.</param>
    /// <param name="name">What to call it in messages and listings.</param>
    public MemoryContent(Stream stream, ulong length, string name)
    {
        _stream = stream;
        Length = length;
        Name = name;
    }

    /// <summary>Number of bytes.</summary>
    public ulong Length { get; }

    /// <summary>What to call it in messages and listings.</summary>
    public string Name { get; }

    /// <summary>Content from a file.</summary>
    /// <exception cref="HostException"><see cref="FailureId.FileUnreadable"/>: the file does not exist or cannot be read.</exception>
    public static MemoryContent FromFile(string path)
    {
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            return new MemoryContent(stream, (ulong)stream.Length, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new HostException(
                FailureId.FileUnreadable, $"'{path}' cannot be read: {e.Message}", "Check the path and the permissions of the file.", path, e);
        }
    }

    /// <summary>Reads the next bytes.</summary>
    /// <param name="destination">Filled completely.</param>
    /// <exception cref="HostException">
    /// <see cref="FailureId.ContentEnded"/>: fewer bytes than announced; <see cref="FailureId.FileUnreadable"/>: they cannot be read.
    /// </exception>
    public void Read(Span<byte> destination)
    {
        try
        {
            _stream.ReadExactly(destination);
        }
        catch (EndOfStreamException e)
        {
            throw new HostException(
                FailureId.ContentEnded, $"'{Name}' ended before the {Length} bytes it announced.",
                "Give content that does not change while it is read.", Name, e);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or NotSupportedException)
        {
            throw new HostException(
                FailureId.FileUnreadable, $"'{Name}' cannot be read: {e.Message}", "Check that the file still exists and can be read.", Name, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
