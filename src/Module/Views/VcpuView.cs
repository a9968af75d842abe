using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Views;

/// <summary>What the views of vCPUs and their exits show beyond their properties.</summary>
public static class VcpuView
{
    /// <summary>The registers that are not zero.</summary>
    public static string Registers(RecExit exit) => RegisterView.Numbered(exit.Registers);

    /// <summary>How the host served an exit; where there was nothing to serve, what calls returned to the realm.</summary>
    public static string Answer(RecExit exit) => exit.Answer.Length > 0 ? exit.Answer : Results(exit);

    /// <summary>What calls returned to the realm, one a line: the call, X0, and the further registers that are not zero.</summary>
    public static string Results(RecExit exit) => string.Join('\n', exit.Results.Select(Result));

    private static string Result(RealmSmcResult result)
    {
        string name = (uint)result.FunctionId switch
        {
            uint id when Enum.IsDefined((RsiCommand)id) => $"RSI {(RsiCommand)id}",
            uint id when Enum.IsDefined((PsciCommand)id) => $"PSCI {(PsciCommand)id}",
            _ => $"SMC 0x{result.FunctionId:x}",
        };
        IEnumerable<string> values = result.Registers.Select((value, i) => (value, i)).Where(r => r.i == 0 || r.value != 0).Select(r => $"x{r.i}=0x{r.value:x}");
        return $"{name}: {string.Join(' ', values)}";
    }
}
