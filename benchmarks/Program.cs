using BenchmarkDotNet.Running;
using RealmTools.Benchmarks.Loops;

// Without arguments the loops side by side with the reference's figures; with `loop NAME…` some of them; anything else is BenchmarkDotNet's.
if (args is [] or ["loop", ..])
{
    string[] names = args is [] ? [] : args[1..];
    LoopTable.Print(Console.Out, ReferenceLoops.All.Where(loop => names.Length == 0 || names.Contains(loop.Name)));
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
