using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Performs one command.</summary>
/// <param name="rmm">The state it works on.</param>
/// <param name="call">Function ID and arguments.</param>
/// <param name="reply">Takes the outputs X1…X4; all zero at the start.</param>
/// <returns>The result word.</returns>
internal delegate RmiResult RmiHandler(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply);
