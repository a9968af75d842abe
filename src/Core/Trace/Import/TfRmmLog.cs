using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>The console of TF-RMM. Source: rmm-behaviour.md §7.</summary>
/// <remarks>
/// A line is printed in pieces and shares the wire with other CPUs and other programs: heads may be missing or doubled, and anything
/// may stand before and behind it. A line counts only if its numbers are exactly those that its command has.
/// </remarks>
internal sealed partial class TfRmmLog : ForeignLog
{
    private const string Head = "SMC_RMI_";
    private const string StatusHead = "RMI_";

    private readonly List<Line> _lines = [];
    private readonly GenerationEvidence _evidence = new();

    public override void Take(long number, string text, bool hasEnd)
    {
        if (Note(number, text))
        {
            return;
        }

        int head = text.IndexOf(Head, StringComparison.Ordinal);
        if (head < 0)
        {
            if (Answer().IsMatch(text))
                Damage(number, "the answer to a call whose head is missing", text);
            else
                ForeignLines++;
        }

        // Another CPU may have begun its line within this one.
        while (head >= 0)
        {
            int next = text.IndexOf(Head, head + Head.Length, StringComparison.Ordinal);
            TakeCall(number, text[head..(next < 0 ? text.Length : next)], hasEnd || next >= 0);
            head = next;
        }
    }

    public override RmiProfile? Generation(string name) => _evidence.Decide(name);

    public override IReadOnlyList<ImportedCall?> Calls(RmiProfile profile)
    {
        var calls = new List<ImportedCall?>();
        foreach (Line line in _lines)
        {
            if (line.Name.Length == 0)
                calls.Add(line.Text.Length == 0 ? null : Unknown(line));
            else if (Read(line, profile, out string problem) is { } call)
                calls.Add(call);
            else
                Damage(line.Number, problem, line.Text);
        }

        return calls;
    }

    private void TakeCall(long number, string text, bool hasEnd)
    {
        Match call = Call().Match(text);
        if (!call.Success)
        {
            Damage(number, "a call without its answer", text);
            return;
        }

        if (!hasEnd)
        {
            Damage(number, "the last line, which has no end", text);
            return;
        }

        string name = call.Groups["name"].Value;
        _evidence.AddCommand(name, number);
        _lines.Add(new Line(number, name, Words(call.Groups["args"]), call.Groups["status"].Value, Words(call.Groups["tail"]), text));
    }

    // Lines that are no calls and still tell something.
    private bool Note(long number, string text)
    {
        if (text.Contains("Booting ", StringComparison.Ordinal) && text.Contains(" v.", StringComparison.Ordinal))
        {
            _lines.Add(new Line(number, string.Empty, [], string.Empty, [], string.Empty));
        }
        else if (Revision().Match(text) is { Success: true } revision)
        {
            RmiProfile? profile = RmiProfile.All.FirstOrDefault(p => p.Name == revision.Groups["version"].Value);
            if (profile is not null)
                _evidence.Add(profile, $"'{revision.Value}' in line {number}");
        }
        else if (UnknownFunction().Match(text) is { Success: true } unknown)
        {
            _lines.Add(new Line(number, string.Empty, Words(unknown.Groups["id"]), string.Empty, [], text));
        }
        else
        {
            return false;
        }

        return true;
    }

    private static ImportedCall Unknown(Line line) =>
        new(line.Number, null, new RmiRegisters(line.Arguments[0]), new RmiRegisters(RmiResult.UnknownFunction.Word), 1);

    private static ImportedCall? Read(Line line, RmiProfile profile, out string problem)
    {
        problem = string.Empty;
        if (!profile.Commands.TryGet(line.Name, out RmiCommandInfo? command))
        {
            problem = $"RMI {profile} has no command of this name";
            return null;
        }

        if (line.Arguments.Length != command.Inputs.Length)
        {
            problem = $"{command.Name} has {command.Inputs.Length} operands, not {line.Arguments.Length}";
            return null;
        }

        var arguments = new RmiRegisters(command.Command);
        for (int i = 0; i < line.Arguments.Length; i++)
        {
            arguments[i + 1] = line.Arguments[i];
        }

        return ReadAnswer(line, command, arguments, out problem);
    }

