using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Reads the tree of a realm with RTT_READ_ENTRY, as any host could: a table at a time, in batches.</summary>
/// <param name="rmm">The RMM.</param>
/// <param name="geometry">The realm.</param>
public sealed class RttTreeReader(IRmm rmm, RealmGeometry geometry)
{
    /// <summary>The RMM that is asked.</summary>
    public IRmm Rmm { get; } = rmm;

    /// <summary>The realm that is read.</summary>
    public RealmGeometry Geometry { get; } = geometry;

    /// <summary>Name of the realm for the entries to carry.</summary>
    public string RealmName { get; init; } = string.Empty;

    /// <summary>
    /// The entries in IPA order, a table before what it translates; unless raw ones are wanted, neighbours in one table that are alike
    /// and physically consecutive are one run.
    /// </summary>
    /// <exception cref="HostException"><see cref="FailureId.RmiFailed"/>: the RMM refused a read, for example because the realm is gone.</exception>
    public IEnumerable<RttEntry> Read(RttTreeOptions? options = null) => Read(options ?? RttTreeOptions.Default, CallAll);

    /// <summary>As <see cref="Read(RttTreeOptions?)"/>, with batches of calls made by <paramref name="call"/>, which throws when one fails.</summary>
    internal IEnumerable<RttEntry> Read(RttTreeOptions options, Action<ArraySegment<RmiRegisters>> call)
    {
        ulong to = Math.Min(options.To?.Value ?? ulong.MaxValue, Geometry.Top.Value);
        var walk = new Walk(options, call, new RmiRegisters[RttGeometry.LastLevel - Geometry.StartLevel + 1][]);
        return Table(Geometry.StartLevel, options.From?.Value ?? 0, to, walk);
    }

    /// <summary>Where the calls of a batch begin that have failed, and why.</summary>
    internal static HostException Failure(HostCall call, RealmGeometry geometry) =>
        new(call, $"Reading the tree of the realm with RD {geometry.Rd}", geometry.Rd);

    private IEnumerable<RttEntry> Table(int level, ulong from, ulong to, Walk walk)
    {
        ulong size = RttGeometry.EntrySize(level);
        ulong ipa = from & ~(size - 1);
        RttRun run = default;
        bool isOpen = false;
        while (ipa < to)
        {
            ArraySegment<RmiRegisters> batch = Batch(ipa, to, level, walk);
            walk.Call(batch);
            foreach (RmiRegisters answer in batch)
            {
                bool isProtected = ipa < Geometry.UnprotectedBase.Value;
                if (!isOpen || walk.Options.Raw || !run.TryExtend(isProtected, answer))
                {
                    if (isOpen && !(walk.Options.SkipEmpty && run.IsEmpty)) yield return run.ToEntry(Geometry, RealmName);
                    run = new RttRun(ipa, level, isProtected, answer);
                    isOpen = true;
                }

                if (run.IsTable && level < RttGeometry.LastLevel)
                {
                    yield return run.ToEntry(Geometry, RealmName);
                    isOpen = false;
                    if (level < walk.Options.DeepestLevel)
                    {
                        foreach (RttEntry below in Table(level + 1, Math.Max(from, ipa), Math.Min(to, ipa + size), walk))
                        {
                            yield return below;
                        }
                    }
                }

                ipa += size;
            }
        }

        if (isOpen && !(walk.Options.SkipEmpty && run.IsEmpty)) yield return run.ToEntry(Geometry, RealmName);
    }

    private ArraySegment<RmiRegisters> Batch(ulong ipa, ulong to, int level, Walk walk)
    {
        ulong size = RttGeometry.EntrySize(level);
        RmiRegisters[] buffer = walk.Buffers[level - Geometry.StartLevel] ??= new RmiRegisters[RttGeometry.EntriesPerTable];
        Span<RmiRegisters> batch = buffer.AsSpan(0, (int)Math.Min(RttGeometry.EntriesPerTable, (to - ipa + size - 1) / size));
        var call = new RmiRegisters(RmiCommand.RttReadEntry, Geometry.Rd.Value, ipa, unchecked((ulong)level));
        for (int i = 0; i < batch.Length; i++)
        {
            batch[i] = call;
            call.X2 += size;
        }

        return new ArraySegment<RmiRegisters>(buffer, 0, batch.Length);
    }

    private void CallAll(ArraySegment<RmiRegisters> batch)
    {
        RmiRegisters first = batch[0];
        Rmm.CallMany(batch);
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch[i].Result.IsSuccess) continue;

            RmiRegisters inputs = first;
            inputs.X2 += (ulong)i * RttGeometry.EntrySize(unchecked((int)first.X3));
            RmiDiagnosis diagnosis = i == batch.Count - 1 ? Rmm.As<IRmmDiagnostics>()?.LastDiagnosis ?? default : default;
            string target = CallTarget.Entry(inputs.X2, unchecked((int)inputs.X3)).ToString();
            throw Failure(new HostCall(0, RmiCommand.RttReadEntry, "RTT_READ_ENTRY", target, inputs, batch[i], diagnosis), Geometry);
        }
    }

    /// <summary>What one enumeration carries along: a buffer for each level, used again for each table.</summary>
    private sealed record Walk(RttTreeOptions Options, Action<ArraySegment<RmiRegisters>> Call, RmiRegisters[]?[] Buffers);
}
