using RealmTools.Rmm;
using RealmTools.Tests.Repository;
using RealmTools.Trace;

namespace RealmTools.Tests.Conformance;

/// <summary>The simulator answers every call of the recorded conversations as the reference RMM did.</summary>
public sealed class RecordedConversationTests
{
    private const string Vectors = "tests/vectors";

    // A larger collection of the same kind, beside the checkout where there is one.
    private static readonly string[] s_moreVectors = ["../shared/vectors", "../shared/vectors-1.0"];

    public static TheoryData<string> Conversations()
    {
        var data = new TheoryData<string>();
        foreach (string folder in s_moreVectors.Prepend(Vectors).Where(f => Directory.Exists(Checkout.PathOf(f))))
        {
            data.AddRange([.. Directory.EnumerateFiles(Checkout.PathOf(folder), "*.rmi*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Checkout.Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Conversations))]
    public void Conversation_replays_without_a_difference(string file)
    {
        using TraceReader reader = TraceReader.Open(Checkout.PathOf(file));

        TraceReplayResult result = TraceReplayer.Replay(reader, platform => new SimulatedRmm(platform));

        Assert.True(result.IsIdentical, result.IsIdentical ? null : $"{file}, {result.Divergences[0]}\n{result.Divergences[0].Record}");
        Assert.Equal((0, false), (result.UncheckedRecords, result.IsCut));
        Assert.True(result.Calls > 0, $"{file} makes no call");
    }
}
