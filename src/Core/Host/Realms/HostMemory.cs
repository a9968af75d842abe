using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Giving memory to realms and taking it back.</summary>
public sealed class HostMemory
{
    private readonly HostCore _core;

    internal HostMemory(HostCore core) => _core = core;

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
    public RealmMemory MapPrivate(string realm, PrivateMemoryRequest request, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            RealmRecord record = _core.FindLiving(realm);
            MemoryChecks.Range("IPA", request.Ipa.Value, request.Size.Bytes, record.Name);
            MemoryChecks.Half(record, request.Ipa.Value, request.Size.Bytes, RealmMemoryKind.Private);
            MemoryChecks.PageSize(request.MaximumPageSize, record.Name);
            MemoryChecks.Free(record, request.Ipa.Value, request.Size.Bytes);
            MemoryChecks.Content(record, request);
            return new PrivateMapper(_core, record, request).Map();
        }
    }

    /// <summary>Maps non-secure memory in the unprotected half with RTT_UNPROT_MAP.</summary>
    /// <exception cref="HostException">As <see cref="MapPrivate"/>; <see cref="FailureId.GranuleInUse"/> when the given PA is not the host's to share.</exception>
    public RealmMemory MapShared(string realm, SharedMemoryRequest request, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            RealmRecord record = _core.FindLiving(realm);
            MemoryChecks.Range("IPA", request.Ipa.Value, request.Size.Bytes, record.Name);
            MemoryChecks.Half(record, request.Ipa.Value, request.Size.Bytes, RealmMemoryKind.Shared);
            MemoryChecks.PageSize(request.MaximumPageSize, record.Name);
            MemoryChecks.Free(record, request.Ipa.Value, request.Size.Bytes);
            MemoryChecks.Shareable(_core, request, record.Name);
            return new SharedMapper(_core, record, request).Map();
        }
    }

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
    public ByteSize Unmap(string realm, Ipa ipa, ByteSize size, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            RealmRecord record = _core.Find(realm);
            MemoryChecks.Range("IPA", ipa.Value, size.Bytes, record.Name);
            RealmMemoryKind kind = record.Geometry.IsProtected(ipa) ? RealmMemoryKind.Private : RealmMemoryKind.Shared;
            MemoryChecks.Half(record, ipa.Value, size.Bytes, kind);
            ulong top = ipa.Value + size.Bytes;
            ulong mapped = MemoryChecks.Mapped(record, ipa.Value, top);

            var unmapper = new Unmapper(_core, record);
            HostCall? failure = kind == RealmMemoryKind.Private ? unmapper.Private(ipa.Value, top) : unmapper.Shared(ipa.Value, top);
            if (failure is not null) throw _core.Failed(failure, $"Unmapping {ipa}-0x{top:x} of realm '{record.Name}'", record.Name);
            return new ByteSize(mapped);
        }
    }

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
    public void SetRipas(string realm, Ipa ipa, ByteSize size, int? vcpuIndex = null, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            RealmRecord record = _core.Find(realm);
            MemoryChecks.Range("IPA", ipa.Value, size.Bytes, record.Name);
            MemoryChecks.Half(record, ipa.Value, size.Bytes, RealmMemoryKind.Private);
            ulong top = ipa.Value + size.Bytes;
            var changer = new RipasChanger(_core, record);
            VcpuRecord? vcpu = vcpuIndex is { } index ? _core.FindVcpu(record, index) : null;
            ulong done = top;
            HostCall? failure = vcpu is null ? changer.Initialize(ipa.Value, top) : changer.Answer(vcpu, ipa.Value, top, out done);
            if (vcpu?.LastExit is { Reason: RecExitReason.RipasChange, RipasValue: Ripas.Empty })
            {
                failure ??= new Unmapper(_core, record).Private(ipa.Value, done);
            }

            if (failure is not null) throw _core.Failed(failure, $"Setting the RIPAS of {ipa}-0x{top:x} of realm '{record.Name}'", record.Name);
        }
    }
}
