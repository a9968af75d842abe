using System.Globalization;
using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Commands;
using RealmTools.Module.Session;
using RealmTools.Rmi;

namespace RealmTools.Module.Views;

/// <summary>What the views of a host show beyond its properties. A view never fails: of a closed host it shows what is left.</summary>
public static class HostView
{
    /// <summary>Whether commands of this session use the host when none is named.</summary>
    public static bool IsDefault(RealmHost host) => RealmSession.Current.Default == host;

    /// <summary>A mark on the default host.</summary>
    public static string DefaultMark(RealmHost host) => IsDefault(host) ? "*" : string.Empty;

    /// <summary>All DRAM.</summary>
    public static ByteSize Dram(RealmHost host)
    {
        ulong bytes = 0;
        foreach (MemoryRange bank in host.Platform.Dram)
        {
            bytes += bank.Size;
        }

        return new ByteSize(bytes);
    }

    /// <summary>DRAM that is free for allocation.</summary>
    public static object? Free(RealmHost host) => Shown(() =>
    {
        ulong bytes = 0;
        foreach (GranuleRun run in host.Granules.List(new GranuleFilter(Uses: [GranuleUse.Free], Fates: [GranuleFate.Sound])))
        {
            bytes += run.Size.Bytes;
        }

        return new ByteSize(bytes);
    });

    /// <summary>How many realms it has.</summary>
    public static object? Realms(RealmHost host) => Shown(() => host.Realms.All.Length);

    /// <summary>RMI calls so far.</summary>
    public static object? Calls(RealmHost host) => Shown(() => host.CallCount.ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>The feature registers.</summary>
    public static string Registers(RealmHost host) => RegisterView.Words(host.Features.Registers);

    /// <summary>The most RECs of a realm.</summary>
    public static string MaximumRecs(RealmHost host) => $"2^{host.Features.MaximumRecsOrder}";

    /// <summary>What a realm may have of debug registers; the fields hold one less.</summary>
    public static string DebugRegisters(RealmHost host) => $"{host.Features.Breakpoints + 1} breakpoints, {host.Features.Watchpoints + 1} watchpoints";

    /// <summary>Whether a realm may have a PMU.</summary>
    public static string Pmu(RealmHost host) => host.Features.Pmu ? $"{host.Features.PmuCounters} counters" : "none";

    /// <summary>Whether a realm may have SVE.</summary>
    public static string Sve(RealmHost host) => host.Features.Sve ? $"vectors of up to {128 * (host.Features.SveVectorLength + 1)} bits" : "none";

    /// <summary>The host that an object came from, where that is not clear because the session has several. Nothing, and no group, where it is.</summary>
    public static IEnumerable<string> Origin(PSObject item) => OriginOf(item) is { } host ? [host] : [];

    /// <summary>The realm that an object is part of, and its host where that is not clear.</summary>
    public static string RealmTitle(PSObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return At($"{item.Properties[nameof(Vcpu.RealmName)]?.Value}", item);
    }

    /// <summary>A name, and the host of what is named where that is not clear.</summary>
    internal static string At(string name, PSObject item) => OriginOf(item) is { } host ? $"{name} on {host}" : name;

    private static string? OriginOf(PSObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        object? host = item.Properties[HostTag.Name]?.Value
            ?? (RealmSession.Current.Hosts.Length > 1 ? item.Properties[nameof(Realm.HostName)]?.Value : null);
        return host?.ToString();
    }

    private static object? Shown(Func<object> read)
    {
        try
        {
            return read();
        }
        catch (HostException)
        {
            return null;
        }
    }
}
