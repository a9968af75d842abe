using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Tells what a trace did to a granule or an RTT entry: who delegated, mapped, folded it.</summary>
public sealed class TraceHistory
{
    private readonly HostWrites _memory = new();
    private readonly TraceObject _object;
    private readonly List<TraceEvent> _events = [];

    private TraceHistory(TraceObject what) => _object = what;

    /// <summary>The events, in order.</summary>
    /// <param name="reader">The trace, at its beginning; disposed.</param>
    /// <param name="what">The object.</param>
    /// <param name="beforeLine">Only what happened before this line.</param>
    /// <exception cref="TraceFormatException">The trace is malformed.</exception>
    public static IReadOnlyList<TraceEvent> Of(TraceReader reader, TraceObject what, long beforeLine = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(what);
        var history = new TraceHistory(what);
        using (reader)
        {
            while (reader.Read() && reader.LineNumber < beforeLine)
            {
                history.Take(reader);
            }
        }

        return history._events;
    }

    private void Take(TraceReader reader)
    {
        TraceRecord record = reader.Record;
        _memory.Apply(record);
        string? what = record.Kind switch
        {
            TraceRecordKind.Boot => null,
            TraceRecordKind.Granule => Names(record.Address) ? "seen by the RMM" : null,
            TraceRecordKind.Loop => Range(record.Address, record.Length) ? Verb(record.Command) : null,
            TraceRecordKind.Call when record.Command is { } command => OfCall(command, record.Arguments, record.Expected, record.ExpectedMask),
            _ => null,
        };
        if (record.Kind == TraceRecordKind.Boot)
        {
            _events.Clear();
        }
        else if (what is not null)
        {
            _events.Add(new TraceEvent(new TraceEntry(reader.LineNumber, reader.Line, record), what));
        }
    }

    private string? OfCall(RmiCommandInfo command, RmiRegisters arguments, RmiRegisters outputs, uint mask)
    {
        bool isAnswered = (mask & 1) != 0;
        RmiResult result = outputs.Result;
        bool failed = isAnswered && !result.IsSuccess && result.Status != RmiStatus.Incomplete;
        string? what = _object.Granule is null
            ? EntryStory(command, arguments, outputs, failed)
            : GranuleStory(command, arguments, outputs, failed);
        return what is null || !failed ? what : $"{what}: refused with {result}";
    }

    private string? GranuleStory(RmiCommandInfo command, RmiRegisters arguments, RmiRegisters outputs, bool failed)
    {
        if (RegisterRoles.TakesPhysicalRange(command.Command))
        {
            if (command.Command == RmiCommand.GranuleTrackingGet)
                return null;

            // How far it got, if the record says so.
            ulong top = failed || outputs.X1 == 0 ? arguments.X2 : outputs.X1;
            return Range(arguments.X1, top) ? Verb(command) : null;
        }

        var roles = RegisterRoles.OfOperands(command);
        for (int i = 0; i < roles.Length; i++)
        {
            if (Holds(RegisterRoles.Resolve(roles[i], arguments, i), arguments[i + 1]))
                return Verb(command, command.Inputs[i], arguments);
        }

        if (CallStructure.ReadBy(command, arguments).Any(Holds))
            return command.Command == RmiCommand.RealmCreate ? "became a root table" : Verb(command, null, arguments);
        if (failed)
            return null;
        roles = RegisterRoles.OfOutputs(command, outputs.Result);
        for (int i = 0; i < roles.Length; i++)
        {
            if (Holds(roles[i], outputs[i + 1]))
                return Verb(command);
        }

        return null;
    }

