namespace RealmTools.Rmm;

/// <summary>Performs one SMC of the realm: arguments in the REC's registers, results in the same place.</summary>
internal delegate SmcOutcome SmcHandler(in RecEntry entry);
