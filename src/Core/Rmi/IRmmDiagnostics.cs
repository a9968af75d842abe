namespace RealmTools.Rmi;

/// <summary>What only a simulator can tell: reasons and private state.</summary>
public interface IRmmDiagnostics
{
    /// <summary>Why the newest call failed; no reason when it did not fail. Callers on several threads must serialise call and question.</summary>
    RmiDiagnosis LastDiagnosis { get; }

    /// <summary>The state of a granule.</summary>
    /// <param name="address">PA, 4 KiB aligned.</param>
    /// <param name="view">The state.</param>
    /// <returns>False when the RMM manages no granule there.</returns>
    bool TryGetGranule(ulong address, out GranuleView view);

    /// <summary>The largest run of granules from <paramref name="address"/> on, up to the end of the bank, that has one state and one owner.</summary>
    /// <param name="address">PA, 4 KiB aligned.</param>
    /// <param name="view">State and owner of the run; the reference count is that of the first granule.</param>
    /// <param name="top">PA after the run.</param>
    /// <returns>False when the RMM manages no granule at <paramref name="address"/>.</returns>
    bool TryGetGranuleRun(ulong address, out GranuleView view, out ulong top);

    /// <summary>A measurement of a realm.</summary>
    /// <param name="rd">PA of the realm's RD.</param>
    /// <param name="slot">0 = RIM, 1…4 = REM.</param>
    /// <param name="destination">Takes up to 64 bytes.</param>
    /// <param name="length">Digest length of the realm's algorithm.</param>
    /// <returns>False when there is no such realm or slot.</returns>
    bool TryGetMeasurement(ulong rd, int slot, Span<byte> destination, out int length);
}
