using RealmTools.Host;

namespace RealmTools.Pictures;

/// <summary>An entry in words, for tooltips and labels.</summary>
internal static class EntryText
{
    /// <summary>Everything about an entry in one line.</summary>
    internal static string Line(RttEntry entry)
    {
        string ripas = RttTreeText.RipasText(entry);
        string half = !entry.IsProtected ? ", unprotected" : ripas == "-" ? string.Empty : $", RIPAS {ripas}";
        return $"level {entry.Level}, IPA {entry.Ipa}-{entry.Top}, {RttTreeText.StateText(entry.State)}{half}{Address(entry)}, {RttTreeText.SizeText(entry)}";
    }

    /// <summary>Facts about the realm, for headings.</summary>
    internal static IEnumerable<string> Facts(RealmGeometry realm)
    {
        yield return $"{realm.IpaBits}-bit IPA";
        yield return $"start level {realm.StartLevel}";
        string tables = realm.RootCount == 1 ? "1 root table" : $"{realm.RootCount} root tables";
        yield return realm.RttBase.Value == 0 ? tables : $"{tables} at {realm.RttBase}";
        if (realm.Rd.Value != 0)
        {
            yield return $"RD {realm.Rd}";
        }
    }

    private static string Address(RttEntry entry) => entry.Address is { Value: > 0 } address ? $", PA {address}" : string.Empty;
}
