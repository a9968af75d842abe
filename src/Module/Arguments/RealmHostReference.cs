using RealmTools.Host;

namespace RealmTools.Module.Arguments;

/// <summary>A host as a command's argument: its name, or the host itself.</summary>
public sealed class RealmHostReference
{
    /// <summary>A host of this session, by name.</summary>
    public RealmHostReference(string name) => Name = name;

    /// <summary>A host, also of another session: what <c>$using:</c> carries into a parallel one.</summary>
    public RealmHostReference(RealmHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        Name = host.Name;
        Host = host;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The host; null when only the name was given.</summary>
    public RealmHost? Host { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
