using FsCheck;
using FsCheck.Fluent;
using RealmTools.Pictures;
using RealmTools.Rmi;

namespace RealmTools.Tests.Pictures;

public sealed class StepPlanTests
{
    [Fact]
    public void Few_calls_are_a_step_each() => Assert.Equal([1, 1, 1, 1], StepPlan.For([Run(3), Run(1)], 10));

    [Fact]
    public void Long_loops_are_divided_and_short_ones_kept() => Assert.Equal([250, 250, 250, 250, 1, 1], StepPlan.For([Run(1000), Run(1), Run(1)], 6));

    [Fact]
    public void More_loops_than_steps_share_them() => Assert.Equal([3, 7], StepPlan.For([Run(1), Run(2), Run(3), Run(4)], 3));

    [Fact]
    public void No_call_is_lost_and_no_step_is_empty() =>
        Prop.ForAll(Gen.NonEmptyListOf(Gen.Choose(1, 500)).ToArbitrary(), Gen.Choose(1, 60).ToArbitrary(), (counts, most) =>
        {
            IReadOnlyList<long> steps = StepPlan.For([.. counts.Select(c => Run(c))], most);
            return steps.Sum() == counts.Sum() && steps.Count <= most && steps.All(calls => calls > 0);
        }).QuickCheckThrowOnFailure();

    private static CallRun Run(long count) => new(RmiCommand.RttDestroy, RmiResult.Success, count);
}
