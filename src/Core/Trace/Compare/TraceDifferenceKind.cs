namespace RealmTools.Trace;

/// <summary>How two traces differ at a place.</summary>
public enum TraceDifferenceKind
{
    /// <summary>Both ask the same and were answered differently.</summary>
    Answer,

    /// <summary>Only the left trace has the record.</summary>
    OnlyLeft,

    /// <summary>Only the right trace has the record.</summary>
    OnlyRight,
}
