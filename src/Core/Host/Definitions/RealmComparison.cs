using System.Globalization;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Compares a realm with its definition.</summary>
internal sealed class RealmComparison(RealmDeployment deployment, RealmDefinition definition, Realm realm, bool prune)
{
    private readonly List<string> _obstacles = [];
    private readonly List<RealmChange> _removals = [];
    private readonly List<RealmChange> _additions = [];

    private bool IsNew => realm.State == RealmState.New;

    /// <summary>What brings the realm to the definition.</summary>
    /// <exception cref="HostException"><see cref="FailureId.ChangeImpossible"/>.</exception>
    internal IReadOnlyList<RealmChange> Changes()
    {
        if (realm.State is RealmState.Terminated or RealmState.Destroyed) _obstacles.Add($"it is {realm.State}: only its tear-down is left.");

        CompareParameters();
        CompareMemory();
        CompareVcpus();
        if (definition.Start == true && IsNew)
            _additions.Add(new RealmChange(realm.Name, RealmChangeKind.Start, "Activate the realm") { Apply = deployment.Start });
        else if (definition.Start == false && !IsNew)
            _obstacles.Add($"Start: it is {realm.State}, and no realm goes back to New.");

        return _obstacles.Count == 0 ? [.. _removals, .. _additions] : throw new HostException(
            FailureId.ChangeImpossible, $"Realm '{realm.Name}' cannot become as defined:\n  - {string.Join("\n  - ", _obstacles)}",
            $"Remove the realm and create it again, or change the definition: Export-RealmDefinition '{realm.Name}' writes what there is.", realm.Name);
    }

    private void CompareParameters()
    {
        RealmRequest asked = realm.Request ?? new RealmRequest(realm.Name);
        Fixed("IpaBits", definition.IpaBits, realm.IpaBits);
        Fixed("StartLevel", definition.StartLevel, realm.Geometry.StartLevel);
        Fixed("HashAlgorithm", definition.HashAlgorithm, realm.HashAlgorithm);
        Fixed("Lpa2", definition.Lpa2, asked.Lpa2);
        Fixed("SveVectorLength", definition.SveVectorLength, asked.SveVectorLength);
        Fixed("PmuCounters", definition.PmuCounters, asked.PmuCounters);
        Fixed("Breakpoints", definition.Breakpoints, asked.Breakpoints);
        Fixed("Watchpoints", definition.Watchpoints, asked.Watchpoints);
        Fixed("Vmid", definition.Vmid, asked.Vmid ?? realm.Vmid);
        Fixed("PersonalizationValue", Hex(definition.PersonalizationValue), Hex(asked.PersonalizationValue));
    }

    // A value that is padded with zeros is the same value.
    private static string? Hex(IReadOnlyList<byte>? value) => value is null ? null : Convert.ToHexStringLower([.. value]).TrimEnd('0');

    private void Fixed<T>(string name, T? wanted, T? actual)
    {
        if (wanted is not null && !wanted.Equals(actual)) _obstacles.Add($"{name}: it is {actual?.ToString() ?? "not set"}, and {wanted} is wanted; a realm keeps what it was created with.");
    }

    private void CompareMemory()
    {
        foreach (MemoryDefinition wanted in definition.Memory)
        {
            ByteSize size = wanted.ActualSize;
            Ipa top = wanted.Ipa + size.Bytes;
            RealmMemory[] there = [.. realm.Memory.Where(memory => memory.Ipa < top && wanted.Ipa < memory.Top)];
            string what = $"{size} of {wanted.Kind.ToString().ToLowerInvariant()} memory at {wanted.Ipa}";
            if (there.Length > 0)
            {
                if (Difference(wanted, size, there) is { } difference) _obstacles.Add($"Memory at {wanted.Ipa}: {difference}; take it away first with Remove-RealmMemory, if it may be lost.");
            }
            else if (!IsNew && (wanted.Path is not null || wanted.Measure))
            {
                _obstacles.Add($"Memory at {wanted.Ipa}: the realm is {realm.State}, and only a new realm takes memory with content or measurement.");
            }
            else
            {
                string from = wanted.Path is null ? string.Empty : $" from '{wanted.Path}'";
                _additions.Add(new RealmChange(realm.Name, RealmChangeKind.AddMemory, $"Map {what}{from}") { Apply = context => deployment.Map(wanted, context) });
            }
        }

        foreach (RealmMemory extra in prune ? realm.Memory.Where(IsExtra) : [])
        {
            if (extra.IsMeasured)
            {
                _obstacles.Add($"Memory at {extra.Ipa}: it is measured, and what is measured stays in the measurement.");
                continue;
            }

            _removals.Add(new RealmChange(realm.Name, RealmChangeKind.RemoveMemory, $"Unmap {extra.Size} of {extra.Kind.ToString().ToLowerInvariant()} memory at {extra.Ipa}; its content is lost")
            {
                Apply = context => deployment.Unmap(extra, context),
            });
        }
    }

