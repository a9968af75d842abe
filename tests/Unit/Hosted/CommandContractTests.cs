using System.Collections.ObjectModel;
using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Hosted.Tests;

/// <summary>What a program that hosts the engine can rely on: streams, errors, stopping, and hosts that several runspaces share.</summary>
public sealed class CommandContractTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public CommandContractTests() => _session.Run("Connect-RealmHost sim -Dram 64GB; New-Realm vm1 -IpaBits 40");

    public void Dispose() => _session.Dispose();

    [HostedFact]
    public void A_pipeline_that_has_enough_ends_the_walk()
    {
        _session.Run("Add-RealmMemory vm1 -Ipa 0x40000000 -Size 64MB -PageSize 4KB");
        long before = Calls();

        IReadOnlyList<object> output = _session.Run("Get-RttTree vm1 -Raw | Select-Object -First 2").Output;

        Assert.Equal(2, output.Count);
        // A table is read at a time; the tree has 35 of them.
        Assert.InRange(Calls() - before, 1, 2 * 512);
    }

    [HostedFact]
    public void Progress_ends_with_what_it_began()
    {
        PSDataStreams streams = _session.Run("Add-RealmMemory vm1 -Ipa 0x40000000 -Size 16GB -PageSize 4KB").Streams;

        Assert.Empty(streams.Error);
        Assert.All(
            streams.Progress.GroupBy(record => record.ActivityId),
            bar => Assert.Equal(ProgressRecordType.Completed, bar.Last().RecordType));
    }

    [HostedFact]
    public void A_stopped_command_ends_and_leaves_a_realm_that_can_be_removed()
    {
        using (PowerShell shell = _session.Start("Add-RealmMemory vm1 -Ipa 0x40000000 -Size 48GB -PageSize 4KB -Verbose"))
        {
            using var isWorking = new ManualResetEventSlim();
            shell.Streams.Verbose.DataAdded += (_, _) => isWorking.Set();
            IAsyncResult running = shell.BeginInvoke();
            Assert.True(isWorking.Wait(TimeSpan.FromSeconds(60)));

            shell.Stop();

            Assert.True(running.IsCompleted);
            Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        }

        (IReadOnlyList<object> output, PSDataStreams streams) = _session.Run("Remove-Realm vm1 -Force; Test-RealmTeardown -Quiet");
        Assert.Empty(streams.Error);
        Assert.Equal([true], output);
    }

    [HostedFact]
    public void An_error_has_the_object_the_call_and_the_way_out()
    {
        _session.Run("Add-RealmMemory vm1 -Ipa 0x40000000 -Size 4KB");

        (IReadOnlyList<object> output, PSDataStreams streams) = _session.Run("'nobody', 'vm1' | Get-Realm");
        ErrorRecord error = Assert.Single(streams.Error);

        Assert.Equal("vm1", Assert.IsType<Realm>(Assert.Single(output)).Name);
        Assert.Equal("RealmNotFound,RealmTools.Module.Commands.GetRealmCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);

        ErrorRecord refused = Assert.Single(_session.Run("Remove-Rtt vm1 0x40000000 -Level 3 -Confirm:$false").Streams.Error);
        HostCall call = Assert.IsType<HostException>(refused.Exception, exactMatch: false).Call!;
        Assert.Equal(RmiCommand.RttDestroy, call.Command);
        Assert.Equal("RTT_DESTROY.table-live", call.Diagnosis.Reason!.Id);
        Assert.Equal("vm1", $"{refused.TargetObject}");
    }

    [HostedFact]
    public void Debug_shows_every_call_and_asks_nothing()
    {
        long before = Calls();

        PSDataStreams streams = _session.Run("Get-RttEntry vm1 0x40000000 -Debug").Streams;

        Assert.Equal(Calls() - before, streams.Debug.Count);
        Assert.Contains(streams.Debug, line => line.Message.Contains("RTT_READ_ENTRY", StringComparison.Ordinal));
    }

    [HostedFact]
    public void Runspaces_share_a_host_object_and_not_its_name()
    {
        object host = Assert.Single(_session.Run("Get-RealmHost sim").Output);

        Parallel.For(0, 4, i =>
        {
            using var other = new ModuleSession();
            using PowerShell shell = other.Start("param($machine, $name) New-Realm $name -RealmHost $machine; (Get-RealmHost).Count").AddArgument(host).AddArgument($"shared{i}");
            Collection<PSObject> output = shell.Invoke();
            Assert.Empty(shell.Streams.Error);
            Assert.Equal(0, output[^1].BaseObject);
        });

        Assert.Equal(5, _session.Run("Get-Realm").Output.Count);
    }

    private long Calls() => Assert.IsType<RealmHost>(Assert.Single(_session.Run("Get-RealmHost sim").Output)).CallCount;
}
