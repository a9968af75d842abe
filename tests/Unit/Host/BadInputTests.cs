using RealmTools.Host;
using RealmTools.Rmi;
using static RealmTools.Tests.Host.HostFixture;

namespace RealmTools.Tests.Host;

public sealed class BadInputTests : IDisposable
{
    private readonly RealmHost _host = Connect();
    private readonly string _before;

    public BadInputTests()
    {
        _host.Realms.Create(new RealmRequest("vm1"));
        _host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(Base, Size("2MB")));
        _before = State();
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void An_unaligned_range_is_refused() =>
        Refused(FailureId.RangeUnaligned, "0x80300800", () => Map(new Ipa(0x8030_0800u), "4KB"));

    [Fact]
    public void A_size_that_is_no_multiple_of_the_granule_is_refused() =>
        Refused(FailureId.RangeUnaligned, "0x1001", () => Map(new Ipa(0x9000_0000u), "4097"));

    [Fact]
    public void An_empty_range_is_refused() =>
        Refused(FailureId.RangeEmpty, "no bytes", () => Map(new Ipa(0x9000_0000u), "0"));

    [Fact]
    public void A_range_that_wraps_is_refused() =>
        Refused(FailureId.RangeEmpty, "2^64", () => Map(new Ipa(0xFFFF_FFFF_FFFF_F000ul), "8KB"));

    [Fact]
    public void An_overlapping_range_is_refused() =>
        Refused(FailureId.RangeOverlaps, "0x80000000-0x80200000", () => Map(Base + 0x10_0000, "2MB"));

    [Fact]
    public void An_ipa_beyond_the_realm_is_refused() =>
        Refused(FailureId.RangeBeyondRealm, "40 IPA bits", () => Map(new Ipa(1ul << 44), "4KB"));

    [Fact]
    public void Private_memory_in_the_unprotected_half_is_refused() =>
        Refused(FailureId.RangeBeyondRealm, "protected half", () => Map(new Ipa(1ul << 39), "4KB"));

    [Fact]
    public void A_range_that_spans_both_halves_is_refused() =>
        Refused(FailureId.RangeBeyondRealm, "protected half", () => Map(new Ipa((1ul << 39) - 0x1000), "8KB"));

    [Fact]
    public void Shared_memory_in_the_protected_half_is_refused() =>
        Refused(FailureId.RangeBeyondRealm, "unprotected half", () => _host.Memory.MapShared("vm1", new SharedMemoryRequest(new Ipa(0x9000_0000u), Size("4KB"))));

    [Fact]
    public void Sharing_the_realms_own_granules_is_refused() =>
        Refused(FailureId.GranuleInUse, "RD", () => _host.Memory.MapShared(
            "vm1", new SharedMemoryRequest(new Ipa(1ul << 39), Size("4KB")) { Address = _host.Realms.Get("vm1").Rd }));

    [Fact]
    public void A_memory_attribute_that_is_reserved_is_refused() =>
        Refused(FailureId.ParameterInvalid, "4", () => _host.Memory.MapShared(
            "vm1", new SharedMemoryRequest(new Ipa(1ul << 39), Size("4KB")) { MemoryAttribute = 4 }));

    [Fact]
    public void An_unknown_realm_is_refused() =>
        Refused(FailureId.RealmNotFound, "vm2", () => _host.Memory.Unmap("vm2", Base, Size("4KB")));

    [Fact]
    public void A_realm_of_the_same_name_is_refused() =>
        Refused(FailureId.RealmExists, "VM1", () => _host.Realms.Create(new RealmRequest("VM1")));

    [Theory]
    [InlineData("")]
    [InlineData("a*b")]
    [InlineData("a\u0001b")]
    public void A_name_that_is_none_is_refused(string name) =>
        Refused(FailureId.NameInvalid, "names have", () => _host.Realms.Create(new RealmRequest(name)));

    [Theory]
    [InlineData(31)]
    [InlineData(49)]
    public void Ipa_bits_that_are_not_offered_are_refused(int bits) =>
        Refused(FailureId.ParameterInvalid, $"{bits} IPA bits", () => _host.Realms.Create(new RealmRequest("vm2") { IpaBits = bits }));

