namespace RealmTools.Rmi;

/// <summary>Names of granule states as traces and the reference spell them.</summary>
public static class GranuleStateNames
{
    private static readonly string[] s_names =
    [
        "NS", "DELEGATED", "RD", "REC", "REC_AUX", "DATA", "RTT", "PDEV", "PDEV_AUX", "VDEV", "VDEV_AUX", "PARTIAL",
        "INTERNAL", "PSMMU_ST_L2",
    ];

    /// <summary>The name of a state, such as <c>REC_AUX</c>.</summary>
    public static string ToSpecName(this GranuleState state) => (int)state < s_names.Length ? s_names[(int)state] : $"{(byte)state:x}";

    /// <summary>Finds a state by its name, in any case.</summary>
    /// <returns>False when no state has that name.</returns>
    public static bool TryParse(ReadOnlySpan<char> name, out GranuleState state)
    {
        for (int i = 0; i < s_names.Length; i++)
        {
            if (name.Equals(s_names[i], StringComparison.OrdinalIgnoreCase))
            {
                state = (GranuleState)i;
                return true;
            }
        }

        state = default;
        return false;
    }
}
