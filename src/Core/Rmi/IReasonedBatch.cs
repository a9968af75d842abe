namespace RealmTools.Rmi;

/// <summary>An RMM that answers many calls at once and still tells the reason of each.</summary>
internal interface IReasonedBatch
{
    /// <summary>Performs calls that do not depend on one another's outputs, in order.</summary>
    /// <param name="calls">As for <see cref="IRmm.CallMany"/>.</param>
    /// <param name="diagnoses">Takes why each failed, where that is known.</param>
    void CallMany(Span<RmiRegisters> calls, Span<RmiDiagnosis> diagnoses);
}
