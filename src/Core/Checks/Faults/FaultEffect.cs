namespace RealmTools.Checks;

/// <summary>What a fault does to a call.</summary>
public enum FaultEffect
{
    /// <summary>The RMM refuses it: the call has no effect and answers as the fault says.</summary>
    Refuse,

    /// <summary>The call has its effect, but answers as the fault says.</summary>
    ChangeAnswer,

    /// <summary>The call is lost on its way: no effect, no answer.</summary>
    LoseCall,

    /// <summary>The answer is lost on its way: the call has its effect, and the host does not learn of it.</summary>
    LoseAnswer,
}
