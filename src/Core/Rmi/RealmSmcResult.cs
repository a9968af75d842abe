using System.Collections.Immutable;

namespace RealmTools.Rmi;

/// <summary>What a completed SMC of the realm returned to it.</summary>
/// <param name="FunctionId">The call.</param>
/// <param name="Registers">x0…x17 after it.</param>
public sealed record RealmSmcResult(ulong FunctionId, ImmutableArray<ulong> Registers);
