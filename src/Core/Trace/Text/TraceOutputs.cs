using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Which output registers of a call a trace records: those that the ABI defines for the command and the result.</summary>
internal static class TraceOutputs
{
    /// <summary>Bit n for output X<i>n</i>; X0 always.</summary>
    public static uint MaskFor(RmiCommandInfo? command, RmiResult result)
    {
        ImmutableArray<string> outputs = command?.OutputsFor(result) ?? [];
        uint mask = 1;
        for (int i = 0; i < outputs.Length; i++)
        {
            if (outputs[i] != "-")
            {
                mask |= 2u << i;
            }
        }

        return mask;
    }

    /// <summary>Outputs in the notation of a trace, and what they mean.</summary>
    public static string Describe(RmiCommandInfo? command, RmiRegisters outputs, uint mask)
    {
        var words = new List<string>();
        var meanings = new List<string>();
        ImmutableArray<string> names = (mask & 1) != 0 ? command?.OutputsFor(outputs.Result) ?? [] : [];
        for (int i = 0; i < RmiRegisters.OutputCount && mask >> i != 0; i++)
        {
            bool isGiven = (mask >> i & 1) != 0;
            words.Add(isGiven ? outputs[i].ToString("x", null) : "-");
            if (isGiven && i == 0)
                meanings.Add(outputs.Result.ToString());
            else if (isGiven && i - 1 < names.Length && names[i - 1] != "-")
                meanings.Add($"{names[i - 1]} 0x{outputs[i]:x}");
        }

        return meanings.Count == 0 ? string.Join(' ', words) : $"{string.Join(' ', words)} ({string.Join(", ", meanings)})";
    }
}
