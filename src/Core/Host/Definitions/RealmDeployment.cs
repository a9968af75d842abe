using System.Globalization;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Makes a realm as a definition says, or brings one that exists to it.</summary>
/// <param name="host">The host.</param>
/// <param name="definition">The definition.</param>
/// <param name="file">Where it comes from, for messages.</param>
public sealed class RealmDeployment(RealmHost host, RealmDefinition definition, string file)
{
    private const int DefaultIpaBits = 40;

    /// <summary>Creates the realm with its memory and vCPUs. When a part fails, the realm is taken down again.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.DefinitionInvalid"/>: a file or an address does not fit, before anything is made; or what the parts throw.
    /// </exception>
    public Realm Create(OperationContext? context = null)
    {
        Check();
        host.Realms.Create(definition.Request, context);
        try
        {
            foreach (MemoryDefinition memory in definition.Memory)
            {
                Map(memory, context);
            }

            foreach (VcpuDefinition vcpu in definition.Vcpus)
            {
                Add(vcpu, context);
            }

            return definition.Start == true ? host.Realms.Activate(definition.Name, context) : host.Realms.Get(definition.Name);
        }
        catch
        {
            host.Teardown.Remove(definition.Name);
            throw;
        }
    }

    /// <summary>What brings the realm to the definition, in order; nothing when it is there already.</summary>
    /// <param name="prune">Whether memory and vCPUs that the definition does not have go.</param>
    /// <exception cref="HostException">
    /// <see cref="FailureId.ChangeImpossible"/>, with everything that cannot change; <see cref="FailureId.DefinitionInvalid"/>.
    /// </exception>
    public IReadOnlyList<RealmChange> Plan(bool prune = false)
    {
        if (host.Realms.TryGet(definition.Name, out Realm? realm)) return new RealmComparison(this, definition, realm, prune).Changes();

        Check();
        string summary = string.Create(
            CultureInfo.InvariantCulture,
            $"Create the realm with {definition.Memory.Length} runs of memory and {definition.Vcpus.Length} vCPUs{(definition.Start == true ? ", and activate it" : string.Empty)}");
        return [new RealmChange(definition.Name, RealmChangeKind.Create, summary) { Apply = context => Create(context) }];
    }

    /// <summary>Makes a change of <see cref="Plan"/>.</summary>
    /// <exception cref="HostException">What the host throws for it.</exception>
    public static void Apply(RealmChange change, OperationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(change);
        change.Apply(context);
    }

    internal void Map(MemoryDefinition memory, OperationContext? context)
    {
        if (memory.Shared)
        {
            host.Memory.MapShared(definition.Name, new SharedMemoryRequest(memory.Ipa, memory.ActualSize)
            {
                Address = memory.Address,
                MaximumPageSize = memory.PageSize,
                MemoryAttribute = memory.MemoryAttribute ?? SharedMemoryRequest.NormalMemory,
                Write = !memory.ReadOnly,
            }, context);
            return;
        }

        using MemoryContent? content = memory.Path is null ? null : MemoryContent.FromFile(memory.Path);
        host.Memory.MapPrivate(definition.Name, new PrivateMemoryRequest(memory.Ipa, memory.ActualSize)
        {
            Content = content,
            Measure = memory.Measure,
            MaximumPageSize = memory.PageSize,
        }, context);
    }

    internal void Unmap(RealmMemory memory, OperationContext? context) => host.Memory.Unmap(definition.Name, memory.Ipa, memory.Size, context);

    internal void Add(VcpuDefinition vcpu, OperationContext? context) => host.Vcpus.Add(
        definition.Name, new VcpuRequest { EntryPoint = vcpu.EntryPoint, Registers = vcpu.Registers, Runnable = vcpu.Runnable }, context);

    internal void Remove(Vcpu vcpu, OperationContext? context) => host.Vcpus.Remove(definition.Name, vcpu.Index, context);

    internal void Start(OperationContext? context) => host.Realms.Activate(definition.Name, context);

    // What can be known before anything is made; the rest the host and the RMM check as they go.
    private void Check()
    {
        int ipaBits = definition.IpaBits ?? Math.Min(DefaultIpaBits, host.Features.MaximumIpaBits);
        var space = new RealmGeometry(default, ipaBits, definition.StartLevel ?? RttGeometry.DefaultStartLevel(ipaBits));
        var faults = new List<string>();
        for (int i = 0; i < definition.Memory.Length; i++)
        {
            MemoryDefinition memory = definition.Memory[i];
            string place = string.Create(CultureInfo.InvariantCulture, $"Memory[{i}]");
            try
            {
                if (memory.Path is { } path)
                {
                    using var content = MemoryContent.FromFile(path);
                    if (content.Length > memory.ActualSize.Bytes)
                    {
                        faults.Add($"{place}.Path: '{path}' has {content.Length} bytes, more than the {memory.ActualSize.Bytes} of the memory.");
                    }
                }

                MemoryChecks.Half(space, definition.Name, memory.Ipa.Value, memory.ActualSize.Bytes, memory.Kind);
            }
            catch (HostException e)
            {
                faults.Add($"{place}.{(e.Id == FailureId.FileUnreadable ? "Path" : "Ipa")}: {e.Message} {e.RecommendedAction}");
            }
        }

        if (faults.Count > 0) throw DefinitionReader.Invalid(file, faults);
    }
}
