using System.Globalization;

namespace RealmTools.Rmi;

/// <summary>The result word X0 of an RMI call: status, index and, for INCOMPLETE, the memory request.</summary>
/// <param name="Word">All 64 bits of X0.</param>
/// <remarks>Source: rmm-behaviour.md §2.2.</remarks>
public readonly record struct RmiResult(ulong Word)
{
    private const ulong UnknownFunctionWord = ulong.MaxValue;
    private const ulong CanCancelBit = 1ul << 10;

    /// <summary>A successful result.</summary>
    public static RmiResult Success => default;

    /// <summary>X0 of a function ID that has no handler: all ones.</summary>
    public static RmiResult UnknownFunction => new(UnknownFunctionWord);

    /// <summary>Bits 7:0.</summary>
    public RmiStatus Status => (RmiStatus)unchecked((byte)Word);

    /// <summary>Bits 15:8: the RTT level for ERROR_RTT and ERROR_RTT_AUX, 0 for most others.</summary>
    public byte Index => unchecked((byte)(Word >> 8));

    /// <summary>The index as a signed RTT level, −1…3.</summary>
    public int Level => unchecked((sbyte)Index);

    /// <summary>What an INCOMPLETE operation wants next; <see cref="MemoryRequest.None"/> for every other status.</summary>
    public MemoryRequest MemoryRequest => Status == RmiStatus.Incomplete ? (MemoryRequest)((Word >> 8) & 3) : MemoryRequest.None;

    /// <summary>Whether an INCOMPLETE operation may be cancelled.</summary>
    public bool CanCancel => Status == RmiStatus.Incomplete && (Word & CanCancelBit) != 0;

    /// <summary>Whether the function ID was not known to the RMM.</summary>
    public bool IsUnknownFunction => Word == UnknownFunctionWord;

    /// <summary>Whether the status is SUCCESS.</summary>
    public bool IsSuccess => Status == RmiStatus.Success;

    /// <summary>A result from a status and an index.</summary>
    public static RmiResult From(RmiStatus status, int index = 0) => new((ulong)status | ((ulong)unchecked((byte)index) << 8));

    /// <summary>An INCOMPLETE result.</summary>
    public static RmiResult Incomplete(MemoryRequest request, bool canCancel = false) =>
        new((ulong)RmiStatus.Incomplete | ((ulong)request << 8) | (canCancel ? CanCancelBit : 0));

    /// <summary>The result as people write it: <c>SUCCESS</c>, <c>ERROR_RTT(2)</c>, <c>INCOMPLETE(DONATE)</c>, <c>SMC_UNKNOWN</c>.</summary>
    public override string ToString()
    {
        if (IsUnknownFunction)
        {
            return "SMC_UNKNOWN";
        }

        string name = Status.ToSpecName();
        return Status switch
        {
            RmiStatus.ErrorRtt or RmiStatus.ErrorRttAux => string.Create(CultureInfo.InvariantCulture, $"{name}({Level})"),
            RmiStatus.Incomplete => $"{name}({MemoryRequest.ToString().ToUpperInvariant()})",
            _ when Index != 0 => string.Create(CultureInfo.InvariantCulture, $"{name}({Index})"),
            _ => name,
        };
    }
}
