using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Assertions;

namespace RealmTools.Module.Commands;

/// <summary>Register-RealmShouldOperator: gives the Pester of the session the Should operators for realms.</summary>
[Cmdlet(VerbsLifecycle.Register, "RealmShouldOperator")]
[OutputType(typeof(void))]
public sealed class RegisterRealmShouldOperatorCommand : RealmCommand
{
    /// <inheritdoc/>
    protected override void Process()
    {
        if (!ShouldOperators.TryRegister())
        {
            throw new HostException(
                FailureId.PesterNotLoaded, $"This session has no Pester {ShouldOperators.OldestPester} or later.",
                $"Import it first: Import-Module Pester -MinimumVersion {ShouldOperators.OldestPester}.");
        }
    }
}
