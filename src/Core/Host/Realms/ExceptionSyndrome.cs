namespace RealmTools.Host;

/// <summary>An exception syndrome (ESR_EL2), decoded as far as a host needs it.</summary>
/// <param name="Value">The 64 bits.</param>
public readonly record struct ExceptionSyndrome(ulong Value)
{
    /// <summary>Exception class, bits 31:26.</summary>
    public int ExceptionClass => (int)((Value >> 26) & 0x3F);

    /// <summary>Data or instruction fault status code, bits 5:0.</summary>
    public int FaultStatusCode => (int)(Value & 0x3F);

    /// <summary>Whether the syndrome describes the access (ISV, bit 24), so that the host can emulate it.</summary>
    public bool IsEmulatable => (Value & (1ul << 24)) != 0;

    /// <summary>Whether the access was a write (WnR, bit 6).</summary>
    public bool IsWrite => (Value & (1ul << 6)) != 0;

    /// <summary>Bytes accessed (SAS, bits 23:22): 1, 2, 4 or 8.</summary>
    public int AccessSize => 1 << (int)((Value >> 22) & 3);

    /// <summary>Register transferred (SRT, bits 20:16).</summary>
    public int TransferRegister => (int)((Value >> 16) & 0x1F);

    /// <summary>The exception class in words.</summary>
    public string Description => ExceptionClass switch
    {
        0x00 => "unknown reason",
        0x01 => "WFI or WFE",
        0x16 => "HVC",
        0x17 => "SMC",
        0x18 => "system register access",
        0x20 or 0x21 => "instruction abort",
        0x24 or 0x25 => IsEmulatable ? $"data abort, {(IsWrite ? "write" : "read")} of {AccessSize} bytes" : "data abort",
        0x2F => "SError",
        _ => "exception",
    };

    /// <summary>For example <c>data abort (0x93400007)</c>.</summary>
    public override string ToString() => $"{Description} (0x{Value:x})";
}
