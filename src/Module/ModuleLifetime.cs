using System.Management.Automation;
using RealmTools.Module.Session;

namespace RealmTools.Module;

/// <summary>What happens when a session imports or removes the module: importing registers nothing, removing ends this runspace's hosts.</summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport()
    {
        // Called once for every import in every runspace of the process: there is nothing global to set up.
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => RealmSession.Current.Close();
}
