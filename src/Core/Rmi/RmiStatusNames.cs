namespace RealmTools.Rmi;

/// <summary>Names of status codes as the specification spells them, without the <c>RMI_</c> prefix.</summary>
public static class RmiStatusNames
{
    private static readonly string[] s_names =
    [
        "SUCCESS", "ERROR_INPUT", "ERROR_REALM", "ERROR_REC", "ERROR_RTT", "ERROR_NOT_SUPPORTED", "ERROR_DEVICE",
        "ERROR_RTT_AUX", "ERROR_PSMMU_ST", "ERROR_DPT", "BUSY", "ERROR_GLOBAL", "ERROR_TRACKING", "INCOMPLETE",
        "BLOCKED", "ERROR_GPT", "ERROR_GRANULE",
    ];

    /// <summary>The specification's name, such as <c>ERROR_RTT</c>; the number in hexadecimal for a status that has none.</summary>
    public static string ToSpecName(this RmiStatus status) => (int)status < s_names.Length ? s_names[(int)status] : $"{(byte)status:x}";

    /// <summary>Finds a status by name, with or without <c>RMI_</c> and <c>ERROR_</c>, in any case.</summary>
    /// <returns>False when no status has that name.</returns>
    public static bool TryParse(ReadOnlySpan<char> name, out RmiStatus status)
    {
        if (name.StartsWith("RMI_", StringComparison.OrdinalIgnoreCase))
        {
            name = name[4..];
        }

        for (int i = 0; i < s_names.Length; i++)
        {
            ReadOnlySpan<char> full = s_names[i];
            ReadOnlySpan<char> shortened = full.StartsWith("ERROR_", StringComparison.Ordinal) ? full[6..] : full;
            if (name.Equals(full, StringComparison.OrdinalIgnoreCase) || name.Equals(shortened, StringComparison.OrdinalIgnoreCase))
            {
                status = (RmiStatus)i;
                return true;
            }
        }

        status = default;
        return false;
    }
}
