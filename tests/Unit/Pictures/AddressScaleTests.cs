using FsCheck;
using FsCheck.Fluent;
using RealmTools.Host;
using RealmTools.Pictures;
using RealmTools.Rmi;

namespace RealmTools.Tests.Pictures;

public sealed class AddressScaleTests
{
    private static readonly AddressScale s_small = new(SampleTrees.SmallEntries(), SampleTrees.Geometry);

    [Fact]
    public void Runs_from_0_to_1()
    {
        Assert.Equal(0, s_small.Position(0));
        Assert.Equal(1, s_small.Position(SampleTrees.Geometry.Top.Value));
    }

    [Fact]
    public void Higher_addresses_stand_further_on() =>
        Prop.ForAll(Addresses, Addresses, (a, b) => a >= b || s_small.Position(a) < s_small.Position(b)).QuickCheckThrowOnFailure();

    [Fact]
    public void Pages_and_half_terabytes_are_both_visible()
    {
        var geometry = new RealmGeometry(default, 48, 0);
        var tree = new TreeBuilder(geometry);
        tree.Add(0, 1, RttEntryState.Table);
        tree.Add(1, 1, RttEntryState.Table);
        tree.Add(2, 1, RttEntryState.Table);
        tree.Add(3, 1, RttEntryState.Assigned, Ripas.Ram, 0x8000_0000);
        tree.Add(3, 511, RttEntryState.Unassigned);
        tree.Add(2, 511, RttEntryState.Unassigned);
        tree.Add(1, 511, RttEntryState.Unassigned);
        tree.Add(0, 511, RttEntryState.Unassigned);

        var scale = new AddressScale(tree.Entries, geometry);

        Assert.InRange(scale.Position(0x1000) - scale.Position(0), 0.005, 0.1);
        Assert.InRange(scale.Position(1ul << 48) - scale.Position(1ul << 39), 0.1, 0.6);
    }

    [Fact]
    public void Very_many_entries_leave_room_for_the_rest()
    {
        RttSnapshot tree = SampleTrees.Scattered(100_000);

        var scale = new AddressScale(tree.Entries, tree.Geometry);

        Assert.InRange(1 - scale.Position(tree.Geometry.UnprotectedBase.Value), 0.03, 0.5);
    }

    [Fact]
    public void Roundest_address_of_a_stretch_has_the_most_zero_bits() =>
        Prop.ForAll(Addresses, Addresses, (a, b) =>
        {
            double from = s_small.Position(Math.Min(a, b));
            double to = s_small.Position(Math.Max(a, b));
            ulong round = s_small.RoundestWithin(from, to);
            double tolerance = 1e-12;
            return s_small.Position(round) >= from - tolerance && s_small.Position(round) <= to + tolerance
                && (a == b || ulong.TrailingZeroCount(round) >= Math.Min(ulong.TrailingZeroCount(a), ulong.TrailingZeroCount(b)) - 1);
        }).QuickCheckThrowOnFailure();

    // Multiples of 4 KiB of all magnitudes.
    private static Arbitrary<ulong> Addresses =>
        Gen.Choose(0, 27).SelectMany(bits => Gen.Choose(0, (1 << bits) - 1)).Select(page => (ulong)page << 12).ToArbitrary();
}
