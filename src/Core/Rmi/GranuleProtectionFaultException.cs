namespace RealmTools.Rmi;

/// <summary>The host touched memory that is not its own: on hardware, a granule protection fault.</summary>
public sealed class GranuleProtectionFaultException : Exception
{
    /// <summary>A fault at an unknown address.</summary>
    public GranuleProtectionFaultException()
        : this(0)
    {
    }

    /// <summary>A fault that a message describes.</summary>
    public GranuleProtectionFaultException(string message)
        : base(message)
    {
    }

    /// <summary>A fault that a message and another exception describe.</summary>
    public GranuleProtectionFaultException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A fault at an address.</summary>
    /// <param name="address">PA of the byte that could not be accessed.</param>
    public GranuleProtectionFaultException(ulong address)
        : base($"Physical address 0x{address:x} is not in non-secure memory: the host may only touch granules in state NS of a DRAM bank.") =>
        Address = address;

    /// <summary>PA of the byte that could not be accessed.</summary>
    public ulong Address { get; }
}
