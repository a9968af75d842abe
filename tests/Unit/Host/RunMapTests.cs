using FsCheck;
using FsCheck.Fluent;
using RealmTools.Host;

namespace RealmTools.Tests.Host;

public sealed class RunMapTests
{
    private const int Span = 300;

    [Fact]
    public void A_map_holds_what_an_array_would_after_any_writes()
    {
        Prop.ForAll(Writes(), static writes =>
        {
            var map = new RunMap<int>();
            int?[] model = new int?[Span];
            foreach (Write write in writes)
            {
                write.Apply(map, model);
            }

            return Agrees(map, model);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_fork_and_its_origin_do_not_see_each_others_writes()
    {
        Prop.ForAll(Writes(), Writes(), Writes(), static (before, left, right) =>
        {
            var map = new RunMap<int>();
            int?[] model = new int?[Span];
            foreach (Write write in before) write.Apply(map, model);

            RunMap<int> fork = map.Fork();
            int?[] forkModel = [.. model];
            foreach ((Write a, Write b) in left.Zip(right))
            {
                a.Apply(map, model);
                b.Apply(fork, forkModel);
            }

            return Agrees(map, model) && Agrees(fork, forkModel);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Thousands_of_runs_split_and_merge_again()
    {
        var map = new RunMap<int>();
        for (ulong i = 0; i < 10_000; i++)
        {
            map.Set(i, i + 1, (int)(i % 2));
        }

        Assert.Equal(10_000, map.Count);
        map.Set(10, 9_990, 7);
        Assert.Equal(21, map.Count);
        Assert.True(map.TryGet(5_000, out Run<int> run));
        Assert.Equal(new Run<int>(10, 9_990, 7), run);
        map.Set(0, 10_000, 7);
        Assert.Equal(1, map.Count);
    }

    private static bool Agrees(RunMap<int> map, int?[] model)
    {
        var runs = map.Overlapping(0, ulong.MaxValue).ToList();
        int?[] seen = new int?[Span];
        foreach (Run<int> run in runs)
        {
            for (ulong i = run.Base; i < run.Top; i++) seen[i] = run.Value;
        }

        bool merged = runs.Zip(runs.Skip(1)).All(static p => p.First.Top < p.Second.Base || p.First.Value != p.Second.Value);
        bool found = Enumerable.Range(0, Span).All(i => map.TryGet((ulong)i, out Run<int> run) ? run.Value == model[i] : model[i] is null);
        return merged && found && map.Count == runs.Count && seen.SequenceEqual(model);
    }

    private static Arbitrary<Write[]> Writes()
    {
        Gen<Write> one =
            from start in Gen.Choose(0, Span - 1)
            from length in Gen.OneOf(Gen.Choose(1, 3), Gen.Choose(1, Span))
            from value in Gen.Choose(-1, 3)
            select new Write(start, Math.Min(Span, start + length), value < 0 ? null : value);
        return Arb.From(one.ArrayOf(200));
    }

    private sealed record Write(int Start, int Top, int? Value)
    {
        public void Apply(RunMap<int> map, int?[] model)
        {
            if (Value is null)
            {
                map.Clear((ulong)Start, (ulong)Top);
            }
            else
            {
                map.Set((ulong)Start, (ulong)Top, Value.Value);
            }

            Array.Fill(model, Value, Start, Top - Start);
        }
    }
}
