namespace RealmTools.Host;

/// <summary>A running 64-bit digest of a state (the finaliser of SplitMix64 over all words in order).</summary>
internal struct StateDigest
{
    private ulong _value;

    internal readonly ulong Value => _value;

    internal void Add(ulong word)
    {
        ulong x = unchecked((_value ^ word) + 0x9E3779B97F4A7C15);
        x = unchecked((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9);
        x = unchecked((x ^ (x >> 27)) * 0x94D049BB133111EB);
        _value = x ^ (x >> 31);
    }
}
