using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Vectorised passes over the entries of a table.</summary>
internal static class TableScan
{
    /// <summary>Writes entries whose PA grows by <paramref name="step"/>; step 0 writes the same entry.</summary>
    internal static void Fill(Span<ulong> entries, ulong first, ulong step)
    {
        if (step == 0)
        {
            entries.Fill(first);
            return;
        }

        int i = 0;
        if (entries.Length >= Vector<ulong>.Count)
        {
            var value = new Vector<ulong>(first) + (Vector<ulong>.Indices * new Vector<ulong>(step));
            var increment = new Vector<ulong>(unchecked(step * (ulong)Vector<ulong>.Count));
            ref ulong start = ref MemoryMarshal.GetReference(entries);
            for (; i <= entries.Length - Vector<ulong>.Count; i += Vector<ulong>.Count)
            {
                value.StoreUnsafe(ref start, (nuint)i);
                value += increment;
            }
        }

        for (; i < entries.Length; i++)
        {
            entries[i] = unchecked(first + (step * (ulong)i));
        }
    }

    /// <summary>Adds bits to entries, a PA among them that grows by <paramref name="step"/>.</summary>
    internal static void Combine(Span<ulong> entries, ulong first, ulong step)
    {
        int i = 0;
        if (entries.Length >= Vector<ulong>.Count)
        {
            var value = new Vector<ulong>(first) + (Vector<ulong>.Indices * new Vector<ulong>(step));
            var increment = new Vector<ulong>(unchecked(step * (ulong)Vector<ulong>.Count));
            ref ulong start = ref MemoryMarshal.GetReference(entries);
            for (; i <= entries.Length - Vector<ulong>.Count; i += Vector<ulong>.Count)
            {
                (Vector.LoadUnsafe(ref start, (nuint)i) | value).StoreUnsafe(ref start, (nuint)i);
                value += increment;
            }
        }

        for (; i < entries.Length; i++)
        {
            entries[i] |= unchecked(first + (step * (ulong)i));
        }
    }

    /// <summary>How many entries from the start equal <paramref name="first"/> + i·<paramref name="step"/>.</summary>
    internal static int CountProgression(ReadOnlySpan<ulong> entries, ulong first, ulong step)
    {
        int i = 0;
        if (entries.Length >= Vector<ulong>.Count)
        {
            var value = new Vector<ulong>(first) + (Vector<ulong>.Indices * new Vector<ulong>(step));
            var increment = new Vector<ulong>(unchecked(step * (ulong)Vector<ulong>.Count));
            ref ulong start = ref MemoryMarshal.GetReference(entries);
            while (i <= entries.Length - Vector<ulong>.Count && Vector.LoadUnsafe(ref start, (nuint)i) == value)
            {
                i += Vector<ulong>.Count;
                value += increment;
            }
        }

        while (i < entries.Length && entries[i] == unchecked(first + (step * (ulong)i)))
        {
            i++;
        }

        return i;
    }

    /// <summary>How many entries from the start agree with <paramref name="value"/> in the bits of <paramref name="mask"/>.</summary>
    internal static int CountMatching(ReadOnlySpan<ulong> entries, ulong mask, ulong value)
    {
        int i = 0;
        if (entries.Length >= 4 * Vector<ulong>.Count)
        {
            var masks = new Vector<ulong>(mask);
            var values = new Vector<ulong>(value);
            ref ulong start = ref MemoryMarshal.GetReference(entries);
            for (; i <= entries.Length - (4 * Vector<ulong>.Count); i += 4 * Vector<ulong>.Count)
            {
                Vector<ulong> differences =
                    ((Vector.LoadUnsafe(ref start, (nuint)i) & masks) ^ values)
                    | ((Vector.LoadUnsafe(ref start, (nuint)(i + Vector<ulong>.Count)) & masks) ^ values)
                    | ((Vector.LoadUnsafe(ref start, (nuint)(i + (2 * Vector<ulong>.Count))) & masks) ^ values)
                    | ((Vector.LoadUnsafe(ref start, (nuint)(i + (3 * Vector<ulong>.Count))) & masks) ^ values);
                if (differences != Vector<ulong>.Zero)
                {
                    break;
                }
            }
        }

        while (i < entries.Length && (entries[i] & mask) == value)
        {
            i++;
        }

        return i;
    }

    /// <summary>TOP of §4.0: the address of the next live entry in the table, or the end of the table.</summary>
    /// <param name="page">The table where the walk ended.</param>
    /// <param name="ipa">The address asked for; returned as it is when its own entry is live.</param>
    /// <param name="level">The table's level.</param>
    internal static ulong NextLive(Page page, ulong ipa, int level)
    {
        int index = RttGeometry.EntryIndex(ipa, level);
        if (RttEntry.IsLive(page[index]))
        {
            return ipa;
        }

        int dead = CountMatching(page.Words[index..], RttEntry.Live, 0);
        return AddEntries(ipa, level, dead);
    }

    /// <summary>The address <paramref name="count"/> entries after the one that holds an IPA.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong AddEntries(ulong ipa, int level, int count)
    {
        int shift = RttGeometry.EntryShift(level);
        return unchecked(((ipa >> shift) + (ulong)count) << shift);
    }
}
