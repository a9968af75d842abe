using System.Numerics;
using RealmTools.Host;

namespace RealmTools.Checks;

/// <summary>A state of host and RMM in an exploration, with what is left to do.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Progress">What is done and left; see <see cref="StepChoice"/>.</param>
/// <param name="Parent">The state it was first met from; null for the beginning.</param>
/// <param name="Step">The step that led here.</param>
internal sealed record ExplorationNode(int Id, ulong Progress, ExplorationNode? Parent, int Step)
{
    /// <summary>The state; let go once its steps were tried.</summary>
    internal HostCore? State { get; set; }

    /// <summary>Beginnings of orders that lead here.</summary>
    internal BigInteger Prefixes { get; set; }

    /// <summary>Ways to go on from here that are safe.</summary>
    internal BigInteger SafeEnds { get; set; }

    /// <summary>Whether ending here is safe.</summary>
    internal bool EndsSafe { get; set; }

    /// <summary>The states that its steps lead to.</summary>
    internal List<(int Step, ExplorationNode Child)> Edges { get; } = [];

    /// <summary>The steps that led here first.</summary>
    internal List<int> Path()
    {
        var path = new List<int>();
        for (ExplorationNode node = this; node.Parent is not null; node = node.Parent)
        {
            path.Add(node.Step);
        }

        path.Reverse();
        return path;
    }
}
