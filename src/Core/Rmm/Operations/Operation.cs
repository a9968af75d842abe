using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Context of a stateful operation that waits for the host (§4.7).</summary>
internal sealed class Operation
{
    /// <summary>The command that started it.</summary>
    internal required RmiCommand Command;

    /// <summary>The kind of call it accepts next.</summary>
    internal required MemoryRequest Expected;

    /// <summary>PA of the object that is made or destroyed.</summary>
    internal required ulong Object;

    /// <summary>REC_CREATE: PA of the RD, not yet examined.</summary>
    internal ulong Rd;

    /// <summary>REC_CREATE: PA of the parameters, not yet examined.</summary>
    internal ulong Parameters;

    /// <summary>Auxiliary granules held.</summary>
    internal ulong[] Granules = new ulong[RecParams.AuxiliaryGranules];

    /// <summary>How many of <see cref="Granules"/> are held.</summary>
    internal int Held;

    /// <summary>How many were handed back so far, counted from the start of <see cref="Granules"/>.</summary>
    internal int Returned;

    /// <summary>Descriptors that could not be written and wait for the retry.</summary>
    internal ulong[]? KeptDescriptors;

    /// <summary>The result that the last OP_CONTINUE delivers.</summary>
    internal RmiResult Outcome;

    /// <summary>Why that result is an error.</summary>
    internal Refusal OutcomeRefusal;

    internal Operation Clone()
    {
        var copy = (Operation)MemberwiseClone();
        copy.Granules = (ulong[])Granules.Clone();
        return copy;
    }
}
