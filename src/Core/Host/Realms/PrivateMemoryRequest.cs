using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Private memory that a realm shall get.</summary>
/// <param name="Ipa">First IPA, 4 KiB aligned, in the protected half.</param>
/// <param name="Size">Length in bytes, a multiple of 4 KiB.</param>
public sealed record PrivateMemoryRequest(Ipa Ipa, ByteSize Size)
{
    /// <summary>What it holds at first; null for zeros. Only a new realm takes content; every page of it extends the RIM.</summary>
    public MemoryContent? Content { get; init; }

    /// <summary>Whether content goes into the RIM (RMI_MEASURE_CONTENT); without content, whether pages of zeros do.</summary>
    public bool Measure { get; init; }

    /// <summary>The largest entry to map with: 4 KiB, 2 MiB or 1 GiB; null for the largest that fits.</summary>
    public ByteSize? MaximumPageSize { get; init; }

    /// <summary>Whether the range becomes RAM first (RTT_INIT_RIPAS), where the realm is new; otherwise the realm has to ask.</summary>
    public bool InitializeRipas { get; init; } = true;
}
