using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>
/// RSI_ATTEST_TOKEN_INIT, RSI_ATTEST_TOKEN_CONTINUE (§6.2) on a platform without an attestation key: no token is ever begun.
/// </summary>
internal static class RsiAttestation
{
    internal static SmcOutcome Init(in RecEntry entry) => entry.Return(RsiStatus.ErrorUnknown);

    internal static SmcOutcome Continue(in RecEntry entry)
    {
        (ulong ipa, ulong offset, ulong size) = (entry.Registers[1], entry.Registers[2], entry.Registers[3]);
        if (!Granule.IsAligned(ipa)) return entry.Return(RsiStatus.ErrorInput);
        if (offset >= Granule.Size) return entry.Return(RsiStatus.ErrorInput);
        if (size > Granule.Size - offset) return entry.Return(RsiStatus.ErrorInput);
        if (!entry.Realm.IsProtected(ipa)) return entry.Return(RsiStatus.ErrorInput);
        return entry.Return(RsiStatus.ErrorState);
    }
}
