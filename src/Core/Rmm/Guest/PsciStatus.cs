namespace RealmTools.Rmm;

/// <summary>Return codes of PSCI (§6.4).</summary>
internal static class PsciStatus
{
    internal const ulong Success = 0;
    internal const ulong NotSupported = ulong.MaxValue;
    internal const ulong InvalidParameters = unchecked((ulong)-2);
    internal const ulong Denied = unchecked((ulong)-3);
    internal const ulong AlreadyOn = unchecked((ulong)-4);
    internal const ulong InvalidAddress = unchecked((ulong)-9);

    /// <summary>AFFINITY_INFO: the CPU is on.</summary>
    internal const ulong On = 0;

    /// <summary>AFFINITY_INFO: the CPU is off.</summary>
    internal const ulong Off = 1;
}
