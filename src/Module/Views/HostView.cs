using System.Globalization;
using RealmTools.Host;
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

    /// <summary>The banks of DRAM.</summary>
    public static string Banks(RealmHost host) => string.Join(", ", host.Platform.Dram);

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
    public static string Registers(RealmHost host) => string.Join(' ', host.Features.Registers.Select(r => $"0x{r:x}"));

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
