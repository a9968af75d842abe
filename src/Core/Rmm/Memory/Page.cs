using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Content of one granule: 512 words. For an RTT also the number of entries that hold a reference (§1.8).</summary>
internal sealed class Page : OwnedNode
{
    private PageWords _words;

    /// <summary>RTT only: the granule's reference count.</summary>
    internal int References;

    internal Page(object owner) => Owner = owner;

    internal Span<ulong> Words => MemoryMarshal.CreateSpan(ref Unsafe.As<PageWords, ulong>(ref _words), Granule.Words);

    internal Span<byte> Bytes => MemoryMarshal.AsBytes(Words);

    /// <summary>A word without bounds check; <paramref name="index"/> comes from <see cref="RttGeometry.EntryIndex"/>.</summary>
    internal ref ulong this[int index] => ref Unsafe.Add(ref Unsafe.As<PageWords, ulong>(ref _words), index);

    internal override OwnedNode CopyFor(object owner)
    {
        var copy = new Page(owner) { References = References };
        Words.CopyTo(copy.Words);
        return copy;
    }

    [InlineArray(Granule.Words)]
    private struct PageWords
    {
        private ulong _word;
    }
}
