using System.Text;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Granule states by the UTF-8 bytes of their names, without a string.</summary>
internal static class StateNameIndex
{
    private const int LongestName = 16;

    private static readonly byte[][] s_names =
        [.. Enum.GetValues<GranuleState>().Select(state => Encoding.ASCII.GetBytes(state.ToSpecName()))];

    /// <summary>Finds a state by its name, in any case.</summary>
    public static bool TryGet(ReadOnlySpan<byte> name, out GranuleState state)
    {
        for (int i = 0; i < s_names.Length; i++)
        {
            if (name.SequenceEqual(s_names[i]))
            {
                state = (GranuleState)i;
                return true;
            }
        }

        // Another case is rare: let the room that owns the names decide.
        Span<char> text = stackalloc char[LongestName];
        state = default;
        return name.Length <= LongestName && Encoding.ASCII.TryGetChars(name, text, out int length) && GranuleStateNames.TryParse(text[..length], out state);
    }
}
