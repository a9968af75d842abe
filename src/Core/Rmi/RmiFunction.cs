namespace RealmTools.Rmi;

/// <summary>How function IDs are built. Source: rmm-behaviour.md §2.1.</summary>
public static class RmiFunction
{
    /// <summary>Function ID of function number 0: an SMC64 fast call of the standard service.</summary>
    public const uint Base = 0xC4000000;

    /// <summary>Bit 16: a hint that no SVE state is live; removed before the ID is decoded.</summary>
    public const uint SveHint = 1u << 16;

    /// <summary>The lowest function number of the RMI window.</summary>
    public const int FirstNumber = 0x150;

    /// <summary>How many function numbers the RMI window has.</summary>
    public const int WindowSize = 0x20A - FirstNumber + 1;

    /// <summary>The function ID of a command.</summary>
    public static uint ToFunctionId(this RmiCommand command) => unchecked(Base + (uint)command);

    /// <summary>Position of a function ID in the RMI window; not below <see cref="WindowSize"/> for an ID outside it.</summary>
    public static uint IndexOf(ulong functionId) => unchecked(((uint)functionId & ~SveHint) - Base - FirstNumber);

    /// <summary>The command with a function ID; <see cref="RmiCommand.None"/> outside the RMI window.</summary>
    public static RmiCommand CommandOf(ulong functionId)
    {
        uint index = IndexOf(functionId);
        return index < WindowSize ? (RmiCommand)(index + FirstNumber) : RmiCommand.None;
    }
}
