using RealmTools.Rmm;
using RealmTools.Tests.Repository;
using RealmTools.Trace;

namespace RealmTools.Tests.Agent;

/// <summary>An RMM behind an agent is the RMM: recorded conversations replay through the wire as they do without.</summary>
public sealed class AgentConformanceTests
{
    public static TheoryData<string> Conversations() =>
        [.. Directory.EnumerateFiles(Checkout.PathOf("tests/vectors/directed"), "*.rmi").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Conversations))]
    public void Conversation_replays_through_an_agent(string file)
    {
        AgentPair? pair = null;
        try
        {
            using TraceReader reader = TraceReader.Open(Checkout.PathOf($"tests/vectors/directed/{file}"));
            TraceReplayResult result = TraceReplayer.Replay(reader, platform => (pair = new AgentPair(new SimulatedRmm(platform))).Client);

            Assert.True(result.IsIdentical, result.Divergences.FirstOrDefault()?.ToString());
            Assert.Equal(0, result.UncheckedRecords);
        }
        finally
        {
            pair?.Dispose();
        }
    }
}
