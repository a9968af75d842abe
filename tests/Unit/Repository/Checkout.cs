using System.Diagnostics;

namespace RealmTools.Tests.Repository;

/// <summary>The checkout the tests were built from.</summary>
internal static class Checkout
{
    private static readonly string[] s_outputs = ["artifacts", "bin", "en-US", ".git"];

    public static string Root { get; } = FindRoot();

    /// <summary>Paths relative to the root, with <c>/</c>: everything git tracks or would, else everything but build output.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. (Listed() ?? Walked()).Where(file => File.Exists(PathOf(file)))];

    public static string PathOf(string file) => Path.Combine(Root, file);

    public static IEnumerable<string> WithExtension(params string[] extensions) =>
        Files.Where(file => extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RealmTools.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"No RealmTools.slnx above '{AppContext.BaseDirectory}': the tests run from a checkout.");
    }

    private static string[]? Listed()
    {
        if (!Path.Exists(PathOf(".git")))
            return null;
        var start = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        try
        {
            using Process git = Process.Start(start)!;
            string output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static IEnumerable<string> Walked() =>
        Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !s_outputs.Contains(file.Split('/')[0], StringComparer.Ordinal));
}
