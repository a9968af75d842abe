using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>A host operation that failed: what, on which object, by which rule, and the way out.</summary>
public sealed class HostException : Exception
{
    /// <summary>A failure that the host found itself.</summary>
    /// <param name="id">Stable name of the failure.</param>
    /// <param name="message">One sentence with the value and the rule.</param>
    /// <param name="recommendedAction">The way out.</param>
    /// <param name="target">The object it happened to: a realm's name, an address, a step.</param>
    /// <param name="innerException">What caused it.</param>
    public HostException(FailureId id, string message, string recommendedAction, object? target = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Id = id;
        RecommendedAction = recommendedAction;
        Target = target;
        Category = FailureCategories.CategoryOf(id);
    }

    /// <summary>An RMI call that failed, was not answered, or broke a rule.</summary>
    /// <param name="call">The call and what it answered.</param>
    /// <param name="attempt">What was attempted: <c>Creating realm vm1</c>.</param>
    /// <param name="target">The object it happened to.</param>
    public HostException(HostCall call, string attempt, object? target = null)
        : base($"{attempt} failed: {CallFailureText.Sentence(call)}", call.Unanswered)
    {
        Id = CallFailureText.IdOf(call);
        RecommendedAction = CallFailureText.WayOut(call);
        Target = target;
        Call = call;
        Category = Id == FailureId.RmiFailed ? FailureCategories.CategoryOf(call.Result) : FailureCategories.CategoryOf(Id);
    }

    /// <summary>Stable name of the failure.</summary>
    public FailureId Id { get; }

    /// <summary>Family of the failure.</summary>
    public FailureCategory Category { get; }

    /// <summary>The way out, one sentence.</summary>
    public string RecommendedAction { get; }

    /// <summary>The object it happened to, or null.</summary>
    public object? Target { get; }

    /// <summary>The RMI call that failed, or null.</summary>
    public HostCall? Call { get; }

    /// <summary>The status of the RMI call that failed, or null.</summary>
    public RmiStatus? Status => Call is { Unanswered: null } ? Call.Result.Status : null;
}
