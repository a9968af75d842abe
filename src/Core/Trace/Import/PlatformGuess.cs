using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Guesses the machine behind a log from the addresses that the RMM accepted.</summary>
internal static class PlatformGuess
{
    private const ulong BankSize = 1ul << 30;
    private const ulong AddressLimit = 1ul << 52;

    /// <summary>The machine: whole GiB around each address, and one more above them for what must be invented.</summary>
    /// <param name="calls">The calls; null for a boot.</param>
    /// <param name="profile">The generation.</param>
    /// <param name="spare">The GiB that no call names.</param>
    public static RmmPlatform From(IEnumerable<ImportedCall?> calls, RmiProfile profile, out MemoryRange spare)
    {
        var gibibytes = new SortedSet<ulong>();
        var devices = new SortedDictionary<ulong, MemoryRange>();
        var features = new SortedDictionary<ulong, ulong>();
        foreach (ImportedCall? call in calls)
        {
            if (call?.Command is not { } command || !call.TookEffect)
                continue;
            if (command.Command == RmiCommand.Features && (call.Mask & 2) != 0)
                features[call.Arguments.X1] = call.Outputs.X1;
            if (command.Command == RmiCommand.GranuleTrackingGet)
            {
                NoteTracking(call, gibibytes, devices);
                continue;
            }

            gibibytes.UnionWith(Addresses(command, call.Arguments).Where(a => a is > 0 and < AddressLimit).Select(a => a / BankSize));
        }

        if (gibibytes.Count == 0)
        {
            gibibytes.Add(RmmPlatform.Default.Dram[0].Base / BankSize);
        }

        spare = new MemoryRange((gibibytes.Max + 1) * BankSize, BankSize);
        gibibytes.Add(gibibytes.Max + 1);
        devices = new(devices.Where(d => !gibibytes.Contains(d.Key / BankSize)).ToDictionary());
        return new RmmPlatform(profile, [.. Banks(gibibytes)], [.. devices.Values], [.. Features(features, profile)]);
    }

    // The RMM's own word on what is where: category 0 in state 2 is memory, category 1 a device (§4.3).
    private static void NoteTracking(ImportedCall call, SortedSet<ulong> gibibytes, SortedDictionary<ulong, MemoryRange> devices)
    {
        ulong start = call.Arguments.X1;
        ulong size = unchecked(call.Outputs.X3 - start);
        if (call.Outputs is { X1: 0, X2: 2 })
            gibibytes.Add(start / BankSize);
        else if (call.Outputs.X1 == 1 && size is > 0 and <= BankSize && !devices.Values.Any(d => d.Base < start + size && start < d.Top))
            devices[start] = new MemoryRange(start, size);
    }

    private static IEnumerable<ulong> Addresses(RmiCommandInfo command, RmiRegisters arguments)
    {
        var roles = RegisterRoles.OfOperands(command);
        for (int i = 0; i < roles.Length; i++)
        {
            switch (RegisterRoles.Resolve(roles[i], arguments, i))
            {
                case RegisterRole.PhysicalAddress:
                    yield return arguments[i + 1];
                    break;
                case RegisterRole.PhysicalTop:
                    yield return unchecked(arguments[i + 1] - 1);
                    break;
                case RegisterRole.RangeDescriptor when command.Command != RmiCommand.RttUnprotMap:
                    yield return new AddressRangeDescriptor(arguments[i + 1]).Address;
                    break;
            }
        }
    }

    private static IEnumerable<MemoryRange> Banks(IEnumerable<ulong> gibibytes)
    {
        MemoryRange? bank = null;
        foreach (ulong number in gibibytes)
        {
            ulong start = number * BankSize;
            if (bank is { } open && open.Top == start)
            {
                bank = open with { Size = open.Size + BankSize };
                continue;
            }

            if (bank is { } done)
                yield return done;
            bank = new MemoryRange(start, BankSize);
        }

        if (bank is { } last)
            yield return last;
    }

    private static IEnumerable<ulong> Features(SortedDictionary<ulong, ulong> logged, RmiProfile profile)
    {
        RmmPlatform reference = ReferenceEquals(profile, RmiProfile.V10) ? RmmPlatform.DefaultV10 : RmmPlatform.Default;
        ulong[] known = [.. reference.Features];
        for (ulong i = 0; i < (ulong)known.Length; i++)
        {
            yield return logged.TryGetValue(i, out ulong value) ? value : known[i];
        }
    }
}
