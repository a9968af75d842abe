using RealmTools.Rmi;

namespace RealmTools.Module.Session;

/// <summary>What stands between a host of this module and its RMM.</summary>
internal static class RmmStack
{
    /// <summary>The RMM as a host of this module sees it.</summary>
    public static IRmm Build(IRmm rmm) => rmm;
}
