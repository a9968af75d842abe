using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Tests.Trace;

public sealed class TraceHistoryTests
{
    private const string Life =
        """
        w64 80000808 80020000
        loop GRANULE_RANGE_DELEGATE 80001000 80004000
        call GRANULE_RANGE_DELEGATE 80020000 80021000 = 0 80021000
        call REALM_CREATE 80001000 80000000 = 0
        call RTT_CREATE 80001000 80002000 0 2 = 0
        call RTT_CREATE 80001000 80003000 200000 3 = 1
        call RTT_CREATE 80001000 80003000 200000 3 = 0
        call GRANULE_RANGE_DELEGATE 80400000 80600000 = 0 80401000
        call RTT_DATA_MAP 80001000 200000 201000 1 80400004 = 0 201000
        call RTT_DATA_UNMAP 80001000 200000 400000 1 = 0 400000 80400004 0
        w64 80000000 80400004 80410008
        call RTT_DATA_MAP 80001000 200000 203000 a 80000000 = 0 203000
        call RTT_DESTROY 80001000 200000 3 = 204 - 400000
        granule 80400000 = DATA
        call RTT_FOLD 80001000 200000 3 = 0 80003000
        boot
        call GRANULE_RANGE_DELEGATE 80400000 80401000 = 0 80401000

        """;

    [Fact]
    public void Granule_of_data_is_followed_through_descriptors_and_lists() =>
        Assert.Equal(
            [
                "line 10: delegated", "line 11: mapped at IPA 0x200000", "line 12: unmapped", "line 14: mapped at IPA 0x200000", "line 16: seen by the RMM",
            ],
            Story(TraceObject.OfGranule(0x80400123), 18));

    [Fact]
    public void Granule_of_a_table_is_followed_with_its_refusals() =>
        Assert.Equal(
            [
                "line 4: delegated", "line 8: table of level 3 made for IPA 0x200000: refused with ERROR_INPUT",
                "line 9: table of level 3 made for IPA 0x200000", "line 17: table folded",
            ],
            Story(TraceObject.OfGranule(0x80003000), 18));

    [Fact]
    public void Root_table_is_found_in_the_parameters() =>
        Assert.Equal(["line 5: delegated", "line 6: became a root table"], Story(TraceObject.OfGranule(0x80020000), 18));

    [Fact]
    public void Entry_is_followed_by_its_ipa() =>
        Assert.Equal(
            [
                "line 7: table of level 2 made for IPA 0x0",
                "line 8: table of level 3 made for IPA 0x200000: refused with ERROR_INPUT", "line 9: table of level 3 made for IPA 0x200000",
                "line 11: mapped at IPA 0x200000", "line 12: unmapped", "line 14: mapped at IPA 0x200000",
                "line 15: table destroyed: refused with ERROR_RTT(2)", "line 17: table folded",
            ],
            Story(TraceObject.OfEntry(0x80001000, 0x200000), 18));

    [Fact]
    public void Boot_starts_the_story_over() => Assert.Equal(["line 19: delegated"], Story(TraceObject.OfGranule(0x80400000), long.MaxValue));

    [Theory]
    [InlineData(ObstacleKind.Granule, "granule 0x80003000")]
    [InlineData(ObstacleKind.Realm, "granule 0x80003000")]
    [InlineData(ObstacleKind.RttEntry, "RTT entry of IPA 0x80003000 in the realm with RD 0x80001000")]
    [InlineData(ObstacleKind.None, "RTT entry of IPA 0x200000 in the realm with RD 0x80001000")]
    public void Object_of_a_divergence_is_what_was_in_the_way(ObstacleKind kind, string expected)
    {
        TraceEntry entry = TraceEntry.ReadAll(TraceText.Reader(TraceText.Header + "call RTT_DESTROY 80001000 200000 3 = 0\n")).Last();
        var diagnosis = new RmiDiagnosis(new RmiReason("a", "b", "c"), kind, 0x80003000, 3, string.Empty);

        Assert.Equal(expected, TraceObject.Of(new TraceDivergence(entry, "0", "1", diagnosis))?.ToString());
    }

    [Theory]
    [InlineData("granule 80400000 = NS", "granule 0x80400000")]
    [InlineData("call GRANULE_RANGE_DELEGATE 80400000 80401000 = 0", "granule 0x80400000")]
    [InlineData("call RTT_CREATE 80001000 80003000 200000 3 = 1", "granule 0x80003000")]
    [InlineData("call RTT_DATA_MAP 80001000 200000 201000 1 80400004 = 0", "RTT entry of IPA 0x200000 in the realm with RD 0x80001000")]
    [InlineData("call VERSION 1 = 0", null)]
    [InlineData("rsi = c4000190 0", null)]
    public void Object_of_a_record_is_the_operand_that_says_most(string line, string? expected)
    {
        TraceEntry entry = TraceEntry.ReadAll(TraceText.Reader(TraceText.Header + line + "\n")).Last();

        Assert.Equal(expected, TraceObject.Of(new TraceDivergence(entry, "0", "1", default))?.ToString());
    }

    private static IEnumerable<string> Story(TraceObject what, long before) =>
        TraceHistory.Of(TraceText.Reader(TraceText.Header + Life), what, before).Select(e => $"line {e.Entry.Number}: {e.What}");
}
