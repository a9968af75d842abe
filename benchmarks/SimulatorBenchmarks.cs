using BenchmarkDotNet.Attributes;
using RealmTools.Benchmarks.Loops;
using RealmTools.Rmm;

namespace RealmTools.Benchmarks;

/// <summary>The reference's loops under BenchmarkDotNet: time and allocation of one iteration.</summary>
[MemoryDiagnoser]
public class SimulatorBenchmarks
{
    private SimulatedRmm _rmm = new();
    private ReferenceLoop _loop = ReferenceLoops.All[0];

    /// <summary>Names of the loops.</summary>
    public static IEnumerable<string> LoopNames => ReferenceLoops.All.Select(loop => loop.Name);

    /// <summary>The loop.</summary>
    [ParamsSource(nameof(LoopNames))]
    public string Loop { get; set; } = "version";

    /// <summary>Boots a machine and brings it where the loop begins.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _loop = ReferenceLoops.All.Single(loop => loop.Name == Loop);
        _rmm = _loop.MakeMachine();
    }

    /// <summary>One iteration of the loop.</summary>
    [Benchmark]
    public void Iterate() => _loop.Iterate(_rmm);
}
