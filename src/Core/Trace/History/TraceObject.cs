using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Something that a trace tells the story of.</summary>
/// <param name="Granule">PA of the granule; null for an RTT entry.</param>
/// <param name="Rd">RTT entry: PA of the realm's RD.</param>
/// <param name="Ipa">RTT entry: an IPA that it translates.</param>
public sealed record TraceObject(PhysicalAddress? Granule, PhysicalAddress Rd = default, Ipa Ipa = default)
{
    /// <summary>A granule.</summary>
    public static TraceObject OfGranule(ulong address) => new(new PhysicalAddress(Rmi.Granule.AlignDown(address)));

    /// <summary>The RTT entry of an IPA.</summary>
    public static TraceObject OfEntry(ulong rd, ulong ipa) => new(null, new PhysicalAddress(rd), new Ipa(ipa));

    /// <summary>What a divergence is about: what was in the way if the target says so, else what the record names; null when it names nothing.</summary>
    public static TraceObject? Of(TraceDivergence divergence)
    {
        TraceEntry entry = divergence.Entry;
        IReadOnlyDictionary<string, ulong> operands = entry.Operands;
        switch (divergence.Diagnosis.Kind)
        {
            case ObstacleKind.Granule or ObstacleKind.Realm or ObstacleKind.Rec:
                return OfGranule(divergence.Diagnosis.Value);
            case ObstacleKind.RttEntry when operands.TryGetValue("rd", out ulong rd):
                return OfEntry(rd, divergence.Diagnosis.Value);
        }

        if (!entry.IsCall)
        {
            return entry.Address is { } address ? OfGranule(address.Value) : null;
        }

        // The operand that says most, in this order.
        foreach (string name in new[] { "rtt", "data", "ipa", "rec", "base", "rd", "addr" })
        {
            if (!operands.TryGetValue(name, out ulong value))
                continue;
            bool isIpa = name == "ipa" || (name == "base" && entry.CommandInfo is { } command && !RegisterRoles.TakesPhysicalRange(command.Command));
            return isIpa && operands.TryGetValue("rd", out ulong rd) ? OfEntry(rd, value) : OfGranule(value);
        }

        return null;
    }

    /// <summary>For example <c>granule 0x80001000</c>.</summary>
    public override string ToString() => Granule is { } granule ? $"granule {granule}" : $"RTT entry of IPA {Ipa} in the realm with RD {Rd}";
}
