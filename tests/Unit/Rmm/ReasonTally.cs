using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Tests.Repository;
using RealmTools.Trace;

namespace RealmTools.Tests.Rmm;

/// <summary>The reasons that were produced under one generation.</summary>
internal sealed class ReasonTally(RmiProfile profile)
{
    private readonly HashSet<string> _seen = [];

    /// <summary>Notes the reasons of all recorded conversations of the generation.</summary>
    internal void ReplayConversations()
    {
        foreach (string file in Directory.EnumerateFiles(Checkout.PathOf("tests/vectors"), "*.rmi*", SearchOption.AllDirectories))
        {
            using TraceReader reader = TraceReader.Open(file);
            TraceReplayer.Replay(
                reader, platform => platform.Profile == profile ? new ReasonCollector(new SimulatedRmm(platform), _seen) : new SimulatedRmm(platform));
        }
    }

    /// <summary>Performs a call that must be refused for a reason, and notes it.</summary>
    internal void Refuse(CallBench bench, RmiCommand command, params ReadOnlySpan<ulong> operands)
    {
        RmiResult result = bench.Call(command, operands);
        Assert.True(bench.Reason is not null, $"{command} answered {result}");
        _seen.Add(bench.Reason);
    }

    /// <summary>Requires that every reason of the table was noted, and no other.</summary>
    internal void ShouldCoverTheTable()
    {
        string[] table = [.. RmiReasons.For(profile).All.Select(static reason => reason.Id)];
        Assert.True(table.All(_seen.Contains), $"never produced: {string.Join(' ', table.Except(_seen))}");
        Assert.True(_seen.All(table.Contains), $"not in the table: {string.Join(' ', _seen.Except(table))}");
    }
}
