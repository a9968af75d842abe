using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Names for physical addresses by the order in which a trace first mentions their granules.</summary>
/// <param name="isUsed">Whether addresses are named at all; otherwise they stand for themselves.</param>
internal sealed class AddressNames(bool isUsed)
{
    private const ulong EntryAddressMask = 0x000F_FFFF_FFFF_F000;

    private readonly Dictionary<ulong, int> _granules = [];

    /// <summary>A register as text: an address by its granule's name, everything else in hexadecimal.</summary>
    public string Text(RegisterRole role, ulong word) => !isUsed ? $"{word:x}" : role switch
    {
        RegisterRole.PhysicalAddress => Name(word),
        RegisterRole.PhysicalTop when word != 0 => Name(word - 1) + "+1",
        RegisterRole.RangeDescriptor or RegisterRole.EntryDescriptor when (word & EntryAddressMask) != 0 =>
            $"{Name(word & EntryAddressMask)}:{word & ~EntryAddressMask:x}",
        _ => $"{word:x}",
    };

    private string Name(ulong address)
    {
        ulong granule = Granule.AlignDown(address);
        if (!_granules.TryGetValue(granule, out int number))
        {
            number = _granules.Count;
            _granules.Add(granule, number);
        }

        return $"g{number}+{address - granule:x}";
    }
}