    [Fact]
    public void A_start_level_that_does_not_serve_is_refused() =>
        Refused(FailureId.LevelInvalid, "Start level 2", () => _host.Realms.Create(new RealmRequest("vm2") { IpaBits = 48, StartLevel = 2 }));

    [Fact]
    public void A_long_personalization_value_is_refused() =>
        Refused(FailureId.ParameterInvalid, "65 bytes", () => _host.Realms.Create(new RealmRequest("vm2") { PersonalizationValue = [.. new byte[65]] }));

    [Fact]
    public void A_pmu_that_is_not_offered_is_refused() =>
        Refused(FailureId.ParameterInvalid, "PMU", () => _host.Realms.Create(new RealmRequest("vm2") { PmuCounters = 1 }));

    [Fact]
    public void A_file_larger_than_the_range_is_refused()
    {
        using var content = new MemoryContent(new MemoryStream(new byte[5000]), 5000, "Image");
        Refused(FailureId.FileLargerThanRange, "5000", () => _host.Memory.MapPrivate(
            "vm1", new PrivateMemoryRequest(new Ipa(0x9000_0000u), Size("4KB")) { Content = content }));
    }

    [Fact]
    public void A_file_that_does_not_exist_is_refused() =>
        Refused(FailureId.FileUnreadable, "nowhere", () => MemoryContent.FromFile(Path.Combine(Path.GetTempPath(), "nowhere", "Image")));

    [Fact]
    public void Content_that_ends_early_is_refused_and_leaves_nothing_mapped()
    {
        using var content = new MemoryContent(new MemoryStream(new byte[5000]), 9000, "Image");
        HostException e = Assert.Throws<HostException>(() => _host.Memory.MapPrivate(
            "vm1", new PrivateMemoryRequest(Base + 0x20_0000, Size("12KB")) { Content = content }));

        Assert.Equal(FailureId.ContentEnded, e.Id);
        Assert.Single(_host.Realms.Get("vm1").Memory);
        Assert.Empty(Disagreements(_host));
    }

    [Fact]
    public void More_memory_than_the_host_has_is_refused() =>
        Refused(FailureId.OutOfMemory, "510 MiB", () => Map(new Ipa(0x1_0000_0000ul), "4GB"));

    [Fact]
    public void Memory_that_leaves_no_room_for_its_tables_is_refused() =>
        Refused(FailureId.OutOfMemory, "tables", () => _host.Memory.MapPrivate("vm1", AllThatIsFree()));

    [Fact]
    public void A_page_size_that_tables_do_not_have_is_refused() =>
        Refused(FailureId.ParameterInvalid, "64 KiB", () => _host.Memory.MapPrivate(
            "vm1", new PrivateMemoryRequest(new Ipa(0x9000_0000u), Size("2MB")) { MaximumPageSize = Size("64KB") }));

    [Fact]
    public void Unmapping_what_is_not_mapped_is_refused() =>
        Refused(FailureId.RangeNotMapped, "0x90000000", () => _host.Memory.Unmap("vm1", new Ipa(0x9000_0000u), Size("4KB")));

    [Fact]
    public void A_second_activation_is_refused()
    {
        _host.Realms.Activate("vm1");
        Refused(FailureId.RealmAlreadyActive, "Active", () => _host.Realms.Activate("vm1"));
    }

    [Fact]
    public void Measured_memory_after_activation_is_refused()
    {
        _host.Realms.Activate("vm1");
        Refused(FailureId.MeasureAfterActivation, "RIM", () => _host.Memory.MapPrivate(
            "vm1", new PrivateMemoryRequest(new Ipa(0x9000_0000u), Size("4KB")) { Measure = true }));
    }

    [Fact]
    public void Content_after_activation_is_refused()
    {
        _host.Realms.Activate("vm1");
        using var content = new MemoryContent(new MemoryStream(new byte[50]), 50, "Image");
        Refused(FailureId.ContentAfterActivation, "new realm", () => _host.Memory.MapPrivate(
            "vm1", new PrivateMemoryRequest(new Ipa(0x9000_0000u), Size("4KB")) { Content = content }));
    }

