using System.Diagnostics.CodeAnalysis;

namespace RealmTools.Rmi;

/// <summary>The scripted realm of a simulator: one queue of actions for all RECs. Source: formats/rmi-trace.md, queue rule.</summary>
public interface IRealmScript
{
    /// <summary>Adds an action to the end of the queue.</summary>
    /// <exception cref="ArgumentException">The action sets more than <see cref="RealmAction.MaximumRegisters"/> registers.</exception>
    void Enqueue(RealmAction action);

    /// <summary>Takes the result of the oldest completed SMC that was not taken yet.</summary>
    /// <returns>False when there is none.</returns>
    bool TryTakeSmcResult([NotNullWhen(true)] out RealmSmcResult? result);
}
