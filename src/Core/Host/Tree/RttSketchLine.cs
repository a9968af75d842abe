using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>A line of an <see cref="RttSketch"/>: an entry, or neighbours that are alike.</summary>
/// <param name="Level">Level of the table it stands in, −1…3.</param>
/// <param name="Ipa">First IPA, a multiple of what an entry of the level translates.</param>
/// <param name="Size">Bytes it translates, a multiple of the same.</param>
/// <param name="State">Host IPA state.</param>
/// <param name="Ripas">RIPAS; null for tables, in the unprotected half, and where the sketch leaves it to the state.</param>
/// <param name="Address">PA of the first byte; null where the sketch does not care.</param>
public sealed record RttSketchLine(int Level, Ipa Ipa, ByteSize Size, RttEntryState State, Ripas? Ripas, PhysicalAddress? Address)
{
    /// <summary>IPA after the last byte.</summary>
    public Ipa Top => Ipa + Size.Bytes;

    /// <summary>The line as a sketch has it, without indentation: <c>2 0x80000000-0x84000000 assigned ram</c>.</summary>
    public override string ToString()
    {
        string ripas = Ripas is { } r ? $" {r.ToString().ToLowerInvariant()}" : string.Empty;
        string address = Address is { } a ? $" -> {a}" : string.Empty;
        return $"{Level} {Ipa}-{Top} {RttTreeText.StateText(State).ToLowerInvariant()}{ripas}{address}";
    }

    /// <summary>Whether <paramref name="next"/> goes on where this ends, and is alike but for the PA.</summary>
    internal bool IsContinuedBy(RttSketchLine next) =>
        State != RttEntryState.Table && next.Level == Level && next.Ipa == Top && next.State == State
        && (next.Ripas ?? UsualRipas) == (Ripas ?? UsualRipas);

    /// <summary>Whether an actual line is what this line says; the PA aside.</summary>
    internal bool Means(RttSketchLine actual) =>
        actual.Level == Level && actual.Ipa == Ipa && actual.Size == Size && actual.State == State
        && (actual.Ripas == Ripas || (Ripas is null && actual.Ripas == UsualRipas));

    private Ripas UsualRipas => State == RttEntryState.AssignedDevice ? Rmi.Ripas.Dev : Rmi.Ripas.Ram;
}
