using RealmTools.Host;

namespace RealmTools.Module.Views;

/// <summary>What the views of vCPUs and their exits show beyond their properties.</summary>
public static class VcpuView
{
    /// <summary>The registers that are not zero.</summary>
    public static string Registers(RecExit exit) => exit.Registers.IsDefaultOrEmpty ? string.Empty : string.Join(
        ' ', exit.Registers.Select((value, i) => (value, i)).Where(r => r.value != 0).Select(r => $"x{r.i}=0x{r.value:x}"));
}
