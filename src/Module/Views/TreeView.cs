using System.Globalization;
using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Views;

/// <summary>What the views of an RTT show beyond the properties of its entries.</summary>
public static class TreeView
{
    private static readonly string[] s_memoryTypes =
    [
        "device nGnRnE", "device nGnRE", "device nGRE", "device GRE", "reserved", "normal non-cacheable", "normal write-back", "as stage 1 says",
    ];

    /// <summary>Realm, its host where that is not clear, and half of the IPA space.</summary>
    public static string Half(PSObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.BaseObject is RttEntry { Geometry: { } geometry } entry
            ? $"{HostView.At(entry.RealmName, item)}, {RttTreeText.HalfLine(entry.IsProtected, geometry)}"
            : string.Empty;
    }

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

    /// <summary>How many entries make a run.</summary>
    public static string Entries(RttEntry entry) => entry.Count.ToString(CultureInfo.InvariantCulture);

    /// <summary>The descriptor in hexadecimal.</summary>
    public static string Descriptor(RttEntry entry) => $"0x{entry.Descriptor:x16}";

    /// <summary>
    /// The descriptor's bits in words: the address and, of a shared page, MemAttr[4:2] and the permissions R(6) and W(7) that the host gave.
    /// </summary>
    /// <remarks>RTT_READ_ENTRY, x3; MemAttr as stage 2 with FEAT_S2FWB reads it.</remarks>
    public static string DescriptorBits(RttEntry entry)
    {
        if (entry.Address is not { } address)
        {
            return "nothing mapped";
        }

        if (entry.IsTable)
        {
            return $"table at {address}";
        }

        if (entry.IsProtected)
        {
            return $"memory at {address}";
        }

        int attribute = (int)(entry.Descriptor >> 2) & 7;
        string read = (entry.Descriptor & 0x40) != 0 ? "read" : "no read";
        string write = (entry.Descriptor & 0x80) != 0 ? "write" : "no write";
        return $"memory at {address}, MemAttr {attribute} ({s_memoryTypes[attribute]}), {read}, {write}";
    }
}
