using System.Diagnostics.CodeAnalysis;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>The realm's queue of actions, and the results of its SMCs that nobody asked for yet.</summary>
internal sealed class RealmScript
{
    private readonly Queue<RealmAction> _actions;
    private readonly Queue<RealmSmcResult> _results;

    internal RealmScript()
    {
        _actions = new Queue<RealmAction>();
        _results = new Queue<RealmSmcResult>();
    }

    private RealmScript(RealmScript source)
    {
        _actions = new Queue<RealmAction>(source._actions);
        _results = new Queue<RealmSmcResult>(source._results);
    }

    internal void Enqueue(RealmAction action) => _actions.Enqueue(action);

    internal bool TryTakeAction([NotNullWhen(true)] out RealmAction? action) => _actions.TryDequeue(out action);

    internal void AddResult(RealmSmcResult result) => _results.Enqueue(result);

    internal bool TryTakeResult([NotNullWhen(true)] out RealmSmcResult? result) => _results.TryDequeue(out result);

    internal RealmScript Fork() => new(this);
}
