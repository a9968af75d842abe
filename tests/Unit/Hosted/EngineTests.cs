using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace RealmTools.Hosted.Tests;

public sealed class EngineTests
{
    [HostedFact]
    public void Runspace_evaluates_a_script()
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var shell = PowerShell.Create();
        shell.Runspace = runspace;

        PSObject result = Assert.Single(shell.AddScript("1+1").Invoke());

        Assert.Equal(2, result.BaseObject);
    }

    [HostedFact]
    public void Engine_is_the_real_one() =>
        // The compile-time library answers null here.
        Assert.Equal("Why,Where", new ErrorRecord(new InvalidOperationException(), "Why,Where", ErrorCategory.InvalidOperation, null).FullyQualifiedErrorId);
}
