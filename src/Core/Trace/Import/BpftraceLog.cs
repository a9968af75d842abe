using System.Globalization;
using System.Text;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Output of the bpftrace script in docs/traces.md: <c>rmi TIME CPU TID</c> and then a call as in a trace.</summary>
internal sealed class BpftraceLog : ForeignLog
{
    private const string Mark = "rmi ";
    private const int WordsBeforeCall = 4;

    private readonly List<(long Number, string Call)> _lines = [];
    private readonly GenerationEvidence _evidence = new();

    public override void Take(long number, string text, bool hasEnd)
    {
        int mark = text.IndexOf(Mark, StringComparison.Ordinal);
        if (mark < 0)
        {
            ForeignLines++;
            return;
        }

        // With -f json the line is the value of a string, up to its escaped end.
        string line = text[mark..];
        int end = line.IndexOf("\\n\"", StringComparison.Ordinal);
        string[] words = (end < 0 ? line : line[..end]).Split(' ', WordsBeforeCall + 1, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length <= WordsBeforeCall || !hasEnd)
        {
            Damage(number, hasEnd ? "it ends before the call" : "the last line, which has no end", line);
            return;
        }

        _lines.Add((number, words[WordsBeforeCall]));
    }

    public override RmiProfile? Generation(string name)
    {
        foreach ((long number, string call) in _lines)
        {
            string[] words = call.Split(' ', 3);
            if (words.Length < 2)
                continue;
            if (uint.TryParse(words[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint id))
                _evidence.AddFunction(id, number);
            else
                _evidence.AddCommand(words[1], number);
        }

        return _evidence.Decide(name);
    }

    public override IReadOnlyList<ImportedCall?> Calls(RmiProfile profile)
    {
        var parser = new TraceParser { Profile = profile };
        var record = new TraceRecord();
        var calls = new List<ImportedCall?>();
        foreach ((long number, string call) in _lines)
        {
            if (!parser.TryParse(Encoding.UTF8.GetBytes(call), record, out TraceSyntaxError error))
                Damage(number, error.ToString(), call);
            else if (record.Kind is not (TraceRecordKind.Call or TraceRecordKind.Loop))
                Damage(number, "it is no call", call);
            else
                calls.Add(ImportedAnswer.Restrict(number, record.Command, record.Arguments, record.Expected, record.ExpectedMask, record.Kind == TraceRecordKind.Loop));
        }

        return calls;
    }
}
