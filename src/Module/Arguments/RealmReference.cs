using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Arguments;

/// <summary>Realms as a command's argument: a name, a wildcard pattern, a realm that another command returned, or a host with all of its realms.</summary>
public sealed class RealmReference
{
    private readonly WildcardPattern? _pattern;

    /// <summary>The realm of a name, or all whose names match a pattern.</summary>
    public RealmReference(string name)
    {
        Name = name;
        _pattern = WildcardPattern.ContainsWildcardCharacters(name) ? WildcardPattern.Get(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant) : null;
    }

    /// <summary>A realm. It knows its host, and stands for this realm only, not for a later one of the same name.</summary>
    public RealmReference(Realm realm)
    {
        ArgumentNullException.ThrowIfNull(realm);
        Name = realm.Name;
        Realm = realm;
    }

    /// <summary>All realms of a host, which stands in a pipeline for what is on it.</summary>
    public RealmReference(RealmHost host)
        : this("*")
    {
        ArgumentNullException.ThrowIfNull(host);
        Host = host;
    }

    /// <summary>Name or pattern.</summary>
    public string Name { get; }

    /// <summary>The realm; null when a name or pattern was given.</summary>
    public Realm? Realm { get; }

    /// <summary>The host whose realms are meant; null when a name, pattern or realm was given.</summary>
    public RealmHost? Host { get; }

    /// <summary>The realms of a host that are meant, as they are now. A pattern may match none.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>.</exception>
    public IEnumerable<Realm> Find(RealmHost host)
    {
        if (_pattern is not null)
        {
            return host.Realms.All.Where(realm => _pattern.IsMatch(realm.Name));
        }

        Realm found = host.Realms.Get(Name);
        return Realm is null || Realm.Number == found.Number ? [found] : throw Gone(Realm);
    }

    private static HostException Gone(Realm realm) => new(
        FailureId.RealmNotFound, $"The realm '{realm.Name}' that this object stands for is gone; another realm has its name now.",
        $"Take the new one: Get-Realm '{realm.Name}'.", realm);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
