using System.Globalization;
using System.Text.RegularExpressions;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Text of the Linux tracing file system with the probes of docs/traces.md. Source: kvm-host.md §7.2.</summary>
/// <remarks>
/// An event at the entry of a function shows the register block as <c>a0…a6</c> (or <c>phys</c> and <c>size</c> for the range
/// functions), the one at its return the block as <c>r0…r4</c>, or only <c>ret</c>, which says no more than whether it was zero.
/// Entry and return belong together by task.
/// </remarks>
internal sealed partial class FtraceLog : ForeignLog
{
    private readonly Dictionary<string, Stack<Probe>> _open = new(StringComparer.Ordinal);
    private readonly List<Probe> _calls = [];
    private readonly GenerationEvidence _evidence = new();

    public override void Take(long number, string text, bool hasEnd)
    {
        Match match = Event().Match(text);
        if (!match.Success)
        {
            ForeignLines++;
            return;
        }

        string task = match.Groups["task"].Value;
        Dictionary<string, ulong> fields = Fields(match.Groups["fields"].Value);
        if (!hasEnd)
        {
            Damage(number, "the last line, which has no end", text);
        }
        else if (match.Groups["returned"].Success)
        {
            Return(number, task, match.Groups["returned"].Value, fields, text);
        }
        else
        {
            var probe = new Probe(number, match.Groups["entered"].Value, fields, text);
            if (!_open.TryGetValue(task, out Stack<Probe>? stack))
            {
                _open.Add(task, stack = new Stack<Probe>());
            }

            stack.Push(probe);
            _calls.Add(probe);
        }
    }

    public override RmiProfile? Generation(string name)
    {
        foreach (Probe probe in _calls)
        {
            if (probe.Fields.TryGetValue("a0", out ulong id))
                _evidence.AddFunction(unchecked((uint)id), probe.Number);
            else if (probe.Function.Contains("_range", StringComparison.Ordinal))
                _evidence.Add(RmiProfile.V20, $"{probe.Function} in line {probe.Number}");
        }

        return _evidence.Decide(name);
    }

    public override IReadOnlyList<ImportedCall?> Calls(RmiProfile profile)
    {
        var calls = new List<ImportedCall?>();
        foreach (Probe probe in _calls)
        {
            if (probe.Results is null)
                Damage(probe.Number, "a call whose return is missing", probe.Text);
            else if (Read(probe, profile) is { } call)
                calls.Add(call);
            else
                Damage(probe.Number, "neither a register block (a0=…) nor a range (phys=… size=…)", probe.Text);
        }

        return calls;
    }

    private void Return(long number, string task, string function, Dictionary<string, ulong> fields, string text)
    {
        // A return without its entry was entered before the log begins; entries above it in the stack have lost theirs.
        if (_open.TryGetValue(task, out Stack<Probe>? stack) && stack.Any(p => p.Function == function))
        {
            while (stack.Pop() is { } probe)
            {
                if (probe.Function == function)
                {
                    probe.Results = fields;
                    return;
                }
            }
        }

        Damage(number, "a return whose entry is missing", text);
    }

    private static ImportedCall? Read(Probe probe, RmiProfile profile)
    {
        (RmiRegisters outputs, uint mask) = Answer(probe.Results!);
        if (probe.Fields.TryGetValue("phys", out ulong start) && probe.Fields.TryGetValue("size", out ulong size))
        {
            RmiCommand command = probe.Function.Contains("undelegate", StringComparison.Ordinal) ? RmiCommand.GranuleRangeUndelegate : RmiCommand.GranuleRangeDelegate;
            bool isDone = outputs.X0 == 0 && (mask & 1) != 0;
            profile.Commands.TryGet(command.ToFunctionId(), out RmiCommandInfo? range);
            return new ImportedCall(probe.Number, range, new RmiRegisters(command, start, unchecked(start + size)), outputs, isDone ? 1u : 0, IsLoop: isDone);
        }

        if (!probe.Fields.TryGetValue("a0", out ulong id))
        {
            return null;
        }

        profile.Commands.TryGet(unchecked((uint)id), out RmiCommandInfo? info);
        var arguments = new RmiRegisters(id & uint.MaxValue);
        for (int i = 1; i < RmiRegisters.InputCount; i++)
        {
            arguments[i] = probe.Fields.GetValueOrDefault($"a{i}");
        }

        return ImportedAnswer.Restrict(probe.Number, info, arguments, outputs, mask, isLoop: false);
    }

    private static (RmiRegisters Outputs, uint Mask) Answer(Dictionary<string, ulong> fields)
    {
        var outputs = default(RmiRegisters);
        uint mask = 0;
        for (int i = 0; i < RmiRegisters.OutputCount; i++)
        {
            if (fields.TryGetValue($"r{i}", out ulong value))
            {
                outputs[i] = value;
                mask |= 1u << i;
            }
        }

        // The host's functions return zero for success, a status or a negative error number else: which one, nobody knows.
        if (mask != 0)
            return (outputs, mask);
        if (fields.TryGetValue("ret", out ulong returned) && returned == 0)
            return (outputs, 1);
        return (new RmiRegisters(RmiResult.UnknownFunction.Word), 0);
    }

    private static Dictionary<string, ulong> Fields(string text)
    {
        var fields = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (Match field in Field().Matches(text))
        {
            string digits = field.Groups["value"].Value;
            bool isHex = digits.StartsWith("0x", StringComparison.Ordinal);
            if (ulong.TryParse(isHex ? digits.AsSpan(2) : digits, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out ulong value))
            {
                fields[field.Groups["name"].Value] = value;
            }
        }

        return fields;
    }

    // TASK-PID [CPU] FLAGS TIME: EVENT: (function+offset) name=value … or (caller <- function) …
    [GeneratedRegex(
        @"-(?<task>\d+) +(\([^)]*\) +)?\[\d+\] +(\S+ +)?[\d.]+: \w+: \(((?<entered>\w+)(\+0x[0-9a-f]+(/0x[0-9a-f]+)?)?|\S+ <- (?<returned>\w+)(\+0x[0-9a-f]+(/0x[0-9a-f]+)?)?)\)(?<fields>.*)$",
        RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Event();

    [GeneratedRegex(@"\b(?<name>\w+)=(?<value>0x[0-9a-fA-F]{1,16}|\d{1,20})(?!\w)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Field();

    private sealed record Probe(long Number, string Function, Dictionary<string, ulong> Fields, string Text)
    {
        public Dictionary<string, ulong>? Results { get; set; }
    }
}
