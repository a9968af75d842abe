using System.Runtime.InteropServices;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>The host's side of simulated memory: non-secure granules only, anything else is a granule protection fault.</summary>
internal static class HostMemory
{
    /// <summary>Reads bytes; false when any is not in non-secure memory.</summary>
    internal static bool TryRead(this PhysicalMemory memory, ulong address, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            ulong granule = Granule.AlignDown(address);
            if (!memory.Is(granule, GranuleState.NonSecure))
            {
                return false;
            }

            int offset = (int)(address - granule);
            int length = Math.Min(destination.Length, (int)Granule.Size - offset);
            if (memory.Content<Page>(granule) is { } page)
            {
                page.Bytes.Slice(offset, length).CopyTo(destination);
            }
            else
            {
                destination[..length].Clear();
            }

            destination = destination[length..];
            address = unchecked(address + (ulong)length);
        }

        return true;
    }

    /// <summary>Reads one 64-bit word of a page that is known to be non-secure.</summary>
    internal static ulong ReadWord(this PhysicalMemory memory, ulong address)
    {
        Page? page = memory.Content<Page>(Granule.AlignDown(address));
        return page is null ? 0 : page[(int)(address & (Granule.Size - 1)) / sizeof(ulong)];
    }

    /// <summary>Writes bytes.</summary>
    /// <exception cref="GranuleProtectionFaultException">A byte is not in non-secure memory; those before it are written.</exception>
    internal static void Write(this PhysicalMemory memory, ulong address, ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
        {
            Span<byte> bytes = WritableBytes(memory, address);
            int length = Math.Min(source.Length, bytes.Length);
            source[..length].CopyTo(bytes);
            source = source[length..];
            address = unchecked(address + (ulong)length);
        }
    }

    /// <summary>Writes words to a page that is known to be non-secure.</summary>
    internal static void WriteWords(this PhysicalMemory memory, ulong address, ReadOnlySpan<ulong> source) =>
        memory.Write(address, MemoryMarshal.AsBytes(source));

    /// <summary>Fills bytes; whole granules that are zero already stay without content.</summary>
    /// <exception cref="GranuleProtectionFaultException">A byte is not in non-secure memory; those before it are written.</exception>
    internal static void Fill(this PhysicalMemory memory, ulong address, ulong length, byte value)
    {
        while (length != 0)
        {
            if (value == 0 && length >= Granule.Size && memory.Is(address, GranuleState.NonSecure) && memory.Content<Page>(address) is null)
            {
                address = unchecked(address + Granule.Size);
                length -= Granule.Size;
                continue;
            }

            Span<byte> bytes = WritableBytes(memory, address);
            int count = (int)Math.Min(length, (ulong)bytes.Length);
            bytes[..count].Fill(value);
            address = unchecked(address + (ulong)count);
            length -= (ulong)count;
        }
    }

    private static Span<byte> WritableBytes(PhysicalMemory memory, ulong address)
    {
        ulong granule = Granule.AlignDown(address);
        return memory.Is(granule, GranuleState.NonSecure)
            ? memory.WritablePage(granule).Bytes[(int)(address - granule)..]
            : throw new GranuleProtectionFaultException(address);
    }
}