    private static ImportedCall? ReadAnswer(Line line, RmiCommandInfo command, RmiRegisters arguments, out string problem)
    {
        problem = string.Empty;
        ReadOnlySpan<ulong> tail = line.Tail;
        var outputs = default(RmiRegisters);
        if (!line.Status.StartsWith(StatusHead, StringComparison.Ordinal))
        {
            outputs.X0 = ulong.Parse(line.Status, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            return new ImportedCall(line.Number, command, arguments, outputs, 1);
        }

        if (!RmiStatusNames.TryParse(line.Status, out RmiStatus status))
        {
            problem = $"no status is called {line.Status}";
            return null;
        }

        bool isKnown = true;
        RmiResult result = RmiResult.From(status);
        if (status == RmiStatus.ErrorRtt || (status == RmiStatus.ErrorRealm && command.Command == RmiCommand.RecEnter))
        {
            if (tail.IsEmpty)
            {
                problem = "the index behind the status is missing";
                return null;
            }

            result = RmiResult.From(status, unchecked((int)tail[0]));
            tail = tail[1..];
        }
        else if (status == RmiStatus.Incomplete)
        {
            (MemoryRequest request, isKnown) = RequestOf(command.Command, tail);
            result = RmiResult.Incomplete(request);
        }
        else if (status == RmiStatus.ErrorRttAux)
        {
            // Its index is not printed.
            isKnown = false;
        }

        outputs.X0 = result.Word;
        uint mask = isKnown ? 1u : 0;
        ImmutableArray<string> names = command.OutputsFor(result);
        bool prints = status is RmiStatus.Success or RmiStatus.Incomplete
            || (status == RmiStatus.ErrorRtt && command.Command is RmiCommand.RttDestroy or RmiCommand.RttUnprotUnmap or RmiCommand.DataDestroy);
        for (int i = 0; i < names.Length && prints; i++)
        {
            if (i >= tail.Length)
            {
                problem = $"{command.Name} has {names.Length} outputs, not {tail.Length}";
                return null;
            }

            if (names[i] != "-")
            {
                outputs[i + 1] = tail[i];
                mask |= 2u << i;
            }
        }

        return new ImportedCall(line.Number, command, arguments, outputs, mask);
    }

    // The log does not print what a stateful operation asks for; mostly the command and its outputs tell (§7.4).
    private static (MemoryRequest Request, bool IsKnown) RequestOf(RmiCommand command, ReadOnlySpan<ulong> tail) => command switch
    {
        RmiCommand.OpMemDonate when tail.Length > 1 && tail[1] != 0 => (MemoryRequest.Donate, true),
        RmiCommand.OpMemDonate when tail.Length > 1 => (tail[0] == 0 ? MemoryRequest.Reclaim : MemoryRequest.None, true),
        RmiCommand.OpMemReclaim or RmiCommand.OpContinue => (MemoryRequest.None, false),
        RmiCommand.RecDestroy => (MemoryRequest.Reclaim, true),
        _ => tail.Length > 1 ? (MemoryRequest.Donate, true) : (MemoryRequest.None, false),
    };

    private static ulong[] Words(Group group) =>
        [.. group.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => ulong.Parse(w, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"^SMC_RMI_(?<name>[A-Z0-9_]+)(?<args>( +[0-9a-f]{1,16})*) +> (?<status>RMI_[A-Z_]+|[0-9a-f]{16})(?<tail>( [0-9a-f]{1,16}(?![^ \r]))*)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Call();

    [GeneratedRegex(@" > RMI_[A-Z_]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Answer();

    [GeneratedRegex(@"RMI(/RSI)? ABI (revision v|v\.)(?<version>[0-9]\.[0-9])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Revision();

    [GeneratedRegex(@"unknown function_id: (?<id>[0-9a-f]{1,8})\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex UnknownFunction();

    // Without a name: a boot, or with an argument a function ID that the RMM does not know.
    private sealed record Line(long Number, string Name, ulong[] Arguments, string Status, ulong[] Tail, string Text);
}
