using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Makes the definition of a realm that exists.</summary>
internal static class DefinitionOfRealm
{
    internal static RealmDefinition Describe(Realm realm)
    {
        ArgumentNullException.ThrowIfNull(realm);
        RealmRequest asked = realm.Request ?? new RealmRequest(realm.Name);
        return new RealmDefinition(realm.Name)
        {
            IpaBits = realm.IpaBits,
            StartLevel = realm.Geometry.StartLevel,
            HashAlgorithm = realm.HashAlgorithm,
            PersonalizationValue = asked.PersonalizationValue.IsDefaultOrEmpty ? null : asked.PersonalizationValue,
            Lpa2 = asked.Lpa2 ? true : null,
            SveVectorLength = asked.SveVectorLength,
            PmuCounters = asked.PmuCounters,
            Breakpoints = asked.Breakpoints,
            Watchpoints = asked.Watchpoints,
            Vmid = asked.Vmid,
            // In the order in which it was mapped, on which the measurement depends.
            Memory = [.. realm.Memory.OrderBy(static memory => memory.Region?.Number).Select(memory => Describe(realm, memory))],
            Vcpus = [.. realm.Vcpus.Select(static vcpu => new VcpuDefinition
            {
                EntryPoint = vcpu.EntryPoint,
                Registers = vcpu.Registers,
                Runnable = vcpu.IsRunnable,
            })],
            Start = realm.State != RealmState.New ? true : null,
        };
    }

    private static MemoryDefinition Describe(Realm realm, RealmMemory memory)
    {
        MemoryRegion? region = memory.Region;
        bool isWhole = region is null || (region.Ipas.Base == memory.Ipa.Value && region.Ipas.Size == memory.Size.Bytes);
        if (!isWhole && (memory.Content.Length > 0 || memory.IsMeasured))
        {
            throw new HostException(
                FailureId.DefinitionInvalid,
                $"{memory.Ipa}-{memory.Top} of '{realm.Name}' is what is left of memory with content or measurement: no definition gives the same again.",
                "Export the definition before memory is taken away.", realm);
        }

        SharedMemoryRequest? shared = region?.Shared;
        return new MemoryDefinition(memory.Ipa, memory.Size)
        {
            Path = memory.Content.Length > 0 ? memory.Content : null,
            Measure = memory.IsMeasured,
            PageSize = memory.PageSize.Bytes < LargestFor(memory) ? memory.PageSize : null,
            Shared = memory.Kind == RealmMemoryKind.Shared,
            Address = shared?.Address is null ? null : memory.Address,
            MemoryAttribute = shared is { MemoryAttribute: not SharedMemoryRequest.NormalMemory } ? shared.MemoryAttribute : null,
            ReadOnly = shared is { Write: false },
        };
    }

    // The largest entry that an aligned piece of the memory would fit: less than that was asked for, or the PAs did not allow it.
    private static ulong LargestFor(RealmMemory memory)
    {
        for (int level = RttGeometry.FirstBlockLevel; level < RttGeometry.LastLevel; level++)
        {
            ulong size = RttGeometry.EntrySize(level);
            ulong first = (memory.Ipa.Value + size - 1) & ~(size - 1);
            if (memory.Top.Value >= size && first <= memory.Top.Value - size) return size;
        }

        return Granule.Size;
    }
}
