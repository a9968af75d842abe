using System.Buffers.Binary;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// Keeps the ledger in step with single calls that a user makes: what a successful call of the tear-down family or of delegation did is
/// recorded as the host itself would have recorded it.
/// </summary>
/// <param name="host">The host.</param>
internal sealed class CallEffects(HostCore host)
{
    /// <summary>Records what a call did.</summary>
    /// <param name="inputs">Registers before it.</param>
    /// <param name="outputs">Registers after it.</param>
    internal void Apply(RmiRegisters inputs, RmiRegisters outputs)
    {
        RmiCommand command = RmiFunction.CommandOf(inputs.X0);
        RealmRecord? realm = host.Realms.Find(r => r.Rd == inputs.X1 && r.RdHeld);
        if (outputs.Result.Status == RmiStatus.Incomplete)
        {
            Begin(command, inputs, outputs);
        }
        else if (outputs.Result.IsSuccess)
        {
            Record(command, inputs, outputs, realm);
        }
    }

    private void Record(RmiCommand command, RmiRegisters inputs, RmiRegisters outputs, RealmRecord? realm)
    {
        switch (command)
        {
            case RmiCommand.GranuleRangeDelegate:
                Set(inputs.X1, outputs.X1, new GranuleRecord(GranuleUse.Delegated), command);
                break;
            case RmiCommand.GranuleDelegate:
                Set(inputs.X1, inputs.X1 + Granule.Size, new GranuleRecord(GranuleUse.Delegated), command);
                break;
            case RmiCommand.GranuleRangeUndelegate:
                Return(inputs.X1, outputs.X1, command);
                break;
            case RmiCommand.GranuleUndelegate:
                Return(inputs.X1, inputs.X1 + Granule.Size, command);
                break;
            case RmiCommand.OpContinue:
                End(inputs.X1, command);
                break;
            case RmiCommand.RecDestroy:
                Released(host.Realms.SelectMany(static r => r.Vcpus.Select(v => (Realm: r, Vcpu: v))).FirstOrDefault(p => p.Vcpu.Rec == inputs.X1), command);
                break;
            default:
                if (realm is not null) RecordRealm(command, inputs, outputs, realm);
                break;
        }
    }

    private void RecordRealm(RmiCommand command, RmiRegisters inputs, RmiRegisters outputs, RealmRecord realm)
    {
        var delegated = new GranuleRecord(GranuleUse.Delegated, Owner: realm.Number);
        switch (command)
        {
            case RmiCommand.RealmActivate:
                realm.State = RealmState.Active;
                break;
            case RmiCommand.RealmTerminate:
                realm.State = RealmState.Terminated;
                break;
            case RmiCommand.RealmDestroy:
                Set(realm.Rd, realm.Rd + Granule.Size, delegated, command);
                Set(realm.Roots.Base, realm.Roots.Top, delegated, command);
                realm.State = RealmState.Destroyed;
                new Unmapper(host, realm).ForgetShared(realm.Geometry.UnprotectedBase.Value, realm.Geometry.Top.Value);
                break;
            case RmiCommand.RttCreate:
                Set(inputs.X2, inputs.X2 + Granule.Size, new GranuleRecord(
                    GranuleUse.Rtt, Level: (sbyte)inputs.X4, Owner: realm.Number, IpaOffset: unchecked(inputs.X3 - inputs.X2)), command);
                break;
            case RmiCommand.RttDestroy or RmiCommand.RttFold:
                Set(outputs.X1, outputs.X1 + Granule.Size, delegated, command);
                break;
            case RmiCommand.RttDataMap when new RttRangeFlags(inputs.X4).Type == OutputAddressType.Single:
                Map(realm, inputs.X2, outputs.X1, new AddressRangeDescriptor(inputs.X5), command);
                break;
            case RmiCommand.RttDataMapInit:
                Map(realm, inputs.X3, inputs.X3 + Granule.Size, new AddressRangeDescriptor(inputs.X2, 1), command);
                break;
            case RmiCommand.DataCreateUnknown:
                Map(realm, inputs.X3, inputs.X3 + Granule.Size, new AddressRangeDescriptor(inputs.X2, 1), command);
                break;
            case RmiCommand.RttDataUnmap when new RttRangeFlags(inputs.X4).Type == OutputAddressType.Single:
                var returned = new AddressRangeDescriptor(outputs.X2);
                Set(returned.Address, returned.Address + returned.Length, delegated, command);
                realm.Memory.Clear(inputs.X2, outputs.X1);
                break;
            case RmiCommand.DataDestroy:
                Set(outputs.X1, outputs.X1 + Granule.Size, delegated, command);
                realm.Memory.Clear(inputs.X2, inputs.X2 + Granule.Size);
                break;
            case RmiCommand.RttUnprotUnmap:
                new Unmapper(host, realm).ForgetShared(inputs.X2, outputs.X1);
                break;
            case RmiCommand.RttUnmapUnprotected:
                new Unmapper(host, realm).ForgetShared(inputs.X2, inputs.X2 + RttGeometry.EntrySize(unchecked((int)inputs.X3)));
                break;
        }
    }

