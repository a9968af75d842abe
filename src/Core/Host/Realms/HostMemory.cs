using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Giving memory to realms and taking it back.</summary>
public sealed class HostMemory
{
    /// <summary>
    /// Maps private memory: DRAM is allocated, delegated and mapped with the largest entries that fit, tables are created as ERROR_RTT
    /// asks for them. When a call fails or the operation is cancelled, what was mapped before stays mapped and recorded; the piece in
    /// hand is returned.
    /// </summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.RealmEnded"/>, <see cref="FailureId.RangeUnaligned"/>,
    /// <see cref="FailureId.RangeEmpty"/>, <see cref="FailureId.RangeBeyondRealm"/>, <see cref="FailureId.RangeOverlaps"/>,
    /// <see cref="FailureId.ParameterInvalid"/> (page size), <see cref="FailureId.FileLargerThanRange"/>,
    /// <see cref="FailureId.MeasureAfterActivation"/>, <see cref="FailureId.ContentAfterActivation"/>,
    /// <see cref="FailureId.OutOfMemory"/>, <see cref="FailureId.FileUnreadable"/>, <see cref="FailureId.ContentEnded"/>,
    /// <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public RealmMemory MapPrivate(string realm, PrivateMemoryRequest request, OperationContext? context = null) =>
        throw new NotSupportedException("Not built yet.");

    /// <summary>Maps non-secure memory in the unprotected half with RTT_UNPROT_MAP.</summary>
    /// <exception cref="HostException">As <see cref="MapPrivate"/>; <see cref="FailureId.GranuleInUse"/> when the given PA is not the host's to share.</exception>
    public RealmMemory MapShared(string realm, SharedMemoryRequest request, OperationContext? context = null) =>
        throw new NotSupportedException("Not built yet.");

    /// <summary>
    /// Unmaps a range in either half; blocks that stick out of it are split first. Private memory is undelegated and freed, shared
    /// memory that the host allocated is freed.
    /// </summary>
    /// <param name="realm">Name of the realm.</param>
    /// <param name="ipa">First IPA, 4 KiB aligned.</param>
    /// <param name="size">Length in bytes, a multiple of 4 KiB; the range must not span both halves.</param>
    /// <param name="context">How to stop it and who watches.</param>
    /// <returns>Bytes that were unmapped; holes in the range count nothing.</returns>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.RangeUnaligned"/>, <see cref="FailureId.RangeEmpty"/>,
    /// <see cref="FailureId.RangeBeyondRealm"/>, <see cref="FailureId.RangeNotMapped"/>, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public ByteSize Unmap(string realm, Ipa ipa, ByteSize size, OperationContext? context = null) => throw new NotSupportedException("Not built yet.");

    /// <summary>
    /// Sets the RIPAS of a range: of a new realm to RAM with RTT_INIT_RIPAS; of an active one, as an answer to the request of a vCPU,
    /// to what it asked for, with RTT_SET_RIPAS. Memory that becomes EMPTY is unmapped, as KVM does (kvm-host.md §1.16).
    /// </summary>
    /// <param name="realm">Name of the realm.</param>
    /// <param name="ipa">First IPA, 4 KiB aligned.</param>
    /// <param name="size">Length in bytes.</param>
    /// <param name="vcpuIndex">The vCPU whose request is answered; null for a new realm.</param>
    /// <param name="context">How to stop it and who watches.</param>
    /// <exception cref="HostException">As <see cref="Unmap"/>; <see cref="FailureId.VcpuNotFound"/>.</exception>
    public void SetRipas(string realm, Ipa ipa, ByteSize size, int? vcpuIndex = null, OperationContext? context = null) =>
        throw new NotSupportedException("Not built yet.");
}
