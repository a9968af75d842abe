namespace RealmTools.Rmi;

/// <summary>The RMM's private view of a granule.</summary>
/// <param name="State">Its state.</param>
/// <param name="ReferenceCount">Live entries of an RTT, RECs of an RD; 0 for others.</param>
/// <param name="Owner">PA of the RD of the realm it serves; 0 when it serves none or the RMM does not tell.</param>
public readonly record struct GranuleView(GranuleState State, int ReferenceCount, ulong Owner = 0);
