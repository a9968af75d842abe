using RealmTools.Rmi;

namespace RealmTools.Tests.Rmm;

/// <summary>Changes realm parameters before a realm is created.</summary>
internal delegate void RealmParamsChange(RealmParams view);
