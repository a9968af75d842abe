using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace RealmTools.Rmi;

/// <summary>Registers of a call by the names the ABI gives them, in their order.</summary>
internal static class RmiValues
{
    private static readonly ReadOnlyDictionary<string, ulong> s_none = new(new OrderedDictionary<string, ulong>());

    /// <summary>The operands; registers without a name appear as <c>x5</c> when they hold something.</summary>
    public static ReadOnlyDictionary<string, ulong> Operands(RmiCommandInfo? command, RmiRegisters arguments)
    {
        ImmutableArray<string> names = command?.Inputs ?? [];
        var values = new OrderedDictionary<string, ulong>(StringComparer.OrdinalIgnoreCase);
        for (int i = 1; i < RmiRegisters.InputCount; i++)
        {
            if (i <= names.Length)
                values[names[i - 1]] = arguments[i];
            else if (arguments[i] != 0)
                values[$"x{i}"] = arguments[i];
        }

        return values.Count == 0 ? s_none : new(values);
    }

    /// <summary>The outputs that a mask names, X0 left out.</summary>
    public static ReadOnlyDictionary<string, ulong> Outputs(RmiCommandInfo? command, RmiRegisters outputs, uint mask)
    {
        ImmutableArray<string> names = (mask & 1) != 0 ? command?.OutputsFor(outputs.Result) ?? [] : [];
        var values = new OrderedDictionary<string, ulong>(StringComparer.OrdinalIgnoreCase);
        for (int i = 1; i < RmiRegisters.OutputCount; i++)
        {
            if ((mask >> i & 1) == 0)
                continue;
            values[i <= names.Length && names[i - 1] != "-" ? names[i - 1] : $"x{i}"] = outputs[i];
        }

        return values.Count == 0 ? s_none : new(values);
    }

    /// <summary>The outputs that the ABI defines for the command and the result, X0 left out.</summary>
    public static ReadOnlyDictionary<string, ulong> Outputs(RmiCommandInfo? command, RmiRegisters outputs)
    {
        ImmutableArray<string> names = command?.OutputsFor(outputs.Result) ?? [];
        uint mask = 1;
        for (int i = 0; i < names.Length; i++)
        {
            mask |= names[i] == "-" ? 0 : 2u << i;
        }

        return Outputs(command, outputs, mask);
    }
}
