using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Views;

/// <summary>What the views of an RTT show beyond the properties of its entries.</summary>
public static class TreeView
{
    /// <summary>Realm and half of the IPA space.</summary>
    public static string Half(RttEntry entry) =>
        entry.Geometry is null ? string.Empty : $"{entry.RealmName}, {RttTreeText.HalfLine(entry.IsProtected, entry.Geometry)}";

    /// <summary>The level, indented by the entry's depth.</summary>
    public static string Level(RttEntry entry) => $"{new string(' ', 2 * (entry.Level - (entry.Geometry?.StartLevel ?? entry.Level)))}{entry.Level}";

    /// <summary>The range of IPAs.</summary>
    public static string Range(RttEntry entry) => $"{entry.Ipa}-{entry.Top}";

    /// <summary>The state as the specification spells it; tables and live entries coloured.</summary>
    public static string State(RttEntryState value)
    {
        string state = RttTreeText.StateText(value);
        return value switch
        {
            RttEntryState.Table => Palette.Table(state),
            RttEntryState.Unassigned => Palette.Faint(state),
            _ => Palette.Live(state),
        };
    }

    /// <summary>The RIPAS, where it says something.</summary>
    public static string Ripas(RttEntry entry)
    {
        string ripas = RttTreeText.RipasText(entry);
        return entry.Ripas == Rmi.Ripas.Destroyed ? Palette.Notable(ripas) : ripas;
    }

    /// <summary>The PA of what the entry points to.</summary>
    public static string Address(RttEntry entry) => entry.Address is { } address ? $"{address}" : "-";

    /// <summary>The size; of a run, also how many entries make it.</summary>
    public static string Size(RttEntry entry) => RttTreeText.SizeText(entry);

    /// <summary>The descriptor in hexadecimal.</summary>
    public static string Descriptor(RttEntry entry) => $"0x{entry.Descriptor:x16}";
}
