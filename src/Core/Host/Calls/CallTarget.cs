namespace RealmTools.Host;

/// <summary>What a call is about, put into words only when somebody watches or the call fails.</summary>
/// <param name="Kind">How to put it.</param>
/// <param name="First">PA, IPA or index.</param>
/// <param name="Second">End of a range, or a level.</param>
internal readonly record struct CallTarget(CallTarget.Words Kind, ulong First = 0, ulong Second = 0)
{
    internal enum Words
    {
        None,
        Address,
        Range,
        Entry,
        Vcpu,
    }

    internal static CallTarget Address(ulong address) => new(Words.Address, address);

    internal static CallTarget Range(ulong start, ulong top) => new(Words.Range, start, top);

    internal static CallTarget Entry(ulong ipa, int level) => new(Words.Entry, ipa, unchecked((ulong)level));

    internal static CallTarget Vcpu(int index) => new(Words.Vcpu, (ulong)index);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        Words.Address => $"0x{First:x}",
        Words.Range => $"0x{First:x}-0x{Second:x}",
        Words.Entry => $"0x{First:x} level {unchecked((long)Second)}",
        Words.Vcpu => $"vCPU {First}",
        _ => string.Empty,
    };
}
