using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Reduces a register block that a probe copied to what the ABI defines.</summary>
internal static class ImportedAnswer
{
    /// <summary>A call with the outputs that its command and result have: whatever else was in the block means nothing.</summary>
    public static ImportedCall Restrict(long line, RmiCommandInfo? command, RmiRegisters arguments, RmiRegisters outputs, uint mask, bool isLoop)
    {
        var inputs = new RmiRegisters(arguments.X0);
        int count = command?.Inputs.Length ?? RmiRegisters.InputCount - 1;
        for (int i = 1; i <= count; i++)
        {
            inputs[i] = arguments[i];
        }

        uint defined = (mask & 1) != 0 ? TraceOutputs.MaskFor(command, outputs.Result) : 0;
        return new ImportedCall(line, command, inputs, outputs, mask & defined, isLoop);
    }
}
