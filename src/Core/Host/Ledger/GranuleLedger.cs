using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// What the host believes of every granule of its DRAM, in runs. It only ever records what result registers have said: a granule
/// changes its record after the call that changed it.
/// </summary>
internal sealed class GranuleLedger
{
    private readonly RunMap<GranuleRecord> _runs;
    private readonly Dictionary<int, GranuleHolding> _holdings;

    /// <summary>A ledger in which all granules are free.</summary>
    /// <param name="banks">Banks of DRAM, ascending.</param>
    internal GranuleLedger(ImmutableArray<MemoryRange> banks)
    {
        Banks = banks;
        _runs = new RunMap<GranuleRecord>();
        _holdings = [];
        foreach (MemoryRange bank in banks)
        {
            _runs.Set(bank.Base, bank.Top, default);
            FreeGranules += (long)(bank.Size >> Granule.Shift);
        }
    }

    private GranuleLedger(GranuleLedger origin)
    {
        Banks = origin.Banks;
        FreeGranules = origin.FreeGranules;
        _runs = origin._runs.Fork();
        _holdings = new Dictionary<int, GranuleHolding>(origin._holdings);
    }

    /// <summary>Banks of DRAM, ascending.</summary>
    internal ImmutableArray<MemoryRange> Banks { get; }

    /// <summary>Granules that may be handed out.</summary>
    internal long FreeGranules { get; private set; }

    /// <summary>A ledger of the same content that goes its own way.</summary>
    internal GranuleLedger Fork() => new(this);

    /// <summary>Whether a range lies in one bank.</summary>
    internal bool IsDram(ulong start, ulong top) => start < top && Banks.Any(b => b.Contains(start) && top <= b.Top);

    /// <summary>The run that holds a PA.</summary>
    /// <returns>False when the PA is not DRAM.</returns>
    internal bool TryGet(ulong address, out Run<GranuleRecord> run) => _runs.TryGet(address, out run);

    /// <summary>The run that holds a PA, or the next.</summary>
    /// <returns>False when there is none.</returns>
    internal bool TryGetFrom(ulong address, out Run<GranuleRecord> run) => _runs.TryGetFrom(address, out run);

    /// <summary>The runs that share addresses with a range, uncut. The ledger may change while they are enumerated.</summary>
    internal IEnumerable<Run<GranuleRecord>> Overlapping(ulong start, ulong top) => _runs.Overlapping(start, top);

    /// <summary>All runs that a realm holds.</summary>
    internal IEnumerable<Run<GranuleRecord>> Of(int owner) =>
        _runs.Overlapping(0, ulong.MaxValue).Where(r => r.Value.Owner == owner && !r.Value.IsFree);

    /// <summary>Adds the content to a digest, without the calls that brought it about.</summary>
    internal void AddTo(ref StateDigest digest)
    {
        for (ulong at = 0; _runs.TryGetFrom(at, out Run<GranuleRecord> run); at = run.Top)
        {
            GranuleRecord record = run.Value;
            digest.Add(run.Base);
            digest.Add(run.Top);
            digest.Add((ulong)record.Use | ((ulong)record.Fate << 8) | ((ulong)unchecked((byte)record.Level) << 16) | ((ulong)unchecked((uint)record.Owner) << 32));
            digest.Add(record.IpaOffset);
        }
    }

    /// <summary>What a realm, or 0 for the host itself, holds.</summary>
    internal GranuleHolding HoldingOf(int owner) => _holdings.GetValueOrDefault(owner);

    /// <summary>Records a new state of a range of DRAM.</summary>
    internal void Set(ulong start, ulong top, in GranuleRecord record)
    {
        for (ulong at = start; at < top && _runs.TryGetFrom(at, out Run<GranuleRecord> old) && old.Base < top; at = old.Top)
        {
            Count(old.Value, -Granules(Math.Max(start, old.Base), Math.Min(top, old.Top)));
        }

        Count(record, Granules(start, top));
        _runs.Set(start, top, record);
    }

    /// <summary>
    /// Records that granules are lost: what they were used for stays, so that a later run knows what to ask for, and doubt stays doubt.
    /// </summary>
    internal void Lose(ulong start, ulong top, GranuleFate fate, CallStamp since)
    {
        foreach (Run<GranuleRecord> run in _runs.Overlapping(start, top))
        {
            GranuleFate worst = run.Value.Fate == GranuleFate.InDoubt ? GranuleFate.InDoubt : fate;
            Set(Math.Max(start, run.Base), Math.Min(top, run.Top), run.Value with { Fate = worst, Since = since });
        }
    }

    private static long Granules(ulong start, ulong top) => (long)((top - start) >> Granule.Shift);

    private void Count(in GranuleRecord record, long granules)
    {
        if (record.IsFree)
        {
            FreeGranules += granules;
            return;
        }

        GranuleHolding holding = HoldingOf(record.Owner);
        long leaked = record.Fate == GranuleFate.Sound ? 0 : granules;
        holding = new GranuleHolding(holding.Held + granules, holding.Leaked + leaked);
        if (holding == default)
        {
            _holdings.Remove(record.Owner);
        }
        else
        {
            _holdings[record.Owner] = holding;
        }
    }
}