    private string? EntryStory(RmiCommandInfo command, RmiRegisters arguments, RmiRegisters outputs, bool failed)
    {
        if (command.Command == RmiCommand.RttReadEntry || command.Inputs.IsEmpty || command.Inputs[0] != "rd" || arguments.X1 != _object.Rd.Value)
            return null;
        int ipa = command.Inputs.IndexOf("ipa") + 1;
        if (ipa > 0)
        {
            int level = command.Inputs.IndexOf("level") + 1;
            return Translates(arguments[ipa], level == 0 ? RttGeometry.LastLevel : unchecked((int)arguments[level]), level > 0) ? Verb(command, null, arguments) : null;
        }

        int start = command.Inputs.IndexOf("base") + 1;
        if (start == 0)
            return command.Command is RmiCommand.RealmActivate or RmiCommand.RealmTerminate ? Verb(command) : null;
        ulong top = failed || outputs.X1 == 0 ? arguments[start + 1] : outputs.X1;
        return unchecked(_object.Ipa.Value - arguments[start]) < unchecked(top - arguments[start]) ? Verb(command, null, arguments) : null;
    }

    // A table command names the table's level; what it changes is the entry above.
    private bool Translates(ulong ipa, int level, bool isTable)
    {
        int entryLevel = Math.Clamp(isTable ? level - 1 : level, RttGeometry.FirstLevel, RttGeometry.LastLevel);
        ulong size = RttGeometry.EntrySize(entryLevel);
        return (ipa & ~(size - 1)) == (_object.Ipa.Value & ~(size - 1));
    }

    private bool Names(ulong address) => _object.Granule is { } granule && Granule.AlignDown(address) == granule.Value;

    private bool Range(ulong start, ulong top) => _object.Granule is { } granule && granule.Value >= start && granule.Value < top;

    private bool Holds(RegisterRole role, ulong word) => role switch
    {
        RegisterRole.PhysicalAddress => word != 0 && Names(word),
        RegisterRole.RangeDescriptor => Holds(new AddressRangeDescriptor(word)),
        _ => false,
    };

    private bool Holds(AddressRangeDescriptor blocks) => unchecked(_object.Granule!.Value.Value - blocks.Address) < blocks.Length;

    private bool Holds(CallStructure structure) => Array.Exists(_memory.Read(structure.Address, structure.Count), word => Holds(structure.Role, word));

    private static string Verb(RmiCommandInfo? command, string? operand = null, RmiRegisters arguments = default) => command?.Command switch
    {
        RmiCommand.GranuleRangeDelegate or RmiCommand.GranuleDelegate => "delegated",
        RmiCommand.GranuleRangeUndelegate or RmiCommand.GranuleUndelegate => "undelegated",
        RmiCommand.RealmCreate when operand == "rd" => "became a realm's RD",
        RmiCommand.RealmActivate => "realm activated",
        RmiCommand.RealmTerminate => "realm terminated",
        RmiCommand.RealmDestroy when operand == "rd" => "realm destroyed",
        RmiCommand.RecCreate when operand == "rec" => "became a REC",
        RmiCommand.RecCreate when operand is null => "became auxiliary memory of a REC",
        RmiCommand.RecDestroy => "REC destroyed",
        RmiCommand.OpMemDonate => "donated to a stateful operation",
        RmiCommand.OpMemReclaim => "given back by a stateful operation",
        RmiCommand.RttCreate when operand is null or "rtt" => $"table of level {unchecked((long)arguments.X4)} made for IPA 0x{arguments.X3:x}",
        RmiCommand.RttDestroy => "table destroyed",
        RmiCommand.RttFold => "table folded",
        RmiCommand.RttDataMapInit when operand is null or "data" => $"mapped and populated at IPA 0x{arguments.X3:x}",
        RmiCommand.RttDataMap when operand is null or "oaddr" => $"mapped at IPA 0x{arguments.X2:x}",
        RmiCommand.RttUnprotMap when operand is null or "oaddr" => $"mapped unprotected at IPA 0x{arguments.X2:x}",
        RmiCommand.RttDataUnmap or RmiCommand.RttUnprotUnmap or RmiCommand.DataDestroy or RmiCommand.RttUnmapUnprotected => "unmapped",
        RmiCommand.RttInitRipas => "RIPAS set to RAM",
        RmiCommand.RttSetRipas => "RIPAS changed",
        { } => operand is null ? command.Name : $"named as {operand} of {command.Name}",
        null => "called",
    };
}
