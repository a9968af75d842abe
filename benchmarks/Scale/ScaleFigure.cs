using System.Diagnostics;

namespace RealmTools.Benchmarks.Scale;

/// <summary>One figure that needs a process of its own, so that its memory is its own too.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Promise">What the product promises.</param>
/// <param name="Measure">Does the work and says what it found, in words.</param>
internal sealed record ScaleFigure(string Name, string Promise, Func<string> Measure)
{
    /// <summary>Prints a line a figure, each measured in a process of its own; a name measures that one in this process.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="verb">What asks for them on the command line.</param>
    /// <param name="output">Takes the lines.</param>
    /// <param name="name">One of them; null for all.</param>
    public static void Print(IEnumerable<ScaleFigure> figures, string verb, TextWriter output, string? name)
    {
        foreach (ScaleFigure figure in figures.Where(figure => name is null || figure.Name == name))
        {
            output.WriteLine(name is null ? figure.RunAlone(verb) : $"{figure.Name,-16} {figure.Measure()}; promise: {figure.Promise}");
        }
    }

    private string RunAlone(string verb)
    {
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [verb, Name]) { RedirectStandardOutput = true })!;
        string line = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return line.Length != 0 ? line : $"{Name,-16} failed with exit code {process.ExitCode}";
    }
}