    private bool IsExtra(RealmMemory memory) => !definition.Memory.Any(wanted => wanted.Ipa < memory.Top && memory.Ipa < wanted.Ipa + wanted.ActualSize.Bytes);

    private static string? Difference(MemoryDefinition wanted, ByteSize size, RealmMemory[] there)
    {
        RealmMemory actual = there[0];
        SharedMemoryRequest? shared = actual.Region?.Shared;
        if (there.Length > 1 || actual.Ipa != wanted.Ipa || actual.Size != size || actual.Kind != wanted.Kind)
        {
            return $"{string.Join(", ", there.Select(static memory => $"{memory.Ipa}-{memory.Top} {memory.Kind}"))} is there, not {wanted.Ipa}-{wanted.Ipa + size.Bytes} {wanted.Kind}";
        }

        if (wanted.Measure != actual.IsMeasured) return actual.IsMeasured ? "it was measured" : "it was not measured";
        if ((wanted.Path ?? string.Empty) != actual.Content) return actual.Content.Length == 0 ? "it got no content" : $"it got '{actual.Content}'";
        if (wanted.PageSize is { } page && page < actual.PageSize) return $"it is mapped with entries of {actual.PageSize}";
        if (wanted.Address is { } address && address != actual.Address) return $"it lies at {actual.Address}";
        if (shared is not null && (wanted.MemoryAttribute ?? SharedMemoryRequest.NormalMemory) != shared.MemoryAttribute) return $"its attribute is {shared.MemoryAttribute}";
        return shared is not null && wanted.ReadOnly == shared.Write ? shared.Write ? "the realm may write it" : "the realm may not write it" : null;
    }

    private void CompareVcpus()
    {
        for (int i = 0; i < definition.Vcpus.Length; i++)
        {
            VcpuDefinition wanted = definition.Vcpus[i];
            string place = string.Create(CultureInfo.InvariantCulture, $"Vcpus[{i}]");
            if (i < realm.Vcpus.Length)
            {
                if (Difference(wanted, realm.Vcpus[i]) is { } difference) _obstacles.Add($"{place}: {difference}; a vCPU keeps what it was created with.");
            }
            else if (!IsNew)
            {
                _obstacles.Add($"{place}: the realm is {realm.State}, and only a new realm takes vCPUs.");
            }
            else
            {
                _additions.Add(new RealmChange(realm.Name, RealmChangeKind.AddVcpu, $"Add a vCPU that starts at {wanted.EntryPoint}") { Apply = context => deployment.Add(wanted, context) });
            }
        }

        foreach (Vcpu extra in prune ? realm.Vcpus.Skip(definition.Vcpus.Length).Reverse() : [])
        {
            _removals.Add(new RealmChange(realm.Name, RealmChangeKind.RemoveVcpu, string.Create(CultureInfo.InvariantCulture, $"Destroy vCPU {extra.Index}"))
            {
                Apply = context => deployment.Remove(extra, context),
            });
        }
    }

    private static string? Difference(VcpuDefinition wanted, Vcpu actual)
    {
        if (wanted.EntryPoint != actual.EntryPoint) return $"it starts at {actual.EntryPoint}, not {wanted.EntryPoint}";
        if (wanted.Runnable is { } runnable && runnable != actual.IsRunnable) return actual.IsRunnable ? "it is runnable" : "it is not runnable";
        return wanted.Registers.SequenceEqual(actual.Registers) ? null : "its registers at the start are others";
    }
}
