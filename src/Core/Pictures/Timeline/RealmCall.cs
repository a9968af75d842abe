using RealmTools.Rmi;

namespace RealmTools.Pictures;

/// <summary>A call about a realm.</summary>
/// <param name="Command">The command.</param>
/// <param name="Arguments">Registers before it.</param>
/// <param name="Result">Its result.</param>
/// <param name="Line">Its line in the trace.</param>
/// <param name="Diagnosis">Why it failed, where the RMM tells.</param>
internal readonly record struct RealmCall(RmiCommandInfo Command, RmiRegisters Arguments, RmiResult Result, long Line, RmiDiagnosis Diagnosis)
{
    private static readonly string[] s_telling = ["ipa", "level", "base", "top", "index", "rec"];

    /// <summary>Whether the RMM refused it.</summary>
    internal bool Failed => !Result.IsSuccess && Result.Status != RmiStatus.Incomplete;

    /// <summary>The operands that say where it acts: <c>ipa 0x40000000 level 3</c>.</summary>
    internal string Target
    {
        get
        {
            var words = new List<string>();
            for (int i = 0; i < Command.Inputs.Length; i++)
            {
                if (s_telling.Contains(Command.Inputs[i]))
                {
                    ulong word = Arguments[i + 1];
                    words.Add(Command.Inputs[i] == "level" ? $"level {unchecked((long)word)}" : $"{Command.Inputs[i]} 0x{word:x}");
                }
            }

            return string.Join(' ', words);
        }
    }
}
