using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Reads a definition of a realm and checks what can be known of it without a host.</summary>
/// <param name="file">Full path of the file that it comes from.</param>
internal sealed class DefinitionReader(string file)
{
    private const int PersonalizationLength = 64;
    private const int StartRegisters = 8;
    private const int MostVcpus = 512;

    private readonly List<string> _faults = [];

    /// <summary>The definition that the fields give.</summary>
    /// <exception cref="HostException"><see cref="FailureId.DefinitionInvalid"/>.</exception>
    internal RealmDefinition Read(IDictionary fields)
    {
        var reader = new DefinitionFieldReader(fields, string.Empty, _faults);
        string name = reader.Text("Name") ?? string.Empty;
        if (name.Length > 0)
            reader.Check("Name", () => RealmNames.Check(name));
        else if (!reader.Has("Name"))
            reader.Fault("Name", "the realm needs a name.");

        var definition = new RealmDefinition(name)
        {
            IpaBits = reader.Number("IpaBits", RttGeometry.MinimumIpaBits, RttGeometry.MaximumIpaBitsLpa2),
            StartLevel = reader.Number("StartLevel", RttGeometry.FirstLevel, RttGeometry.LastLevel),
            HashAlgorithm = reader.Choice<RealmHashAlgorithm>("HashAlgorithm"),
            PersonalizationValue = Personalization(reader),
            Lpa2 = reader.Switch("Lpa2"),
            SveVectorLength = reader.Number("SveVectorLength", 0, byte.MaxValue),
            PmuCounters = reader.Number("PmuCounters", 0, byte.MaxValue),
            Breakpoints = reader.Number("Breakpoints", 1, byte.MaxValue),
            Watchpoints = reader.Number("Watchpoints", 1, byte.MaxValue),
            Vmid = reader.Number("Vmid", 0, ushort.MaxValue),
            Memory = [.. reader.Tables("Memory").Select(Memory).OfType<MemoryDefinition>()],
            Vcpus = [.. Vcpus(reader)],
            Start = reader.Switch("Start"),
        };
        reader.RefuseOthers();
        Overlaps(definition);
        return _faults.Count == 0 ? definition : throw Invalid(file, _faults);
    }

    /// <summary>What to throw for a definition with faults.</summary>
    internal static HostException Invalid(string file, IReadOnlyCollection<string> faults) => new(
        FailureId.DefinitionInvalid, $"'{file}' is no definition of a realm:\n  - {string.Join("\n  - ", faults)}",
        "Correct these fields; Get-Help about_RealmDefinition describes them all.", file);

    private static ImmutableArray<byte>? Personalization(DefinitionFieldReader reader)
    {
        const string Name = "PersonalizationValue";
        byte[]? value = reader.Bytes(Name);
        if (value?.Length > PersonalizationLength)
        {
            reader.Fault(Name, string.Create(CultureInfo.InvariantCulture, $"{value.Length} bytes are more than the {PersonalizationLength} it holds."));
        }

        return value is null ? null : [.. value];
    }

    private MemoryDefinition? Memory(DefinitionFieldReader reader)
    {
        int before = _faults.Count;
        ulong? ipa = reader.Word("Ipa");
        ByteSize? size = reader.Size("Size");
        string? path = reader.Text("Path");
        bool shared = reader.Switch("Shared") ?? false;
        var memory = new MemoryDefinition(new Ipa(ipa ?? 0), size)
        {
            Path = path is null ? null : Path.GetFullPath(path, Path.GetDirectoryName(file) ?? string.Empty),
            Measure = reader.Switch("Measure") ?? false,
            PageSize = reader.Size("PageSize"),
            Shared = shared,
            Address = reader.Word("Address") is { } address ? new PhysicalAddress(address) : null,
            MemoryAttribute = reader.Number("MemoryAttribute", 0, 7),
            ReadOnly = reader.Switch("ReadOnly") ?? false,
        };
        reader.RefuseOthers();
        if (!reader.Has("Ipa")) reader.Fault("Ipa", "memory needs its first IPA.");
        if (!reader.Has("Size") && !reader.Has("Path")) reader.Fault("Size", "memory without an image needs a size.");
        if (ipa is { } first) reader.Check("Ipa", () => MemoryChecks.Range("IPA", first, Granule.Size, file));
        if (size is { } length) reader.Check("Size", () => MemoryChecks.Range("IPA", Granule.AlignDown(ipa ?? 0), length.Bytes, file));
        reader.Check("PageSize", () => MemoryChecks.PageSize(memory.PageSize, file));
        if (shared && (path is not null || memory.Measure)) reader.Fault("Shared", "shared memory takes no image and is not measured.");
        if (!shared && (memory.Address is not null || memory.MemoryAttribute is not null || memory.ReadOnly))
        {
            reader.Fault("Shared", "Address, MemoryAttribute and ReadOnly are for shared memory only.");
        }

        return _faults.Count == before ? memory : null;
    }

    private static IEnumerable<VcpuDefinition> Vcpus(DefinitionFieldReader reader)
    {
        const string Name = "Vcpus";
        if (reader.List(Name) is [int or long])
        {
            return Enumerable.Repeat(new VcpuDefinition(), reader.Number(Name, 0, MostVcpus) ?? 0);
        }

        return [.. reader.Tables(Name).SelectMany(Vcpu)];
    }

    private static IEnumerable<VcpuDefinition> Vcpu(DefinitionFieldReader reader)
    {
        const string Registers = "Registers";
        int count = reader.Number("Count", 1, MostVcpus) ?? 1;
        ulong entry = reader.Word("EntryPoint") ?? 0;
        bool? runnable = reader.Switch("Runnable");
        ulong?[] registers = [.. reader.List(Registers).Select(value => reader.Word(Registers, value))];
        if (registers.Length > StartRegisters) reader.Fault(Registers, $"there are more than the {StartRegisters} that a vCPU starts with.");
        reader.RefuseOthers();
        var vcpu = new VcpuDefinition { EntryPoint = new Ipa(entry), Registers = [.. registers.OfType<ulong>()], Runnable = runnable };
        return Enumerable.Repeat(vcpu, count);
    }

    private void Overlaps(RealmDefinition definition)
    {
        (MemoryDefinition Memory, int Index)[] sorted =
            [.. definition.Memory.Select((memory, index) => (memory, index)).Where(item => item.memory.Size is not null).OrderBy(item => item.memory.Ipa)];
        for (int i = 1; i < sorted.Length; i++)
        {
            MemoryDefinition before = sorted[i - 1].Memory;
            if (sorted[i].Memory.Ipa.Value - before.Ipa.Value < before.Size!.Value.Bytes)
            {
                _faults.Add($"Memory: {sorted[i].Memory.Ipa} lies within {before.Ipa}-{before.Ipa + before.Size.Value.Bytes}, which is defined, too.");
            }
        }
    }
}
