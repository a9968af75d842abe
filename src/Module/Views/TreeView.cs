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
        RttEntry entry = EntryOf(item);
        string half = entry.Geometry is { } geometry ? RttTreeText.HalfLine(entry.IsProtected, geometry) : $"{(entry.IsProtected ? string.Empty : "un")}protected half";
        return $"{HostView.At(entry.RealmName, item)}, {half}";
    }

    /// <summary>The level, indented by the entry's depth.</summary>
    public static string Level(PSObject item)
    {
        RttEntry entry = EntryOf(item);
        return $"{new string(' ', 2 * (entry.Level - (entry.Geometry?.StartLevel ?? entry.Level)))}{entry.Level}";
    }

    /// <summary>The range of IPAs.</summary>
    public static string Range(PSObject item) => EntryOf(item) is var entry ? $"{entry.Ipa}-{entry.Top}" : string.Empty;

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
    public static string Ripas(PSObject item)
    {
        RttEntry entry = EntryOf(item);
        string ripas = RttTreeText.RipasText(entry);
        return entry.Ripas == Rmi.Ripas.Destroyed ? Palette.Notable(ripas) : ripas;
    }

    /// <summary>The PA of what the entry points to.</summary>
    public static string Address(PSObject item) => EntryOf(item).Address is { } address ? $"{address}" : "-";

    /// <summary>How many entries make a run.</summary>
    public static string Entries(PSObject item) => EntryOf(item).Count.ToString(CultureInfo.InvariantCulture);

    /// <summary>The descriptor in hexadecimal.</summary>
    public static string Descriptor(PSObject item) => $"0x{EntryOf(item).Descriptor:x16}";

    /// <summary>
    /// The descriptor's bits in words: the address and, of a shared page, MemAttr[4:2] and the permissions R(6) and W(7) that the host gave.
    /// </summary>
    /// <remarks>RTT_READ_ENTRY, x3; MemAttr as stage 2 with FEAT_S2FWB reads it.</remarks>
    public static string DescriptorBits(PSObject item)
    {
        RttEntry entry = EntryOf(item);
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

    // One from another process has lost its geometry, and with it its depth.
    private static RttEntry EntryOf(PSObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.BaseObject as RttEntry ?? new RttEntry(
            Received.Value<Ipa>(item, nameof(RttEntry.Ipa)),
            Received.Value<ByteSize>(item, nameof(RttEntry.Size)),
            Received.Value<int>(item, nameof(RttEntry.Level)),
            Received.Value<RttEntryState>(item, nameof(RttEntry.State)),
            Received.Value<Rmi.Ripas>(item, nameof(RttEntry.Ripas)),
            Received.Value<ulong>(item, nameof(RttEntry.Descriptor)),
            Received.Value<bool>(item, nameof(RttEntry.IsProtected)),
            Received.Value<long>(item, nameof(RttEntry.Count)))
        {
            RealmName = Received.Value<string>(item, nameof(RttEntry.RealmName)) ?? string.Empty,
        };
    }
}
