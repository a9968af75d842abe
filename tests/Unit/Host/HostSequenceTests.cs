using FsCheck;
using FsCheck.Fluent;
using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmState = RealmTools.Host.RealmState;
using static RealmTools.Tests.Host.HostFixture;

namespace RealmTools.Tests.Host;

public sealed class HostSequenceTests
{
    [Theory]
    [InlineData("2.0")]
    [InlineData("1.0")]
    public void After_any_actions_the_ledger_holds_what_the_rmm_holds_and_tear_down_returns_all(string profile)
    {
        Prop.ForAll(Actions(), actions =>
        {
            using RealmHost host = Connect(new SimulatedRmm(SmallFor(profile)));
            foreach (HostAction action in actions)
            {
                action.Do(host);
                IReadOnlyList<string> wrong = Disagreements(host);
                wrong = [.. wrong, .. HandedOutWhileShared(host)];
                if (wrong.Count > 0) throw new InvalidOperationException($"{action}: {wrong[0]}");
            }

            foreach (Realm realm in host.Realms.All)
            {
                TeardownReport report = host.Teardown.Remove(realm.Name);
                if (!report.IsComplete) report = host.Teardown.Resume(realm.Name);
                if (!report.IsComplete) throw new InvalidOperationException($"{report}: {report.FirstFailure?.Explanation}");
            }

            foreach (GranuleRun run in host.Granules.List().Where(static r => r.Use == GranuleUse.Delegated))
            {
                host.Granules.Undelegate(run.Address, run.Size);
            }

            return IsClean(host.Rmm);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(60));
    }

    private static IEnumerable<string> HandedOutWhileShared(RealmHost host) =>
        from realm in host.Realms.All
        where realm.State != RealmState.Destroyed && realm.Memory.Any(static m => m.Kind == RealmMemoryKind.Shared)
        from entry in host.Tables.Read(realm.Name, new RttTreeOptions { SkipEmpty = true, From = realm.Geometry.UnprotectedBase })
        where entry.State == RttEntryState.Assigned
        from granules in host.Granules.List(new GranuleFilter(Detailed: true))
        where granules.Address < entry.Address!.Value + entry.Size.Bytes && entry.Address < granules.Top
        where granules.Use is not (GranuleUse.Shared or GranuleUse.HostOwned)
        select $"{realm.Name} shares {entry.Address}, which is {granules}";

    private static Arbitrary<HostAction[]> Actions()
    {
        Gen<HostAction.What> kind = Gen.Frequency(
            (3, Gen.Constant(HostAction.What.Create)),
            (3, Gen.Constant(HostAction.What.MapPages)),
            (2, Gen.Constant(HostAction.What.MapBlocks)),
            (9, Gen.Elements(Enum.GetValues<HostAction.What>())));
        Gen<HostAction> action =
            from what in kind
            from realm in Gen.Choose(1, 2)
            from place in Gen.Choose(0, 20)
            from extent in Gen.Choose(1, 40)
            select new HostAction(what, realm, place, extent);
        return Arb.From(action.ArrayOf());
    }
}
