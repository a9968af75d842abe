using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>A run of memory that a <see cref="RealmDefinition"/> gives its realm.</summary>
/// <param name="Ipa">First IPA, a multiple of 4 KiB.</param>
/// <param name="Size">Length in bytes, a multiple of 4 KiB; null for the image's, rounded up.</param>
public sealed record MemoryDefinition(Ipa Ipa, ByteSize? Size)
{
    /// <summary>Whether realm and host share it; otherwise it is private.</summary>
    public bool Shared { get; init; }

    /// <summary>Full path of the file whose content it holds at first; null for zeros.</summary>
    public string? Path { get; init; }

    /// <summary>Whether the content goes into the RIM.</summary>
    public bool Measure { get; init; }

    /// <summary>The largest entry to map with: 4 KiB, 2 MiB or 1 GiB; null for the largest that fits.</summary>
    public ByteSize? PageSize { get; init; }

    /// <summary>Shared memory: first PA; null for free DRAM.</summary>
    public PhysicalAddress? Address { get; init; }

    /// <summary>Shared memory: MemAttr of the entries, 0…7 without 4; null for 6, normal write-back memory.</summary>
    public int? MemoryAttribute { get; init; }

    /// <summary>Shared memory: whether the realm may only read it.</summary>
    public bool ReadOnly { get; init; }

    internal RealmMemoryKind Kind => Shared ? RealmMemoryKind.Shared : RealmMemoryKind.Private;

    /// <summary>The size, of the image where the definition gives none.</summary>
    /// <exception cref="HostException"><see cref="FailureId.FileUnreadable"/>.</exception>
    internal ByteSize ActualSize
    {
        get
        {
            if (Size is { } size) return size;

            using var content = MemoryContent.FromFile(Path!);
            return new ByteSize(Granule.AlignUp(content.Length));
        }
    }
}
