using RealmTools.Rmi;

namespace RealmTools.Module.Arguments;

/// <summary>A 64-bit register value as a command's argument: any number, <c>0x…</c> text, an address or a size.</summary>
/// <remarks>A hexadecimal literal of 32 bits is negative in PowerShell; it means the 32 bits, zero-extended.</remarks>
public readonly record struct RegisterValue
{
    /// <summary>64 bits.</summary>
    public RegisterValue(ulong value) => Value = value;

    /// <summary>64 bits.</summary>
    public RegisterValue(long value) => Value = unchecked((ulong)value);

    /// <summary>32 bits, zero-extended.</summary>
    public RegisterValue(int value) => Value = unchecked((uint)value);

    /// <summary>32 bits, zero-extended.</summary>
    public RegisterValue(uint value) => Value = value;

    /// <summary>A number as text; see <see cref="NumberText"/>.</summary>
    public RegisterValue(string text) => Value = new PhysicalAddress(text).Value;

    /// <summary>The value of an address.</summary>
    public RegisterValue(PhysicalAddress address) => Value = address.Value;

    /// <summary>The value of an address.</summary>
    public RegisterValue(Ipa address) => Value = address.Value;

    /// <summary>The value of a size.</summary>
    public RegisterValue(ByteSize size) => Value = size.Bytes;

    /// <summary>The 64 bits.</summary>
    public ulong Value { get; }

    /// <inheritdoc/>
    public override string ToString() => $"0x{Value:x}";
}
