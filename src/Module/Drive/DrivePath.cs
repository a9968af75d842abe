using RealmTools.Host;
using RealmTools.Module.Session;

namespace RealmTools.Module.Drive;

/// <summary>Paths of the realm drive: <c>host/realm/rtt/0/1</c>, with either separator.</summary>
internal static class DrivePath
{
    private static readonly (string Character, string Name)[] s_escapes = [("%", "%25"), ("/", "%2f"), ("\\", "%5c"), (":", "%3a")];

    /// <summary>The place of a path in this session; null when there is none.</summary>
    public static DriveNode? Find(string path, OperationContext context)
    {
        DriveNode? node = new RootNode(RealmSession.Current);
        foreach (string part in Parts(path))
        {
            node = node?.Find(part, context);
        }

        return node;
    }

    /// <summary>The names on a path.</summary>
    public static string[] Parts(string path) =>
        path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>A host's or realm's name as a part of a path: separators in it are written as in a URI.</summary>
    public static string Escape(string name)
    {
        foreach ((string character, string escape) in s_escapes)
        {
            name = name.Replace(character, escape, StringComparison.Ordinal);
        }

        return name;
    }
}
