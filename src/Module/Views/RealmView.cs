using System.Globalization;
using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Views;

/// <summary>What the views of a realm show beyond its properties.</summary>
public static class RealmView
{
    /// <summary>Granules that are lost, in the colour of errors if there are any.</summary>
    public static string Leaked(PSObject realm)
    {
        long leaked = Received.Value<long>(realm, nameof(Realm.GranulesLeaked));
        string count = leaked.ToString(CultureInfo.InvariantCulture);
        return leaked > 0 ? Palette.Bad(count) : count;
    }

    /// <summary>How many vCPUs it has.</summary>
    public static int Vcpus(PSObject realm)
    {
        ArgumentNullException.ThrowIfNull(realm);
        return LanguagePrimitives.GetEnumerable(realm.Properties[nameof(Realm.Vcpus)]?.Value)?.Cast<object>().Count() ?? 0;
    }
}
