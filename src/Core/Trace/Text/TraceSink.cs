namespace RealmTools.Trace;

/// <summary>Where a writer puts its lines: memory that is reserved, filled in place and committed.</summary>
internal abstract class TraceSink : IDisposable
{
    /// <summary>Memory for at least <paramref name="length"/> bytes of text.</summary>
    public abstract Span<byte> Reserve(int length);

    /// <summary>Keeps the first bytes of what was reserved: a whole line.</summary>
    public abstract void Commit(int length);

    /// <summary>Hands everything to the operating system.</summary>
    public abstract void Flush();

    /// <inheritdoc/>
    public abstract void Dispose();
}
