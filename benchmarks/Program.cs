using BenchmarkDotNet.Running;

// Everything, unless the caller picks.
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args.Length > 0 ? args : ["--filter", "*"]);
