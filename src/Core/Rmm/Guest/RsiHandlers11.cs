namespace RealmTools.Rmm;

/// <summary>Which handler performs which command of RSI 1.1, by offset from 0xC4000190 (§6.2).</summary>
internal static class RsiHandlers11
{
    internal static SmcTable Table { get; } = new(
        (0x00, RsiInformation.Version),
        (0x01, RsiInformation.Features),
        (0x02, RsiMeasurements.Read),
        (0x03, RsiMeasurements.Extend),
        (0x04, RsiAttestation.Init),
        (0x05, RsiAttestation.Continue),
        (0x06, RsiInformation.RealmConfig),
        (0x07, RsiIpaState.Set),
        (0x08, RsiIpaState.Get),
        (0x09, RsiHostCall.Call),
        (0x0C, RsiDevices.EnableDma),
        (0x0D, RsiDevices.GetInfo),
        (0x0F, RsiDevices.ValidateMapping),
        (0x10, RsiPermissions.GetValue),
        (0x11, RsiPermissions.SetIndex),
        (0x12, RsiPermissions.SetValue),
        (0x13, RsiPlanes.Enter),
        (0x14, RsiDevices.DisableDma),
        (0x1E, RsiPlanes.AccessRegister),
        (0x1F, RsiPlanes.AccessRegister));
}
