using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Host pages from which content is copied into a realm, filled from the content as the copy goes on.</summary>
internal sealed class SourcePages : IDisposable
{
    /// <summary>Bytes in hand at a time.</summary>
    private const ulong Window = 2ul << 20;

    private readonly HostCore _host;
    private readonly MemoryContent? _content;
    private readonly MemoryRange _pages;
    private readonly byte[] _buffer;
    private readonly bool _allocated;
    private ulong _loadedTop;

    /// <summary>Takes pages for content of a length; without content all pages are zero.</summary>
    /// <param name="host">The host.</param>
    /// <param name="length">Bytes to copy, a multiple of 4 KiB.</param>
    /// <param name="content">Where they come from.</param>
    internal SourcePages(HostCore host, ulong length, MemoryContent? content)
    {
        _host = host;
        _content = content;
        ulong wanted = content is null ? Math.Min(length, Granule.Size) : Math.Min(length, Window);
        _allocated = wanted > 0 && host.Pages.TryTake(Granule.Size, wanted, Granule.Size, new GranuleRecord(GranuleUse.HostOwned), out _pages);
        if (!_allocated) _pages = new MemoryRange(host.ScratchPage, Granule.Size);
        _buffer = wanted == 0 ? [] : new byte[(int)_pages.Size];
    }

    /// <summary>Makes sure that a page of the content is in a host page. Pages are asked for in order.</summary>
    /// <param name="offset">Where the page begins in the content.</param>
    /// <param name="page">PA of the host page.</param>
    /// <returns>Null, or why the host page could not be written.</returns>
    /// <exception cref="HostException">The content cannot be read.</exception>
    internal HostCall? Load(ulong offset, out ulong page)
    {
        page = _content is null ? _pages.Base : _pages.Base + (offset % _pages.Size);
        if (offset < _loadedTop) return null;

        if (_content is not null)
        {
            int length = (int)Math.Min(_pages.Size, _content.Length - offset);
            _content.Read(_buffer.AsSpan(0, length));
            _buffer.AsSpan(length).Clear();
        }

        HostCall? failure = _host.Calls.Write(_pages.Base, _buffer);
        if (failure is null) _loadedTop = _content is null ? ulong.MaxValue : offset + _pages.Size;
        return failure;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_allocated) _host.Pages.Free(_pages.Base, _pages.Top);
    }
}
