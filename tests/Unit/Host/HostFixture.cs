using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Tests.Host;

/// <summary>A host on a simulated RMM, and questions to both.</summary>
internal static class HostFixture
{
    internal static readonly Ipa Base = new(0x8000_0000u);

    internal static RealmHost Connect(IRmm? rmm = null) => RealmHost.Connect("sim", rmm ?? new SimulatedRmm());

    /// <summary>A platform with little memory, where making and checking a machine costs little.</summary>
    internal static RmmPlatform Small { get; } = SmallFor("2.0");

    /// <summary>As <see cref="Small"/>, of a generation by its name.</summary>
    internal static RmmPlatform SmallFor(string profile)
    {
        Assert.True(RmiProfile.TryGet(profile, out RmiProfile? generation));
        return RmmPlatform.DefaultFor(generation) with { Dram = [new MemoryRange(0x8000_0000, 16ul << 20)] };
    }

    internal static ByteSize Size(string text) => new(text);

    /// <summary>Every granule that the ledger does not hold as the RMM does, in words; empty when both agree.</summary>
    internal static IReadOnlyList<string> Disagreements(RealmHost host, IRmm? simulator = null)
    {
        IRmmDiagnostics rmm = (simulator ?? host.Rmm).As<IRmmDiagnostics>()!;
        var wrong = new List<string>();
        foreach (GranuleRun run in host.Granules.List(new GranuleFilter(Detailed: true)))
        {
            for (ulong address = run.Address.Value; address < run.Top.Value;)
            {
                Assert.True(rmm.TryGetGranuleRun(address, out GranuleView view, out ulong top));
                if (run.Fate == GranuleFate.Sound && view.State != Expected(run.Use)) wrong.Add($"{run}: RMM says {view.State} at 0x{address:x}");
                address = Math.Min(top, run.Top.Value);
            }
        }

        return wrong;
    }

    /// <summary>Whether the RMM holds every granule of DRAM as non-secure.</summary>
    internal static bool IsClean(IRmm rmm)
    {
        IRmmDiagnostics diagnostics = rmm.As<IRmmDiagnostics>()!;
        foreach (MemoryRange bank in rmm.Platform.Dram)
        {
            if (!diagnostics.TryGetGranuleRun(bank.Base, out GranuleView view, out ulong top)
                || view.State != GranuleState.NonSecure || top != bank.Top)
            {
                return false;
            }
        }

        return true;
    }

    private static GranuleState Expected(GranuleUse use) => use switch
    {
        GranuleUse.Delegated => GranuleState.Delegated,
        GranuleUse.Rd => GranuleState.Rd,
        GranuleUse.RootRtt or GranuleUse.Rtt => GranuleState.Rtt,
        GranuleUse.Rec => GranuleState.Rec,
        GranuleUse.RecAux => GranuleState.RecAux,
        GranuleUse.Data => GranuleState.Data,
        _ => GranuleState.NonSecure,
    };
}
