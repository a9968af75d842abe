using System.Globalization;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>One RMI call of the host, or a loop of calls of one command that succeeded.</summary>
/// <param name="Sequence">Number of the first call among all calls of the host, from 1.</param>
/// <param name="Calls">How many calls: 1, or the length of the loop.</param>
/// <param name="CommandName">The command as the profile spells it.</param>
/// <param name="Target">What it was about: a range, an entry, an object.</param>
/// <param name="Inputs">Registers before the (first) call.</param>
/// <param name="Outputs">Registers after the (last) call.</param>
/// <param name="Elapsed">Time for all of them.</param>
public readonly record struct HostStep(
    long Sequence, int Calls, string CommandName, string Target, RmiRegisters Inputs, RmiRegisters Outputs, TimeSpan Elapsed)
{
    /// <summary>Result word of the (last) call.</summary>
    public RmiResult Result => Outputs.Result;

    /// <summary>For example <c>RTT_CREATE 0x40000000 level 3: SUCCESS, 2.4 µs</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{CommandName} {Target}: {Result}{(Calls > 1 ? $", {Calls} calls" : string.Empty)}, {Elapsed.TotalMicroseconds:0.0} µs");
}
