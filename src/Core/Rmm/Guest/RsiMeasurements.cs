using System.Runtime.InteropServices;

namespace RealmTools.Rmm;

/// <summary>RSI_MEASUREMENT_READ, RSI_MEASUREMENT_EXTEND (§5.3, §6.2).</summary>
internal static class RsiMeasurements
{
    private const int FirstDataRegister = 3;
    private const int DigestRegisters = 8;

    internal static SmcOutcome Read(in RecEntry entry)
    {
        ulong slot = entry.Registers[1];
        if (slot >= RealmMeasurements.SlotCount) return entry.Return(RsiStatus.ErrorInput);

        RealmMeasurements measurements = entry.Realm.Measurements;
        ReadOnlySpan<byte> digest = measurements.Slot((int)slot)[..measurements.DigestLength];
        Span<ulong> words = entry.Registers.Slice(1, DigestRegisters);
        words.Clear();
        digest.CopyTo(MemoryMarshal.AsBytes(words));
        entry.Registers[0] = (ulong)RsiStatus.Success;
        return SmcOutcome.Returns;
    }

    internal static SmcOutcome Extend(in RecEntry entry)
    {
        (ulong slot, ulong size) = (entry.Registers[1], entry.Registers[2]);
        if (slot is 0 or >= RealmMeasurements.SlotCount) return entry.Return(RsiStatus.ErrorInput);
        if (size > RealmMeasurements.SlotLength) return entry.Return(RsiStatus.ErrorInput);

        ReadOnlySpan<byte> data = MemoryMarshal.AsBytes(entry.Registers[FirstDataRegister..])[..(int)size];
        entry.WritableRealm.Measurements.ExtendRem((int)slot, data);
        return entry.Return(RsiStatus.Success);
    }
}
