using System.Runtime.InteropServices;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Non-secure memory as the host's writes in a trace leave it: the parameters and lists that calls name.</summary>
internal sealed class HostWrites
{
    private readonly Dictionary<ulong, byte[]> _pages = [];

    /// <summary>Takes a record, if it writes memory or boots.</summary>
    public void Apply(TraceRecord record)
    {
        switch (record.Kind)
        {
            case TraceRecordKind.Boot:
                _pages.Clear();
                break;
            case TraceRecordKind.WriteWords:
                Write(record.Address, MemoryMarshal.AsBytes(record.Words));
                break;
            case TraceRecordKind.WriteBytes:
                Write(record.Address, record.Bytes);
                break;
            case TraceRecordKind.ReadWords:
                // What the RMM wrote, such as a list of granules, is known once the host has read it.
                Write(record.Address, MemoryMarshal.AsBytes(record.Words));
                break;
            case TraceRecordKind.Fill:
                Fill(record.Address, record.Length, (byte)record.Number);
                break;
        }
    }

    /// <summary>Reads words; those never written are zero.</summary>
    public ulong[] Read(ulong address, int count)
    {
        ulong[] words = new ulong[count];
        Span<byte> bytes = MemoryMarshal.AsBytes(words.AsSpan());
        while (!bytes.IsEmpty)
        {
            int offset = (int)(address % Granule.Size);
            int length = Math.Min(bytes.Length, (int)Granule.Size - offset);
            if (_pages.TryGetValue(Granule.AlignDown(address), out byte[]? page))
            {
                page.AsSpan(offset, length).CopyTo(bytes);
            }

            bytes = bytes[length..];
            address = unchecked(address + (ulong)length);
        }

        return words;
    }

    private void Write(ulong address, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int offset = (int)(address % Granule.Size);
            int length = Math.Min(bytes.Length, (int)Granule.Size - offset);
            bytes[..length].CopyTo(Page(address).AsSpan(offset));
            bytes = bytes[length..];
            address = unchecked(address + (ulong)length);
        }
    }

    private void Fill(ulong address, ulong length, byte value)
    {
        while (length > 0)
        {
            int offset = (int)(address % Granule.Size);
            ulong part = Math.Min(length, Granule.Size - (ulong)offset);
            if (value != 0)
                Page(address).AsSpan(offset, (int)part).Fill(value);
            else if (_pages.TryGetValue(Granule.AlignDown(address), out byte[]? page))
                page.AsSpan(offset, (int)part).Clear();
            length -= part;
            address = unchecked(address + part);
        }
    }

    private byte[] Page(ulong address)
    {
        ref byte[]? page = ref CollectionsMarshal.GetValueRefOrAddDefault(_pages, Granule.AlignDown(address), out _);
        return page ??= new byte[Granule.Size];
    }
}
