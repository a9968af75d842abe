using RealmTools.Host;

namespace RealmTools.Module.Commands;

/// <summary>A file that is read once from its start: it says how far that is, and stops when the command is stopped.</summary>
internal sealed class WatchedStream(Stream file, string activity, OperationContext context) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        int read = file.Read(buffer);
        context.Progress?.Report(new HostProgress(activity, (ulong)file.Position, (ulong)file.Length));
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
