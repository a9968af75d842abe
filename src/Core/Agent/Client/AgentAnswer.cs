using System.Text;
using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Agent;

/// <summary>Reads answers of an agent.</summary>
internal static class AgentAnswer
{
    /// <summary>The registers of a call and where its comment starts in the answer; −1 for none.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="outputs">Takes the registers.</param>
    /// <param name="mostMore">How many more calls it may answer.</param>
    /// <param name="growth">What is added to X0 to X4 from one answer to the next.</param>
    /// <param name="more">How many more calls it answers.</param>
    public static int Registers(ReadOnlySpan<byte> answer, ref RmiRegisters outputs, int mostMore, out RmiRegisters growth, out int more)
    {
        growth = default;
        more = 0;
        var scanner = new TraceScanner(answer);
        if (!scanner.Next() || scanner.Word is not [(byte)'='] || !scanner.NextNumber("a result word", out ulong value))
            throw Unexpected(answer);
        var registers = new RmiRegisters(value, 0, 0, 0, 0, outputs.X5, outputs.X6, outputs.X7);
        int index = 0;
        while (scanner.NextPlainNumber(out value))
        {
            if (++index == RmiRegisters.OutputCount)
                throw Unexpected(answer);
            registers[index] = value;
        }

        if (scanner.HasWord)
            more = Run(answer, ref scanner, mostMore, ref growth);
        outputs = registers;
        return scanner.Position < answer.Length ? scanner.Position + 1 : -1;
    }

    // + COUNT D0…, behind the registers of the first answer of a run.
    private static int Run(ReadOnlySpan<byte> answer, ref TraceScanner scanner, int most, ref RmiRegisters growth)
    {
        if (!scanner.Is("+"u8) || !scanner.NextNumber("how many more", out ulong count) || count == 0 || count > (ulong)most)
            throw Unexpected(answer);
        for (int i = 0; scanner.NextPlainNumber(out ulong value); i++)
        {
            if (i == RmiRegisters.OutputCount)
                throw Unexpected(answer);
            growth[i] = value;
        }

        return scanner.HasWord ? throw Unexpected(answer) : (int)count;
    }

    /// <summary>Words.</summary>
    public static void Words(ReadOnlySpan<byte> answer, Span<ulong> words)
    {
        var scanner = new TraceScanner(answer);
        if (!scanner.Next() || scanner.Word is not [(byte)'='])
            throw Unexpected(answer);
        foreach (ref ulong word in words)
        {
            if (!scanner.NextNumber("a word", out word))
                throw Unexpected(answer);
        }

        if (!scanner.End())
            throw Unexpected(answer);
    }

    /// <summary>Whether an access faulted, and where.</summary>
    public static bool IsFault(ReadOnlySpan<byte> answer, out ulong address)
    {
        address = 0;
        if (!answer.StartsWith("fault "u8))
            return false;
        var scanner = new TraceScanner(answer[6..]);
        return scanner.NextNumber("an address", out address) ? true : throw Unexpected(answer);
    }

    /// <summary>Whether there is nothing to tell.</summary>
    public static bool IsNone(ReadOnlySpan<byte> answer) => answer.SequenceEqual("none"u8);

    /// <summary>The text behind <c>=</c>.</summary>
    public static string Text(ReadOnlySpan<byte> answer)
    {
        if (answer is not [(byte)'=', ..])
            throw Unexpected(answer);
        return Encoding.UTF8.GetString(answer[1..]).Trim(' ');
    }

    /// <summary>An exception for an answer that is none.</summary>
    public static AgentException Unexpected(ReadOnlySpan<byte> answer)
    {
        const int Longest = 200;
        string text = Encoding.UTF8.GetString(answer.Length > Longest ? answer[..Longest] : answer);
        return new AgentException(
            text.StartsWith("error ", StringComparison.Ordinal) || text.StartsWith("refused ", StringComparison.Ordinal)
                ? $"the agent says: {text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..]}"
                : $"'{text}' is no answer");
    }
}
