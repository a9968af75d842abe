namespace RealmTools.Rmm;

/// <summary>Stage 2 overlay permissions of a realm's planes: 16 values of 4 bits each (§1.9).</summary>
internal sealed class OverlayPermissions
{
    /// <summary>Indices that protected IPAs may have: 0…14.</summary>
    internal const uint ProtectedIndexCount = UnprotectedIndex;

    /// <summary>The highest permission value.</summary>
    internal const ulong LastValue = ValueMask;

    private const int UnprotectedIndex = 15;
    private const int ValueBits = 4;
    private const ulong ValueMask = 0xF;
    private const ulong NoAccess = 0x0;
    private const ulong ReadWrite = 0xC;
    private const ulong ReadWriteExecute = 0xF;

    private readonly ulong[] _values;
    private int _locked = 1 << 0 | 1 << UnprotectedIndex;

    internal OverlayPermissions(int planes)
    {
        _values = new ulong[planes];
        for (int plane = 0; plane < planes; plane++)
        {
            for (int index = 0; index <= UnprotectedIndex; index++)
            {
                Set(plane, index, index == UnprotectedIndex ? ReadWrite : plane == 0 ? ReadWriteExecute : NoAccess);
            }
        }
    }

    private OverlayPermissions(OverlayPermissions source)
    {
        _values = (ulong[])source._values.Clone();
        _locked = source._locked;
    }

    internal ulong Get(int plane, int index) => _values[plane] >> (index * ValueBits) & ValueMask;

    internal void Set(int plane, int index, ulong value)
    {
        int shift = index * ValueBits;
        _values[plane] = (_values[plane] & ~(ValueMask << shift)) | value << shift;
    }

    /// <summary>Whether an index keeps its values for good.</summary>
    internal bool IsLocked(int index) => (_locked & 1 << index) != 0;

    internal void Lock(int index) => _locked |= 1 << index;

    internal OverlayPermissions Clone() => new(this);
}
