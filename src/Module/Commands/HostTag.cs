using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Commands;

/// <summary>Makes objects tell the host they came from.</summary>
/// <param name="host">Its name.</param>
internal sealed class HostTag(string host)
{
    /// <summary>The property by which an object tells it.</summary>
    public const string Name = "RealmHost";

    // Looking it up costs as much as all the rest, and it is the same for all objects of a type.
    private readonly Dictionary<Type, bool> _tellsHost = [];

    /// <summary>The host.</summary>
    public string Host { get; } = host;

    /// <summary>
    /// An object that tells its host as <c>RealmHost</c>, by which the next command of a pipeline finds it, unless it has a property
    /// <c>HostName</c>, which does the same. As with PSComputerName, views have no column for it.
    /// </summary>
    public object? On(object? value)
    {
        if (value is null)
        {
            return null;
        }

        var tagged = PSObject.AsPSObject(value);
        Type type = tagged.BaseObject.GetType();
        if (!_tellsHost.TryGetValue(type, out bool tellsHost))
        {
            _tellsHost[type] = tellsHost = tagged.Properties[nameof(Realm.HostName)] is not null;
        }

        if (!tellsHost)
        {
            tagged.Properties.Add(new PSNoteProperty(Name, Host), preValidated: true);
        }

        return tagged;
    }
}
