using System.Management.Automation;
using RealmTools.Module.Assertions;
using RealmTools.Module.Session;

namespace RealmTools.Module;

/// <summary>What happens when a session imports or removes the module: a Pester that is there gets its operators; removing ends this runspace's hosts.</summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Called once for every import in every runspace of the process: there is nothing global to set up.</summary>
    public void OnImport()
    {
        try
        {
            ShouldOperators.TryRegister();
        }
        catch (RuntimeException)
        {
            // The commands work all the same, and Register-RealmShouldOperator says what Pester has against its operators.
        }
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => RealmSession.Current.Close();
}
