using RealmTools.Host;
using RealmTools.Rmi;
using static RealmTools.Tests.Host.HostFixture;

namespace RealmTools.Tests.Host;

/// <summary>A realm's whole life in steps, each of which may fail.</summary>
internal sealed class Life(RealmHost host)
{
    private static readonly Ipa s_shared = new(1ul << 32);

    /// <summary>Failures of the life so far.</summary>
    internal List<HostException> Failures { get; } = [];

    /// <summary>Lives the life up to the tear-down, going on after failures.</summary>
    internal void Live()
    {
        Try(() => host.Realms.Create(new RealmRequest("vm1") { IpaBits = 33 }));
        Try(() =>
        {
            using var content = new MemoryContent(new MemoryStream(new byte[6000]), 6000, "image");
            host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(new Ipa(0x40_0000u), Size("16KB")) { Content = content, Measure = true });
        });
        Try(() => host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(new Ipa(0x80_0000u), Size("2MB"))));
        Try(() => host.Memory.MapShared("vm1", new SharedMemoryRequest(s_shared, Size("8KB"))));
        Try(() => host.Memory.MapShared("vm1", new SharedMemoryRequest(s_shared + 0x20_0000, Size("2MB"))));
        Try(() => host.Vcpus.Add("vm1", new VcpuRequest()));
        Try(() => host.Vcpus.Add("vm1", new VcpuRequest()));
        Try(() => host.Realms.Activate("vm1"));
        Try(() => host.Vcpus.Enter("vm1", 0));
        Try(() => host.Memory.Unmap("vm1", new Ipa(0x90_0000u), Size("8KB")));
        Try(() => host.Tables.Create("vm1", new Ipa(0x120_0000u), 3));
        Try(() => host.Tables.Fold("vm1", new Ipa(0x120_0000u), 3));
    }

    /// <summary>Takes the realm down, resuming as often as faults can make that fail.</summary>
    internal void End()
    {
        if (!host.Realms.TryGet("vm1", out _)) return;

        const int MostFaults = 3;
        TeardownReport report = host.Teardown.Remove("vm1");
        for (int i = 0; i < MostFaults && !report.IsComplete; i++)
        {
            report = host.Teardown.Resume("vm1");
        }
    }

    private void Try(Action step)
    {
        try
        {
            step();
        }
        catch (HostException e)
        {
            Failures.Add(e);
        }
    }
}
