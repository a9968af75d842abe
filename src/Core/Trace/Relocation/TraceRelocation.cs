using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Where each memory range of a trace goes on another machine. Source: formats/rmi-trace.md, last paragraph.</summary>
/// <remarks>
/// Moved are the address operands and outputs of calls by their names, range and entry descriptors in registers, the memory that the
/// host accesses, and addresses in the structures that commands read and write: root tables in realm parameters, auxiliary granules in
/// RMI 1.0 REC parameters, and lists of range descriptors. Content of realm memory is never changed.
/// </remarks>
public sealed class TraceRelocation
{
    private const ulong Step = 1ul << 30;
    private const ulong EntryAddressMask = 0x000F_FFFF_FFFF_F000;

    private readonly ImmutableArray<(MemoryRange From, ulong To)> _moves;

    private TraceRelocation(ImmutableArray<(MemoryRange From, ulong To)> moves) => _moves = moves;

    /// <summary>The ranges of the trace and where each starts on the target.</summary>
    public IReadOnlyList<(MemoryRange From, PhysicalAddress To)> Moves => [.. _moves.Select(m => (m.From, new PhysicalAddress(m.To)))];

    /// <summary>Whether every address stays where it is.</summary>
    public bool IsIdentity => _moves.All(m => m.From.Base == m.To);

    /// <summary>Finds room for all ranges of a trace on a target: each as a whole, moved by a multiple of 1 GiB, without overlap.</summary>
    /// <param name="trace">The machine that the trace describes.</param>
    /// <param name="target">The machine it shall be replayed on.</param>
    /// <param name="relocation">The moves; none where the ranges fit as they are.</param>
    /// <param name="obstacle">What does not fit, as a sentence.</param>
    public static bool TryPlan(
        RmmPlatform trace, RmmPlatform target, [NotNullWhen(true)] out TraceRelocation? relocation, [NotNullWhen(false)] out string? obstacle)
    {
        relocation = null;
        var moves = new List<(MemoryRange From, ulong To)>();
        obstacle = trace.Profile != target.Profile
            ? $"The trace speaks RMI {trace.Profile} and the target RMI {target.Profile}: choose a target of the same generation."
            : Place(trace.Dram, target.Dram, moves) is { } bank
                ? $"The trace's memory {bank} does not fit into the target's ({string.Join(", ", target.Dram)}) when it is moved by multiples of 1 GiB: choose a target with more memory."
                : Place(trace.Devices, target.Devices, moves) is { } device && !target.Devices.IsEmpty
                    ? $"The trace's device memory {device} does not fit into the target's ({string.Join(", ", target.Devices)})."
                    : null;
        if (obstacle is null)
        {
            relocation = new TraceRelocation([.. moves]);
        }

        return obstacle is null;
    }

    /// <summary>The address on the target.</summary>
    public ulong Address(ulong address) => Move(address, address, back: false);

    /// <summary>The target address after a range that ends at <paramref name="top"/>.</summary>
    public ulong Top(ulong top) => Move(top, unchecked(top - 1), back: false);

    /// <summary>The address in the trace.</summary>
    public ulong AddressBack(ulong address) => Move(address, address, back: true);

    /// <summary>A word that holds an address, as it is on the target.</summary>
    internal ulong Apply(RegisterRole role, ulong word, bool back) => role switch
    {
        RegisterRole.PhysicalAddress => Move(word, word, back),
        RegisterRole.PhysicalTop => Move(word, unchecked(word - 1), back),
        RegisterRole.RangeDescriptor or RegisterRole.EntryDescriptor => Move(word & EntryAddressMask, word & EntryAddressMask, back) | (word & ~EntryAddressMask),
        _ => word,
    };

    /// <summary>One line for each range that moves.</summary>
    public override string ToString() =>
        IsIdentity ? "no range moves" : string.Join("; ", _moves.Where(m => m.From.Base != m.To).Select(m => $"{m.From} moves to 0x{m.To:x}"));

    // What lies beside a range in the same GiB moves with it: a block that covers both must not be torn apart.
    private ulong Move(ulong word, ulong inside, bool back)
    {
        foreach ((MemoryRange from, ulong to) in _moves)
        {
            if (unchecked(inside - (back ? to : from.Base)) < from.Size)
                return Shift(word, from, to, back);
        }

        foreach ((MemoryRange from, ulong to) in _moves)
        {
            ulong start = (back ? to : from.Base) & ~(Step - 1);
            ulong offset = from.Base & (Step - 1);
            if (unchecked(inside - start) <= ((offset + from.Size - 1) | (Step - 1)))
                return Shift(word, from, to, back);
        }

        return word;
    }

    private static ulong Shift(ulong word, MemoryRange from, ulong to, bool back) =>
        unchecked(back ? word - to + from.Base : word - from.Base + to);

    // The range that finds no room; null when all do. Ranges stay where they are if they can, and else move together.
    private static MemoryRange? Place(ImmutableArray<MemoryRange> ranges, ImmutableArray<MemoryRange> rooms, List<(MemoryRange From, ulong To)> moves)
    {
        foreach (MemoryRange range in ranges.OrderByDescending(r => rooms.Any(room => Holds(room, r.Base, r.Size))))
        {
            IEnumerable<ulong> candidates = rooms.SelectMany(room => Starts(room, range))
                .OrderByDescending(start => moves.Exists(m => Delta(m) == unchecked(start - range.Base)))
                .Prepend(range.Base);
            ulong? place = candidates.Cast<ulong?>().FirstOrDefault(start => rooms.Any(room => Holds(room, start!.Value, range.Size))
                && moves.TrueForAll(m => start >= m.To + m.From.Size || start + range.Size <= m.To));
            if (place is null)
            {
                return range;
            }

            moves.Add((range, place.Value));
        }

        return null;
    }

    private static ulong Delta((MemoryRange From, ulong To) move) => unchecked(move.To - move.From.Base);

    private static IEnumerable<ulong> Starts(MemoryRange room, MemoryRange range)
    {
        for (ulong start = room.Base + unchecked(range.Base - room.Base) % Step; start < room.Top; start += Step)
        {
            yield return start;
        }
    }

    private static bool Holds(MemoryRange room, ulong start, ulong size) => start >= room.Base && size <= room.Size && start - room.Base <= room.Size - size;
}
