using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>A definition as the fields of a file, in the order in which people read them: texts, numbers, Booleans, lists and tables.</summary>
internal static class DefinitionFields
{
    private static readonly (ulong Bytes, string Unit)[] s_units = [(1ul << 30, "GB"), (1ul << 20, "MB"), (1ul << 10, "KB")];

    /// <summary>The fields of a definition.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="folder">Folder that paths are relative to.</param>
    internal static IReadOnlyList<KeyValuePair<string, object>> Of(RealmDefinition definition, string folder) => Present(
        ("Name", definition.Name),
        ("IpaBits", definition.IpaBits),
        ("StartLevel", definition.StartLevel),
        ("HashAlgorithm", definition.HashAlgorithm?.ToString()),
        ("PersonalizationValue", definition.PersonalizationValue is { Length: > 0 } value ? Convert.ToHexStringLower(value.AsSpan()) : null),
        ("Lpa2", definition.Lpa2),
        ("SveVectorLength", definition.SveVectorLength),
        ("PmuCounters", definition.PmuCounters),
        ("Breakpoints", definition.Breakpoints),
        ("Watchpoints", definition.Watchpoints),
        ("Vmid", definition.Vmid),
        ("Memory", definition.Memory.IsEmpty ? null : definition.Memory.Select(memory => Of(memory, folder)).ToList()),
        ("Vcpus", definition.Vcpus.IsEmpty ? null : definition.Vcpus.Select(Of).ToList()),
        ("Start", definition.Start));

    private static KeyValuePair<string, object>[] Of(MemoryDefinition memory, string folder) => Present(
        ("Ipa", $"{memory.Ipa}"),
        ("Size", Text(memory.Size)),
        ("Path", memory.Path is null ? null : Path.GetRelativePath(folder, memory.Path).Replace('\\', '/')),
        ("Measure", memory.Measure ? true : null),
        ("PageSize", Text(memory.PageSize)),
        ("Shared", memory.Shared ? true : null),
        ("Address", memory.Address is { } address ? $"{address}" : null),
        ("MemoryAttribute", memory.MemoryAttribute),
        ("ReadOnly", memory.ReadOnly ? true : null));

    private static KeyValuePair<string, object>[] Of(VcpuDefinition vcpu) => Present(
        ("EntryPoint", $"{vcpu.EntryPoint}"),
        ("Registers", vcpu.Registers.IsDefaultOrEmpty ? null : vcpu.Registers.Select(static r => $"0x{r:x}").ToList()),
        ("Runnable", vcpu.Runnable));

    private static KeyValuePair<string, object>[] Present(params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        var present = new List<KeyValuePair<string, object>>();
        foreach ((string name, object? value) in fields)
        {
            if (value is not null) present.Add(new KeyValuePair<string, object>(name, value));
        }

        return [.. present];
    }

    // Exact, unlike what views show.
    private static string? Text(ByteSize? size)
    {
        if (size is not { } s) return null;

        foreach ((ulong bytes, string unit) in s_units)
        {
            if (s.Bytes > 0 && s.Bytes % bytes == 0) return $"{s.Bytes / bytes}{unit}";
        }

        return $"{s.Bytes}";
    }
}
