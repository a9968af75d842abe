using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Creates realms (kvm-host.md §1.5). One object serves one request.</summary>
/// <param name="host">The host.</param>
/// <param name="request">The request.</param>
internal sealed class RealmCreator(HostCore host, RealmRequest request)
{
    private const int DefaultIpaBits = 40;
    private const ulong Lpa2Flag = 1;
    private const ulong SveFlag = 1 << 1;
    private const ulong PmuFlag = 1 << 2;
    private const int PersonalizationLength = 64;

    /// <summary>Checks the request, takes and delegates RD and root tables, and calls REALM_CREATE.</summary>
    /// <exception cref="HostException">The request is bad, DRAM is short, or a call failed; nothing is left behind but what was lost.</exception>
    internal RealmRecord Create()
    {
        RealmNames.Check(request.Name);
        if (host.Realms.Exists(r => string.Equals(r.Name, request.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new HostException(
                FailureId.RealmExists, $"Host '{host.Name}' has a realm '{request.Name}' already.", "Choose another name, or remove that realm first.", request.Name);
        }

        int ipaBits = request.IpaBits ?? Math.Min(DefaultIpaBits, host.Features.MaximumIpaBits);
        int startLevel = request.StartLevel ?? RttGeometry.DefaultStartLevel(ipaBits);
        CheckGeometry(ipaBits, startLevel);
        CheckRest();

        int number = ++host.LastRealmNumber;
        MemoryRange rd = Take(Granule.Size, number);
        MemoryRange roots = Take((ulong)RttGeometry.RootCount(ipaBits, startLevel) * Granule.Size, number, rd);
        var geometry = new RealmGeometry(new PhysicalAddress(rd.Base), ipaBits, startLevel, new PhysicalAddress(roots.Base));
        var realm = new RealmRecord(number, request, geometry) { Vmid = request.Vmid ?? (host.Moves.HostChoosesVmid ? LowestFreeVmid() : 0) };
        try
        {
            HostCall? failure = Call(realm, rd, roots);
            if (failure is not null) throw host.Failed(failure, $"Creating realm '{request.Name}'", request.Name);
        }
        catch
        {
            host.Calls.BeginUnwinding();
            host.Granules.TakeBack(rd.Base, rd.Top);
            host.Granules.TakeBack(roots.Base, roots.Top);
            throw;
        }

        host.Realms.Add(realm);
        return realm;
    }

    private HostCall? Call(RealmRecord realm, MemoryRange rd, MemoryRange roots)
    {
        HostCall? failure = host.Granules.Delegate(rd.Base, rd.Top, realm.Number)
            ?? host.Granules.Delegate(roots.Base, roots.Top, realm.Number)
            ?? host.Calls.Write(host.ScratchPage, Parameters(realm));
        if (failure is not null) return failure;

        var create = new RmiRegisters(RmiCommand.RealmCreate, rd.Base, host.ScratchPage);
        failure = new StatefulOperation(host, realm.Number, GranuleUse.Delegated, 0).Run(create, CallTarget.Address(rd.Base), out _);
        if (failure is null)
        {
            var since = new CallStamp(host.Calls.Sequence, RmiCommand.RealmCreate, RmiResult.Success);
            host.Ledger.Set(rd.Base, rd.Top, new GranuleRecord(GranuleUse.Rd, Owner: realm.Number, Since: since));
            host.Ledger.Set(roots.Base, roots.Top, new GranuleRecord(
                GranuleUse.RootRtt, Level: (sbyte)realm.Geometry.StartLevel, Owner: realm.Number, Since: since));
        }
        else if (failure.Unanswered is not null)
        {
            host.Ledger.Lose(rd.Base, rd.Top, failure.Fate, failure.Stamp);
            host.Ledger.Lose(roots.Base, roots.Top, failure.Fate, failure.Stamp);

            // It may exist: its tear-down will find out.
            host.Realms.Add(realm);
        }

        return failure;
    }

    private byte[] Parameters(RealmRecord realm)
    {
        byte[] page = new byte[(int)Granule.Size];
        HostFeatures offered = host.Features;
        var parameters = new RealmParams(page)
        {
            Flags0 = (UsesLpa2(realm.Geometry.IpaBits) ? Lpa2Flag : 0) | (request.SveVectorLength is null ? 0 : SveFlag) | (request.PmuCounters is null ? 0 : PmuFlag),
            IpaBits = (uint)realm.Geometry.IpaBits,
            SveVectorLength = (uint)(request.SveVectorLength ?? 0),
            Breakpoints = (uint)(request.Breakpoints ?? offered.Breakpoints),
            Watchpoints = (uint)(request.Watchpoints ?? offered.Watchpoints),
            PmuCounters = (uint)(request.PmuCounters ?? 0),
            HashAlgorithm = request.HashAlgorithm,
            RttBase = realm.Geometry.RttBase.Value,
            StartLevel = realm.Geometry.StartLevel,
            RootCount = (uint)realm.Geometry.RootCount,
        };
        request.PersonalizationValue.AsSpan().CopyTo(parameters.PersonalizationValue);
        host.Moves.Complete(parameters, realm);
        return page;
    }

    private bool UsesLpa2(int ipaBits) => request.Lpa2 || ipaBits > RttGeometry.MaximumIpaBits;

    private void CheckGeometry(int ipaBits, int startLevel)
    {
        int most = host.Features.MaximumIpaBits;
        if (ipaBits < RttGeometry.MinimumIpaBits || ipaBits > most)
        {
            throw Invalid($"{ipaBits} IPA bits are not offered: the RMM has {RttGeometry.MinimumIpaBits} to {most}.", $"Use {RttGeometry.MinimumIpaBits} to {most}.");
        }

        if (UsesLpa2(ipaBits) && !host.Features.Lpa2)
        {
            throw Invalid("LPA2 is not offered by the RMM.", $"Leave it out, and use at most {RttGeometry.MaximumIpaBits} IPA bits.");
        }

        if (!RttGeometry.IsValid(ipaBits, startLevel, UsesLpa2(ipaBits)))
        {
            throw new HostException(
                FailureId.LevelInvalid, $"Start level {startLevel} does not serve {ipaBits} IPA bits.",
                $"Leave the start level out to use {RttGeometry.DefaultStartLevel(ipaBits)}.", request.Name);
        }
    }

    private void CheckRest()
    {
        HostFeatures offered = host.Features;
        if (!request.PersonalizationValue.IsDefault && request.PersonalizationValue.Length > PersonalizationLength)
        {
            throw Invalid(
                $"The personalization value has {request.PersonalizationValue.Length} bytes; it holds at most {PersonalizationLength}.", "Shorten it.");
        }

        if (request.SveVectorLength is { } sve && (!offered.Sve || sve < 0 || sve > offered.SveVectorLength))
        {
            throw Invalid(
                $"SVE with vector length {sve} is not offered by the RMM.",
                offered.Sve ? $"Use 0 to {offered.SveVectorLength}." : "Leave SVE out.");
        }

        CheckCount("breakpoints", request.Breakpoints, 1, offered.Breakpoints);
        CheckCount("watchpoints", request.Watchpoints, 1, offered.Watchpoints);
        if (request.PmuCounters is not null && !offered.Pmu) throw Invalid("A PMU is not offered by the RMM.", "Leave the PMU out.");
        CheckCount("PMU counters", request.PmuCounters, 0, offered.PmuCounters);
        CheckVmid();
    }

    private void CheckVmid()
    {
        if (request.Vmid is not { } vmid) return;
        if (!host.Moves.HostChoosesVmid)
        {
            throw Invalid($"RMI {host.Rmm.Platform.Profile} chooses VMIDs itself; VMID {vmid} cannot be asked for.", "Leave the VMID out, or connect with -Profile 1.0.");
        }

        if (vmid is < 0 or > ushort.MaxValue) throw Invalid($"VMID {vmid} is not within 0 to {ushort.MaxValue}.", "Leave it out to use the lowest that is free.");
    }

    /// <summary>The lowest VMID that no realm of this host has; one is free again once REALM_DESTROY has succeeded.</summary>
    private int LowestFreeVmid()
    {
        var taken = host.Realms.Where(static r => r.State != RealmState.Destroyed).Select(static r => r.Vmid).ToHashSet();
        int vmid = 0;
        while (taken.Contains(vmid)) vmid++;
        return vmid <= ushort.MaxValue ? vmid : throw Invalid("All VMIDs are taken.", "Remove realms that are not needed.");
    }

    private void CheckCount(string what, int? value, int least, int most)
    {
        if (value is { } v && (v < least || v > most)) throw Invalid($"{v} {what} are not offered: the RMM has {least} to {most}.", $"Use {least} to {most}.");
    }

    private HostException Invalid(string message, string wayOut) => new(FailureId.ParameterInvalid, message, wayOut, request.Name);

    private MemoryRange Take(ulong size, int number, MemoryRange taken = default)
    {
        if (host.Pages.TryTake(size, size, size, new GranuleRecord(GranuleUse.HostOwned, Owner: number), out MemoryRange range)) return range;

        if (taken.Size > 0) host.Pages.Free(taken.Base, taken.Top);
        throw new HostException(
            FailureId.OutOfMemory, $"Realm '{request.Name}' takes {new ByteSize(size)} of DRAM in one piece, which the host has not free.",
            "Remove realms that are not needed, or connect a host with more DRAM.", request.Name);
    }
}