    [Fact]
    public void A_vcpu_after_activation_is_refused()
    {
        _host.Realms.Activate("vm1");
        Refused(FailureId.MeasureAfterActivation, "RIM", () => _host.Vcpus.Add("vm1", new VcpuRequest()));
    }

    [Fact]
    public void An_unknown_vcpu_is_refused() =>
        Refused(FailureId.VcpuNotFound, "vCPU 3", () => _host.Vcpus.Enter("vm1", 3));

    [Fact]
    public void Too_many_registers_are_refused() =>
        Refused(FailureId.ParameterInvalid, "9 start registers", () => _host.Vcpus.Add("vm1", new VcpuRequest { Registers = [.. new ulong[9]] }));

    [Fact]
    public void A_terminated_realm_takes_no_memory()
    {
        _host.Realms.Terminate("vm1");
        Refused(FailureId.RealmEnded, "Terminated", () => Map(new Ipa(0x9000_0000u), "4KB"));
    }

    [Fact]
    public void A_table_at_a_level_the_realm_has_not_is_refused() =>
        Refused(FailureId.LevelInvalid, "Level 4", () => _host.Tables.Create("vm1", Base, 4));

    [Fact]
    public void A_table_at_an_unaligned_ipa_is_refused() =>
        Refused(FailureId.RangeUnaligned, "2 MiB", () => _host.Tables.Create("vm1", Base + 0x1000, 3));

    [Fact]
    public void Granules_outside_dram_are_refused() =>
        Refused(FailureId.NotDram, "0x40000000", () => _host.Granules.Delegate(new PhysicalAddress(0x4000_0000u), Size("4KB")));

    [Fact]
    public void Delegating_what_is_in_use_is_refused() =>
        Refused(FailureId.GranuleInUse, "RD", () => _host.Granules.Delegate(_host.Realms.Get("vm1").Rd, Size("4KB")));

    [Fact]
    public void Undelegating_a_root_table_passes_on_what_the_rmm_says() =>
        Refused(FailureId.RmiFailed, "ERROR_INPUT", () => _host.Granules.Undelegate(_host.Realms.Get("vm1").Geometry.RttBase, Size("4KB")));

    [Fact]
    public void A_host_that_is_asked_in_the_middle_of_an_operation_says_so_instead_of_waiting_for_itself()
    {
        var answers = new List<FailureId>();
        var context = new OperationContext
        {
            Step = _ =>
            {
                answers.Add(Assert.Throws<HostException>(() => _host.Realms.Get("vm1")).Id);
                answers.Add(Assert.Throws<HostException>(_host.Dispose).Id);
            },
        };

        _host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(Base + 0x4000_0000, Size("4KB")), context);

        Assert.NotEmpty(answers);
        Assert.All(answers, static id => Assert.Equal(FailureId.HostBusy, id));
        Assert.Equal("vm1", _host.Realms.Get("vm1").Name);
    }

    [Fact]
    public void A_disconnected_host_says_so()
    {
        _host.Dispose();
        HostException e = Assert.Throws<HostException>(() => _host.Realms.Get("vm1"));
        Assert.Equal(FailureId.HostClosed, e.Id);
    }

    private void Map(Ipa ipa, string size) => _host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(ipa, Size(size)));

    private void Refused(FailureId id, string says, Action action)
    {
        string before = _host.Realms.Get("vm1").State == RealmState.New ? _before : State();

        HostException e = Assert.Throws<HostException>(action);

        Assert.Equal(id, e.Id);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.NotEmpty(e.RecommendedAction);
        Assert.Equal(before, State());
        Assert.Empty(Disagreements(_host));
    }

    private string State() => string.Join('\n', [
        .. _host.Realms.All.Select(static r => $"{r} {string.Join(',', r.Memory)} {r.Vcpus.Length} {r.GranulesHeld} {r.GranulesLeaked}"),
        .. _host.Granules.List(new GranuleFilter(Detailed: true)).Select(static g => g.ToString()),
        .. RttTreeText.Lines(_host.Tables.Read("vm1"), _host.Realms.Get("vm1").Geometry),
    ]);

    private PrivateMemoryRequest AllThatIsFree() =>
        new(new Ipa(0x1_0000_0000ul), new ByteSize(_host.Granules.Free * 4096)) { MaximumPageSize = Size("4KB") };
}
