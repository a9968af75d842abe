using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Pictures;

/// <summary>Second pass over a trace: reads the tree of one realm after each step.</summary>
/// <param name="realm">The realm, as the first pass met it.</param>
/// <param name="name">What the trace is called.</param>
/// <param name="options">Which lines count.</param>
/// <param name="steps">How many calls each step has.</param>
internal sealed class TimelineRecorder(TraceRealm realm, string name, TraceTimelineOptions options, IReadOnlyList<long> steps) : RealmCallVisitor
{
    private readonly StepText _text = new();
    private int _step;
    private long _calls;

    /// <summary>The timeline so far.</summary>
    internal RealmTimeline Timeline { get; } = new($"Realm {realm.Number} of {name}", realm.Geometry);

    internal override void Before(TraceRealm about, IRmm rmm, long line)
    {
        if (about.Number == realm.Number && Timeline.Count == 0 && IsCounted(line))
        {
            Timeline.Add(new TimelineStep("Start") { Note = $"before line {line}" }, Read(rmm));
        }
    }

    internal override void After(TraceRealm about, IRmm rmm, RealmCall call)
    {
        if (about.Number != realm.Number || !IsCounted(call.Line))
        {
            if (Timeline.Count > 0)
            {
                _text.AddOther(call.Command);
            }

            return;
        }

        if (Timeline.Count == 0)
        {
            Timeline.Add(new TimelineStep("Start") { Note = $"before line {call.Line}, there is no realm" }, []);
        }

        _text.Add(call);
        _calls++;
        if (_step < steps.Count && _calls == steps[_step])
        {
            bool isGone = call.Command.Command == RmiCommand.RealmDestroy && call.Result.IsSuccess;
            Timeline.Add(_text.Take(), isGone ? [] : Read(rmm));
            _step++;
            _calls = 0;
        }
    }

    internal override void Other(RmiCommandInfo command)
    {
        if (Timeline.Count > 0)
        {
            _text.AddOther(command);
        }
    }

    private bool IsCounted(long line) => line >= options.FirstLine && line <= options.LastLine;

    private IEnumerable<RttEntry> Read(IRmm rmm) => new RttTreeReader(rmm, realm.Geometry).Read();
}
