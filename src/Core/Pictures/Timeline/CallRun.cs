using RealmTools.Rmi;

namespace RealmTools.Pictures;

/// <summary>Calls about a realm that follow one another: the same command with the same result.</summary>
internal readonly record struct CallRun(RmiCommand Command, RmiResult Result, long Count);
