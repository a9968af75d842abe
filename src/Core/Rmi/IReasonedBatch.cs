namespace RealmTools.Rmi;

/// <summary>An RMM that performs many calls at once and still tells why each failed.</summary>
internal interface IReasonedBatch
{
    /// <summary>Whether the calls travel in one message, so that the host gains nothing by stopping at the first that fails.</summary>
    bool IsOneMessage { get; }

    /// <summary>Performs calls that do not depend on one another's outputs, in order.</summary>
    /// <param name="calls">As for <see cref="IRmm.CallMany"/>.</param>
    /// <param name="diagnoses">Takes why each failed, where that is known; as many as there are calls.</param>
    void CallMany(Span<RmiRegisters> calls, Span<RmiDiagnosis> diagnoses);
}
