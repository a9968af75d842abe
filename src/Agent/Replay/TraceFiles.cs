namespace RealmTools.Agent;

/// <summary>The traces that the arguments of a command name.</summary>
internal static class TraceFiles
{
    /// <summary>The files, those of a folder and its subfolders in the order of their names.</summary>
    /// <exception cref="IOException">A path names nothing, or a folder without traces.</exception>
    public static IEnumerable<string> Find(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        if (!Directory.Exists(path))
        {
            throw new FileNotFoundException($"{path}: no such file or folder.", path);
        }

        string[] files = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsTrace).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new FileNotFoundException($"{path}: no .rmi or .rmi.gz file in this folder.", path);
    }

    private static bool IsTrace(string path) =>
        path.EndsWith(".rmi", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".rmi.gz", StringComparison.OrdinalIgnoreCase);
}
