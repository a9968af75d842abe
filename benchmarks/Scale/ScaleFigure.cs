namespace RealmTools.Benchmarks.Scale;

/// <summary>One figure that needs a process of its own, so that its memory is its own too.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Promise">What the product promises.</param>
/// <param name="Measure">Does the work and says what it found, in words.</param>
internal sealed record ScaleFigure(string Name, string Promise, Func<string> Measure);