    private void Map(RealmRecord realm, ulong ipa, ulong top, AddressRangeDescriptor memory, RmiCommand command)
    {
        var request = new PrivateMemoryRequest(new Ipa(ipa), new ByteSize(top - ipa)) { Measure = command == RmiCommand.RttDataMapInit };
        MemoryRegion region = realm.AddRegion(request, new ByteSize(memory.BlockSize));
        Set(memory.Address, memory.Address + (top - ipa), new GranuleRecord(
            GranuleUse.Data, Level: (sbyte)memory.Level, Owner: realm.Number, IpaOffset: unchecked(ipa - memory.Address)), command);
        realm.Memory.Set(ipa, top, new MappingRecord(region.Number, unchecked(memory.Address - ipa), IsAllocated: true));
    }

    /// <summary>A stateful operation that goes on: destroying a REC gives its granules back in lists.</summary>
    private void Begin(RmiCommand command, RmiRegisters inputs, RmiRegisters outputs)
    {
        if (command == RmiCommand.RecDestroy)
        {
            (RealmRecord? realm, VcpuRecord? vcpu) = host.Realms.SelectMany(static r => r.Vcpus.Select(v => (r, v))).FirstOrDefault(p => p.v.Rec == inputs.X1);
            realm?.Pending.Add(new PendingOperation(outputs.X1, command, outputs) { Vcpu = vcpu });
        }
        else if (command == RmiCommand.OpMemReclaim)
        {
            Span<byte> list = stackalloc byte[sizeof(ulong)];
            for (ulong i = 0; i < outputs.X1; i++)
            {
                if (host.Calls.Read(inputs.X2 + (i * sizeof(ulong)), list) is not null) return;
                var returned = new AddressRangeDescriptor(BinaryPrimitives.ReadUInt64LittleEndian(list));
                int owner = host.Ledger.TryGet(returned.Address, out Run<GranuleRecord> run) ? run.Value.Owner : 0;
                Set(returned.Address, returned.Address + returned.Length, new GranuleRecord(GranuleUse.Delegated, Owner: owner), command);
            }
        }
    }

    private void End(ulong handle, RmiCommand command)
    {
        RealmRecord? realm = host.Realms.Find(r => r.Pending.Exists(p => p.Handle == handle));
        PendingOperation? operation = realm?.Pending.Find(p => p.Handle == handle);
        if (realm is null || operation is not { Command: RmiCommand.RecDestroy, Vcpu: { } vcpu }) return;

        realm.Pending.Remove(operation);
        Released((realm, vcpu), command);
    }

    /// <summary>A REC that is gone: its granule, and under RMI 1.0 its auxiliary ones, are ordinary again.</summary>
    private void Released((RealmRecord? Realm, VcpuRecord? Vcpu) rec, RmiCommand command)
    {
        if (rec is not { Realm: { } realm, Vcpu: { } vcpu }) return;

        foreach (Run<GranuleRecord> run in host.Ledger.Of(realm.Number).Where(r => r.Value.IpaOffset == vcpu.LedgerKey && r.Value.Use is GranuleUse.Rec or GranuleUse.RecAux).ToList())
        {
            Set(run.Base, run.Top, new GranuleRecord(GranuleUse.Delegated, Owner: realm.Number), command);
        }

        realm.Vcpus.Remove(vcpu);
        host.Pages.Free(vcpu.RunPage, vcpu.RunPage + Granule.Size);
    }

    /// <summary>Undelegated granules are free; those of root tables wait for the step that frees them.</summary>
    private void Return(ulong start, ulong top, RmiCommand command)
    {
        if (!host.Ledger.IsDram(start, top)) return;

        RealmRecord? realm = host.Realms.Find(r => r.RootsHeld && r.Roots.Contains(start));
        if (realm is not null)
        {
            Set(start, top, new GranuleRecord(GranuleUse.HostOwned, Owner: realm.Number), command);
            return;
        }

        host.Pages.Free(start, top);
        foreach (RealmRecord one in host.Realms)
        {
            if (one.Rd >= start && one.Rd < top) one.RdHeld = false;
        }
    }

    private void Set(ulong start, ulong top, GranuleRecord record, RmiCommand command)
    {
        if (!host.Ledger.IsDram(start, top)) return;

        int owner = record.Owner != 0 ? record.Owner : host.Ledger.TryGet(start, out Run<GranuleRecord> run) ? run.Value.Owner : 0;
        host.Ledger.Set(start, top, record with
        {
            Owner = owner,
            Since = new CallStamp(host.Calls.Sequence, command, RmiResult.Success),
        });
    }
}
