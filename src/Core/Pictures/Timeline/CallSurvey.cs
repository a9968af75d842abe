using RealmTools.Rmi;

namespace RealmTools.Pictures;

/// <summary>First pass over a trace: its realms, and for each the calls about it, loops of one command with one result counted together.</summary>
internal sealed class CallSurvey(TraceTimelineOptions options) : RealmCallVisitor
{
    private readonly List<TraceRealm> _realms = [];
    private readonly List<List<CallRun>> _runs = [];

    internal IReadOnlyList<TraceRealm> Realms => _realms;

    /// <summary>The calls about a realm, in order.</summary>
    internal IReadOnlyList<CallRun> CallsOf(int number) => _runs[number - 1];

    internal override void Created(TraceRealm realm)
    {
        _realms.Add(realm);
        _runs.Add([]);
    }

    internal override void After(TraceRealm realm, IRmm rmm, RealmCall call)
    {
        if (call.Line < options.FirstLine || call.Line > options.LastLine)
        {
            return;
        }

        List<CallRun> runs = _runs[realm.Number - 1];
        if (runs.Count > 0 && runs[^1].Command == call.Command.Command && runs[^1].Result == call.Result)
            runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
        else
            runs.Add(new CallRun(call.Command.Command, call.Result, 1));
    }
}
