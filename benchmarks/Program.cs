using BenchmarkDotNet.Running;
using RealmTools.Benchmarks.Loops;
using RealmTools.Benchmarks.Scale;
using RealmTools.Benchmarks.Traces;

// Without arguments the figures of scale and the loops side by side with the reference's figures; `loop NAME…`, `scale NAME` and
// `trace NAME` some of them; `generations` the loops of RMI 1.0 beside those of 2.0; anything else is BenchmarkDotNet's.
switch (args)
{
    case []:
        ScaleFigure.Print(ScaleFigures.All, "scale", Console.Out, name: null);
        ScaleFigure.Print(TraceFigures.All, "trace", Console.Out, name: null);
        LoopTable.Print(Console.Out, ReferenceLoops.All);
        break;
    case ["scale", .. string[] names]:
        ScaleFigure.Print(ScaleFigures.All, "scale", Console.Out, names.FirstOrDefault());
        break;
    case ["trace", .. string[] names]:
        ScaleFigure.Print(TraceFigures.All, "trace", Console.Out, names.FirstOrDefault());
        break;
    case ["loop", .. string[] names]:
        LoopTable.Print(Console.Out, ReferenceLoops.All.Where(loop => names.Length == 0 || names.Contains(loop.Name)));
        break;
    case ["generations"]:
        GenerationTable.Print(Console.Out);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
