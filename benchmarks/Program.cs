using BenchmarkDotNet.Running;
using RealmTools.Benchmarks.Loops;
using RealmTools.Benchmarks.Scale;

// Without arguments the figures of scale and the loops side by side with the reference's figures; `loop NAME…` and `scale NAME` some of
// them; anything else is BenchmarkDotNet's.
switch (args)
{
    case []:
        ScaleFigures.Print(Console.Out, name: null);
        LoopTable.Print(Console.Out, ReferenceLoops.All);
        break;
    case ["scale", .. string[] names]:
        ScaleFigures.Print(Console.Out, names.FirstOrDefault());
        break;
    case ["loop", .. string[] names]:
        LoopTable.Print(Console.Out, ReferenceLoops.All.Where(loop => names.Length == 0 || names.Contains(loop.Name)));
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
