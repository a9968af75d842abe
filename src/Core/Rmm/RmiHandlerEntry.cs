namespace RealmTools.Rmm;

/// <summary>A command's handler and the RMM states in which it may run.</summary>
/// <param name="Handler">Null when the RMM has none.</param>
/// <param name="Gate">Where it is allowed.</param>
internal readonly record struct RmiHandlerEntry(RmiHandler? Handler, CommandGate Gate);
