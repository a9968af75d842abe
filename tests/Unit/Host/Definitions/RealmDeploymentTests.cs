using RealmTools.Host;
using RealmTools.Rmi;
using static RealmTools.Tests.Host.HostFixture;

namespace RealmTools.Tests.Host.Definitions;

public sealed class RealmDeploymentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("realm").FullName;
    private readonly RealmHost _host = Connect();

    private string File => Path.Combine(_folder, "vm1.json");

    private string Image => Path.Combine(_folder, "image");

    private RealmDefinition Definition => new("vm1")
    {
        IpaBits = 33,
        PersonalizationValue = [1, 2],
        Memory =
        [
            new MemoryDefinition(new Ipa(0x9000_0000u), Size("2MB")),
            new MemoryDefinition(Base, null) { Path = Image, Measure = true },
            new MemoryDefinition(new Ipa(0x1_0000_0000L), Size("64KB")) { Shared = true, ReadOnly = true },
        ],
        Vcpus = [new VcpuDefinition { EntryPoint = Base, Registers = [7] }, new VcpuDefinition()],
    };

    public RealmDeploymentTests() => System.IO.File.WriteAllBytes(Image, new byte[5000]);

    public void Dispose()
    {
        _host.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_realm_is_made_as_defined_and_then_nothing_is_left_to_change()
    {
        Realm realm = Deployment(Definition with { Start = true }).Create();

        Assert.Equal((RealmState.Active, 33, 2), (realm.State, realm.IpaBits, realm.Vcpus.Length));
        Assert.Equal([Size("8KB"), Size("2MB"), Size("64KB")], realm.Memory.Select(static m => m.Size));
        Assert.Empty(Deployment(Definition with { Start = true }).Plan(prune: true));
        Assert.Empty(Deployment(Definition).Plan());
        Assert.Empty(Disagreements(_host));
    }

    [Fact]
    public void The_definition_of_a_realm_makes_one_with_the_same_measurement()
    {
        Realm first = Deployment(Definition).Create();
        string rim = RealmMeasurement.Read(_host, first)[0].Hex;
        RealmDefinition exported = RealmDefinition.FromJson(RealmDefinition.Of(first).ToJson(_folder), File);
        Assert.Empty(Deployment(exported).Plan(prune: true));
        _host.Teardown.Remove("vm1");

        Realm second = Deployment(exported).Create();

        Assert.Equal(rim, RealmMeasurement.Read(_host, second)[0].Hex);
        Assert.Equal(first.Vcpus[0].Registers.AsEnumerable(), second.Vcpus[0].Registers);
    }

    [Fact]
    public void A_realm_that_is_not_there_is_one_change()
    {
        RealmChange change = Assert.Single(Deployment(Definition).Plan());

        Assert.Equal(RealmChangeKind.Create, change.Kind);
        Assert.False(_host.Realms.TryGet("vm1", out _));
        RealmDeployment.Apply(change);
        Assert.Empty(Deployment(Definition).Plan());
    }

    [Fact]
    public void What_is_missing_is_added_and_with_prune_what_is_not_defined_goes()
    {
        Deployment(Definition).Create();
        RealmDefinition wanted = Definition with
        {
            Memory = [Definition.Memory[1], new MemoryDefinition(new Ipa(0xA000_0000u), Size("4KB"))],
            Vcpus = [.. Definition.Vcpus, new VcpuDefinition()],
            Start = true,
        };

        Assert.Equal([RealmChangeKind.AddMemory, RealmChangeKind.AddVcpu, RealmChangeKind.Start], Deployment(wanted).Plan().Select(static c => c.Kind));
        IReadOnlyList<RealmChange> changes = Deployment(wanted).Plan(prune: true);
        Assert.Equal(2, changes.Count(static c => c.Kind == RealmChangeKind.RemoveMemory));
        foreach (RealmChange change in changes)
        {
            RealmDeployment.Apply(change);
        }

        Realm realm = _host.Realms.Get("vm1");
        Assert.Equal(([Base, new Ipa(0xA000_0000u)], 3, RealmState.Active), (realm.Memory.Select(static m => m.Ipa).ToArray(), realm.Vcpus.Length, realm.State), Same);
        Assert.Empty(Deployment(wanted).Plan(prune: true));
        Assert.Empty(Disagreements(_host));
    }

    [Fact]
    public void What_cannot_change_is_refused_all_at_once_and_nothing_is_done()
    {
        Deployment(Definition with { Start = true }).Create();
        RealmDefinition wanted = Definition with
        {
            IpaBits = 40,
            HashAlgorithm = RealmHashAlgorithm.Sha512,
            PersonalizationValue = [3],
            Memory = [new MemoryDefinition(Base, Size("4MB")), new MemoryDefinition(new Ipa(0xA000_0000u), null) { Path = Image }],
            Vcpus = [new VcpuDefinition(), new VcpuDefinition(), new VcpuDefinition()],
            Start = false,
        };
        long calls = _host.CallCount;

        HostException e = Assert.Throws<HostException>(() => Deployment(wanted).Plan());

        Assert.Equal(FailureId.ChangeImpossible, e.Id);
        foreach (string name in (string[])["IpaBits: it is 33, and 40", "HashAlgorithm: it is Sha256", "PersonalizationValue:", "Memory at 0x80000000:", "Memory at 0xa0000000: the realm is Active", "Vcpus[0]: it starts at", "Vcpus[2]: the realm is Active", "Start:"])
        {
            Assert.Contains($"- {name}", e.Message, StringComparison.Ordinal);
        }

        Assert.Equal(calls, _host.CallCount);
    }

    [Fact]
    public void Measured_memory_is_not_pruned()
    {
        Deployment(Definition).Create();

        HostException e = Assert.Throws<HostException>(() => Deployment(Definition with { Memory = [] }).Plan(prune: true));

        Assert.Contains("stays in the measurement", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_definition_that_does_not_fit_is_refused_before_anything_is_made()
    {
        RealmDefinition wanted = Definition with
        {
            Memory =
            [
                new MemoryDefinition(Base, Size("4KB")) { Path = Image },
                new MemoryDefinition(new Ipa(0x1_0000_0000L), Size("4KB")),
                new MemoryDefinition(new Ipa(0x9000_0000u), null) { Path = Image + "2" },
                new MemoryDefinition(new Ipa(0xA000_0000u), Size("4KB")) { Shared = true },
            ],
        };
        long calls = _host.CallCount;

        HostException e = Assert.Throws<HostException>(() => Deployment(wanted).Create());

        Assert.Equal(FailureId.DefinitionInvalid, e.Id);
        Assert.Contains("Memory[0].Path: ", e.Message, StringComparison.Ordinal);
        Assert.Contains("Memory[1].Ipa: 0x100000000-0x100001000 does not lie in the protected half", e.Message, StringComparison.Ordinal);
        Assert.Contains("Memory[2].Path: ", e.Message, StringComparison.Ordinal);
        Assert.Contains("Memory[3].Ipa: ", e.Message, StringComparison.Ordinal);
        Assert.Equal(calls, _host.CallCount);
    }

    [Fact]
    public void A_realm_that_fails_half_way_leaves_nothing_behind()
    {
        long free = _host.Granules.Free;
        RealmDefinition wanted = Definition with { Memory = [new MemoryDefinition(Base, Size("4MB")), new MemoryDefinition(new Ipa(0x9000_0000u), Size("1GB"))] };

        HostException e = Assert.Throws<HostException>(() => Deployment(wanted).Create());

        Assert.Equal(FailureId.OutOfMemory, e.Id);
        Assert.Empty(_host.Realms.All);
        Assert.Equal(free, _host.Granules.Free);
    }

    [Fact]
    public void What_is_left_of_an_image_cannot_be_exported()
    {
        Deployment(Definition).Create();
        _host.Memory.Unmap("vm1", Base, Size("4KB"));

        HostException e = Assert.Throws<HostException>(() => RealmDefinition.Of(_host.Realms.Get("vm1")));

        Assert.Equal(FailureId.DefinitionInvalid, e.Id);
    }

    private static bool Same((Ipa[] Ipas, int Vcpus, RealmState State) left, (Ipa[] Ipas, int Vcpus, RealmState State) right) =>
        left.Ipas.SequenceEqual(right.Ipas) && (left.Vcpus, left.State) == (right.Vcpus, right.State);

    private RealmDeployment Deployment(RealmDefinition definition) => new(_host, definition, File);
}
