using RealmTools.Rmi;

namespace RealmTools.Pictures;

/// <summary>Puts the calls of a step into words.</summary>
internal sealed class StepText
{
    private readonly OrderedDictionary<string, long> _commands = [];
    private readonly OrderedDictionary<string, long> _results = [];
    private readonly OrderedDictionary<string, long> _others = [];
    private RealmCall _first;
    private RealmCall _last;
    private string _reason = string.Empty;
    private bool _failed;

    /// <summary>A call about the realm.</summary>
    internal void Add(RealmCall call)
    {
        if (_commands.Count == 0)
        {
            _first = call;
        }

        _last = call;
        _failed |= call.Failed;
        if (call.Failed && _reason.Length == 0 && call.Diagnosis.Reason is { } reason)
        {
            _reason = call.Diagnosis.Kind == ObstacleKind.None ? reason.Sentence : $"{reason.Sentence} In the way: {call.Diagnosis.Obstacle}.";
        }

        Count(_commands, call.Command.Name);
        Count(_results, call.Result.ToString());
    }

    /// <summary>A call about something else.</summary>
    internal void AddOther(RmiCommandInfo command) => Count(_others, command.Name);

    /// <summary>The step; what comes next belongs to another one.</summary>
    internal TimelineStep Take()
    {
        string last = _last.Target;
        string lines = _first.Line == _last.Line ? $"line {_first.Line}" : $"lines {_first.Line}-{_last.Line}";
        var step = new TimelineStep(List(_commands))
        {
            Target = last == _first.Target ? last : $"{_first.Target} … {last}",
            Result = _results.Count == 1 ? _results.GetAt(0).Key : List(_results),
            Note = _others.Count == 0 ? lines : $"{lines}, and {List(_others)}",
            Reason = _reason,
            Failed = _failed,
        };
        _commands.Clear();
        _results.Clear();
        _others.Clear();
        _failed = false;
        _reason = string.Empty;
        return step;
    }

    private static void Count(OrderedDictionary<string, long> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static string List(OrderedDictionary<string, long> counts) =>
        string.Join(", ", counts.Select(static c => c.Value == 1 ? c.Key : $"{c.Key} ×{c.Value}"));
}
