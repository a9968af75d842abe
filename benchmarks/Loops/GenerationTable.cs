using System.Globalization;

namespace RealmTools.Benchmarks.Loops;

/// <summary>The loops of RMI 1.0 beside the same ones of 2.0, in one process.</summary>
/// <remarks>
/// Where the generations differ in work the figures do: 1.0 extends the RIM for every entry that RTT_INIT_RIPAS changes, looks for the next
/// live entry when it unmaps shared memory, and ends a realm in one call fewer.
/// </remarks>
internal static class GenerationTable
{
    private const int Rounds = 3;

    /// <summary>Prints a line a loop: calls a second of both, and the median of how many 1.0 does for one of 2.0.</summary>
    internal static void Print(TextWriter output)
    {
        output.WriteLine($"{"loop",-28} {"1.0 calls/s",14} {"2.0 calls/s",14} {"1.0/2.0",9}");
        foreach (ReferenceLoop old in Loops10.All)
        {
            ReferenceLoop current = ReferenceLoops.All.Single(loop => loop.Name == old.Name);

            // By turns, so that what else the machine does falls on both.
            (double Old, double Current)[] rates =
                [.. Enumerable.Range(0, Rounds).Select(_ => (LoopTable.Measure(old).CallsPerSecond, LoopTable.Measure(current).CallsPerSecond))];
            double ratio = rates.Select(static r => r.Old / r.Current).Order().ElementAt(Rounds / 2);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{old.Name,-28} {rates.Max(static r => r.Old),14:n0} {rates.Max(static r => r.Current),14:n0} {ratio,9:0.00}"));
        }
    }
}
