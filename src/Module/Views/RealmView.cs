using System.Globalization;
using RealmTools.Host;

namespace RealmTools.Module.Views;

/// <summary>What the views of a realm show beyond its properties.</summary>
public static class RealmView
{
    /// <summary>Granules that are lost, in the colour of errors if there are any.</summary>
    public static string Leaked(Realm realm)
    {
        string count = realm.GranulesLeaked.ToString(CultureInfo.InvariantCulture);
        return realm.GranulesLeaked > 0 ? Palette.Bad(count) : count;
    }
}
