using System.Collections;
using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// What a realm shall be like, as one file says it: geometry, memory with its images, vCPUs. What is null is left to the host's
/// defaults when the realm is created, and does not matter when it is compared.
/// </summary>
/// <param name="Name">Name of the realm.</param>
public sealed record RealmDefinition(string Name)
{
    /// <summary>IPA width in bits.</summary>
    public int? IpaBits { get; init; }

    /// <summary>RTT start level.</summary>
    public int? StartLevel { get; init; }

    /// <summary>Algorithm of its measurements.</summary>
    public RealmHashAlgorithm? HashAlgorithm { get; init; }

    /// <summary>Realm personalization value, at most 64 bytes; null for zeros.</summary>
    public ImmutableArray<byte>? PersonalizationValue { get; init; }

    /// <summary>Whether stage 2 uses LPA2.</summary>
    public bool? Lpa2 { get; init; }

    /// <summary>SVE vector length in quadwords − 1.</summary>
    public int? SveVectorLength { get; init; }

    /// <summary>PMU counters.</summary>
    public int? PmuCounters { get; init; }

    /// <summary>Breakpoints − 1.</summary>
    public int? Breakpoints { get; init; }

    /// <summary>Watchpoints − 1.</summary>
    public int? Watchpoints { get; init; }

    /// <summary>VMID; RMI 1.0 only.</summary>
    public int? Vmid { get; init; }

    /// <summary>Its memory, in the order in which it is mapped and measured.</summary>
    public ImmutableArray<MemoryDefinition> Memory { get; init; } = [];

    /// <summary>Its vCPUs, in the order of their indices.</summary>
    public ImmutableArray<VcpuDefinition> Vcpus { get; init; } = [];

    /// <summary>Whether it is activated; null where the definition does not say.</summary>
    public bool? Start { get; init; }

    /// <summary>Reads a definition from fields: texts, numbers, Booleans, lists and dictionaries, as a data file or JSON has them.</summary>
    /// <param name="fields">The fields, by name in any case.</param>
    /// <param name="file">Full path of the file they come from; paths in it are relative to its folder.</param>
    /// <exception cref="HostException"><see cref="FailureId.DefinitionInvalid"/>, with every field that is bad and its rule.</exception>
    public static RealmDefinition FromFields(IDictionary fields, string file)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return new DefinitionReader(file).Read(fields);
    }

    /// <summary>Reads a definition from JSON; comments and trailing commas are allowed.</summary>
    /// <exception cref="HostException"><see cref="FailureId.DefinitionInvalid"/>: this is no JSON, or as <see cref="FromFields"/>.</exception>
    public static RealmDefinition FromJson(string json, string file) => FromFields(DefinitionJson.Read(json, file), file);

    /// <summary>The definition of a realm as it is.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.DefinitionInvalid"/>: the realm has what a definition cannot say, such as a part of an image.
    /// </exception>
    public static RealmDefinition Of(Realm realm) => DefinitionOfRealm.Describe(realm);

    /// <summary>The definition as a PowerShell data file.</summary>
    /// <param name="folder">Folder that it will lie in; paths are written relative to it.</param>
    public string ToDataFile(string folder) => DefinitionDataFile.Write(DefinitionFields.Of(this, folder));

    /// <summary>The definition as JSON.</summary>
    /// <param name="folder">Folder that it will lie in; paths are written relative to it.</param>
    public string ToJson(string folder) => DefinitionJson.Write(DefinitionFields.Of(this, folder));

    /// <summary>The request for the realm without its parts.</summary>
    internal RealmRequest Request => new(Name)
    {
        IpaBits = IpaBits,
        StartLevel = StartLevel,
        HashAlgorithm = HashAlgorithm ?? RealmHashAlgorithm.Sha256,
        PersonalizationValue = PersonalizationValue ?? [],
        Lpa2 = Lpa2 ?? false,
        SveVectorLength = SveVectorLength,
        PmuCounters = PmuCounters,
        Breakpoints = Breakpoints,
        Watchpoints = Watchpoints,
        Vmid = Vmid,
    };
}
