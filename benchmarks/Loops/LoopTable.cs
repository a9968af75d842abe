using System.Diagnostics;
using System.Globalization;
using RealmTools.Rmm;

namespace RealmTools.Benchmarks.Loops;

/// <summary>Runs the loops side by side with the reference's figures and prints the table.</summary>
internal static class LoopTable
{
    private const int Rounds = 5;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(200);

    /// <summary>Prints a line a loop and, last, the smallest ratio of those whose promise is a ratio.</summary>
    internal static void Print(TextWriter output, IEnumerable<ReferenceLoop> loops)
    {
        output.WriteLine($"{"loop",-28} {"calls/s",14} {"reference",14} {"ratio",9} {"goal",9} {"bytes/call",11}");
        (double Ratio, string Name) slowest = (double.MaxValue, "none");
        foreach (ReferenceLoop loop in loops)
        {
            if (!TryMeasure(loop, out double rate, out double bytes, out string? fault))
            {
                output.WriteLine(fault);
                slowest = (0, loop.Name);
                continue;
            }

            double ratio = rate / loop.Reference;
            string goal = loop.Goal == 0 ? "25 M/s" : string.Create(CultureInfo.InvariantCulture, $"{loop.Goal:0}x");
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{loop.Name,-28} {rate,14:n0} {loop.Reference,14:n0} {ratio,9:0.00} {goal,9} {bytes,11:0.0}"));
            if (loop.Goal != 0 && ratio < slowest.Ratio)
            {
                slowest = (ratio, loop.Name);
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"slowest ratio {slowest.Ratio:0.00} ({slowest.Name})"));
    }

    /// <summary>False, with the call that went wrong, when a call of the loop does not give the expected result.</summary>
    private static bool TryMeasure(ReferenceLoop loop, out double rate, out double bytes, out string? fault)
    {
        try
        {
            (rate, bytes) = Measure(loop);
            fault = null;
            return true;
        }
        catch (InvalidOperationException invalid)
        {
            (rate, bytes, fault) = (0, 0, invalid.Message);
            return false;
        }
    }

    /// <summary>The median rate of several rounds, and bytes allocated a call in the last of them.</summary>
    internal static (double CallsPerSecond, double BytesPerCall) Measure(ReferenceLoop loop)
    {
        SimulatedRmm rmm = loop.MakeMachine();
        Run(loop, rmm, s_warmUp, out _);
        double[] rates = new double[Rounds];
        double bytes = 0;
        for (int i = 0; i < Rounds; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            rates[i] = Run(loop, rmm, s_round, out long calls);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)calls;
        }

        Array.Sort(rates);
        return (rates[Rounds / 2], bytes);
    }

    private static double Run(ReferenceLoop loop, SimulatedRmm rmm, TimeSpan atLeast, out long calls)
    {
        calls = 0;
        long start = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        do
        {
            loop.Iterate(rmm);
            calls += loop.Calls.Length;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < atLeast);

        return calls / elapsed.TotalSeconds;
    }
}
