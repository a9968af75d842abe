using System.Management.Automation;

namespace RealmTools.Module.Assertions;

/// <summary>Registers the module's Should operators with the Pester that the session has loaded.</summary>
internal static class ShouldOperators
{
    private const string ScriptName = "RealmTools.ShouldOperators.ps1";

    /// <summary>The oldest Pester whose operators these are.</summary>
    public static Version OldestPester { get; } = new(5, 7, 1);

    /// <summary>Registers them; a second time changes nothing.</summary>
    /// <returns>False when the session has loaded no Pester that is new enough.</returns>
    /// <exception cref="RuntimeException">Pester refuses them, for example because another module has operators of these names.</exception>
    public static bool TryRegister()
    {
        PSModuleInfo? pester = Run("Get-Module -Name Pester").Select(module => module.BaseObject).OfType<PSModuleInfo>().MaxBy(module => module.Version);
        if (pester is null || pester.Version < OldestPester)
        {
            return false;
        }

        string folder = Path.GetDirectoryName(typeof(ShouldOperators).Assembly.Location) ?? string.Empty;
        Run("param($script, $pester) & $script -Pester $pester", Path.Combine(folder, ScriptName), pester);
        return true;
    }

    private static PSObject[] Run(string script, params object[] arguments)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddScript(script, useLocalScope: true);
        foreach (object argument in arguments)
        {
            shell.AddArgument(argument);
        }

        PSObject[] output = [.. shell.Invoke()];
        return shell.HadErrors && shell.Streams.Error.Count > 0 ? throw new CmdletInvocationException(shell.Streams.Error[0].ToString(), shell.Streams.Error[0].Exception) : output;
    }
}
