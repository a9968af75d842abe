using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Why a call was refused, as cheaply as it can be noted; turned into words only when somebody asks.</summary>
internal struct Refusal
{
    internal RmiCommand Command;
    internal RmiCause? Cause;
    internal ObstacleKind Kind;
    internal ulong Value;
    internal int Level;
    internal ulong Entry;

    /// <summary>The root table that the entry is in, and the command that clears the entry; of <see cref="Rmm.Cause.RootLive"/> only.</summary>
    internal ulong Root;
    internal string? Remedy;

    internal void Begin(RmiCommand command)
    {
        Command = command;
        Cause = null;
    }
}
