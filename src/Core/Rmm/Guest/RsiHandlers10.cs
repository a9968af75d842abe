namespace RealmTools.Rmm;

/// <summary>Which handler performs which command of RSI 1.0, by offset from 0xC4000190 (§6.2).</summary>
internal static class RsiHandlers10
{
    internal static SmcTable Table { get; } = new(
        (0x00, RsiInformation.Version),
        (0x01, RsiInformation.Features),
        (0x02, RsiMeasurements.Read),
        (0x03, RsiMeasurements.Extend),
        (0x04, RsiAttestation.Init),
        (0x05, RsiAttestation.Continue),
        (0x06, RsiInformation.RealmConfig10),
        (0x07, RsiIpaState.Set),
        (0x08, RsiIpaState.Get),
        (0x09, RsiHostCall.Call));
}
