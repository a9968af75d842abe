#pragma warning disable CA1051 // A register file passed by reference: fields, so that handlers write in place.

namespace RealmTools.Rmi;

/// <summary>
/// The general-purpose registers of one RMI call: arguments before it, results after it, in the same place as on hardware.
/// </summary>
/// <remarks>
/// Before the call X0 holds the function ID (32 bits used) and X1…X7 the arguments; after it X0 holds the result word
/// and X1…X4 the outputs. Source: rmm-behaviour.md §2.1.
/// </remarks>
public struct RmiRegisters : IEquatable<RmiRegisters>
{
    /// <summary>How many registers carry outputs, X0 included.</summary>
    public const int OutputCount = 5;

    /// <summary>How many registers carry inputs, X0 included.</summary>
    public const int InputCount = 8;

    /// <summary>Function ID before the call, result word after it.</summary>
    public ulong X0;

    /// <summary>First argument, first output.</summary>
    public ulong X1;

    /// <summary>Second argument, second output.</summary>
    public ulong X2;

    /// <summary>Third argument, third output.</summary>
    public ulong X3;

    /// <summary>Fourth argument, fourth output.</summary>
    public ulong X4;

    /// <summary>Fifth argument.</summary>
    public ulong X5;

    /// <summary>Sixth argument.</summary>
    public ulong X6;

    /// <summary>Seventh argument.</summary>
    public ulong X7;

    /// <summary>Registers for a call; arguments that are left out are zero.</summary>
    public RmiRegisters(ulong functionId, ulong x1 = 0, ulong x2 = 0, ulong x3 = 0, ulong x4 = 0, ulong x5 = 0, ulong x6 = 0, ulong x7 = 0)
    {
        X0 = functionId;
        X1 = x1;
        X2 = x2;
        X3 = x3;
        X4 = x4;
        X5 = x5;
        X6 = x6;
        X7 = x7;
    }

    /// <summary>Registers for a call of a command.</summary>
    public RmiRegisters(RmiCommand command, ulong x1 = 0, ulong x2 = 0, ulong x3 = 0, ulong x4 = 0, ulong x5 = 0, ulong x6 = 0, ulong x7 = 0)
        : this(command.ToFunctionId(), x1, x2, x3, x4, x5, x6, x7)
    {
    }

    /// <summary>The result word, meaningful after the call.</summary>
    public readonly RmiResult Result => new(X0);

    /// <summary>Register X<paramref name="index"/>.</summary>
    /// <param name="index">0…7.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not 0…7.</exception>
    public ulong this[int index]
    {
        readonly get => index switch
        {
            0 => X0,
            1 => X1,
            2 => X2,
            3 => X3,
            4 => X4,
            5 => X5,
            6 => X6,
            7 => X7,
            _ => throw new ArgumentOutOfRangeException(nameof(index), index, "RMI registers are X0…X7."),
        };
        set
        {
            switch (index)
            {
                case 0: X0 = value; break;
                case 1: X1 = value; break;
                case 2: X2 = value; break;
                case 3: X3 = value; break;
                case 4: X4 = value; break;
                case 5: X5 = value; break;
                case 6: X6 = value; break;
                case 7: X7 = value; break;
                default: throw new ArgumentOutOfRangeException(nameof(index), index, "RMI registers are X0…X7.");
            }
        }
    }

    /// <inheritdoc/>
    public readonly bool Equals(RmiRegisters other) =>
        X0 == other.X0 && X1 == other.X1 && X2 == other.X2 && X3 == other.X3
        && X4 == other.X4 && X5 == other.X5 && X6 == other.X6 && X7 == other.X7;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is RmiRegisters other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(X0, X1, X2, X3, X4, X5, X6, X7);

    /// <summary>The registers in hexadecimal, X0 first.</summary>
    public override readonly string ToString() => $"{X0:x} {X1:x} {X2:x} {X3:x} {X4:x} {X5:x} {X6:x} {X7:x}";

    /// <summary>Whether all registers are equal.</summary>
    public static bool operator ==(RmiRegisters left, RmiRegisters right) => left.Equals(right);

    /// <summary>Whether any register differs.</summary>
    public static bool operator !=(RmiRegisters left, RmiRegisters right) => !left.Equals(right);
}
