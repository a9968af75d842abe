namespace RealmTools.Pictures;

/// <summary>Divides the calls about a realm into steps.</summary>
internal static class StepPlan
{
    /// <summary>How many calls each step has. Every run of alike calls gets steps of its own as long as there are enough; long runs get fewer than they have calls.</summary>
    /// <param name="runs">The calls.</param>
    /// <param name="most">The most steps.</param>
    internal static IReadOnlyList<long> For(IReadOnlyList<CallRun> runs, int most) =>
        runs.Count <= most ? Divided(runs, LargestShare(runs, most)) : Joined(runs, most);

    // The most steps a run may have, so that all runs together stay within the limit.
    private static long LargestShare(IReadOnlyList<CallRun> runs, int most)
    {
        long low = 1;
        long high = most;
        while (low < high)
        {
            long middle = (low + high + 1) / 2;
            if (runs.Sum(run => Math.Min(run.Count, middle)) <= most)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private static List<long> Divided(IReadOnlyList<CallRun> runs, long share)
    {
        var steps = new List<long>();
        foreach (CallRun run in runs)
        {
            long parts = Math.Min(run.Count, share);
            for (long i = 0; i < parts; i++)
            {
                steps.Add((run.Count * (i + 1) / parts) - (run.Count * i / parts));
            }
        }

        return steps;
    }

    private static List<long> Joined(IReadOnlyList<CallRun> runs, int most)
    {
        int size = (runs.Count + most - 1) / most;
        return [.. runs.Chunk(size).Select(static chunk => chunk.Sum(static run => run.Count))];
    }
}
