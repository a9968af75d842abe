using System.Globalization;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Reads the text of a sketch, line by line.</summary>
internal sealed class RttSketchParser
{
    private const string Form = "write: level, range, state, RIPAS, and '->' with a PA, such as '2 0x80000000+4MB assigned ram -> 0x90000000'";

    private static readonly (string Name, RttEntryState State)[] s_states =
        [.. new[] { RttEntryState.Unassigned, RttEntryState.Assigned, RttEntryState.Table, RttEntryState.AssignedDevice }
            .Select(static state => (RttTreeText.StateText(state), state))];

    private readonly List<RttSketchLine> _lines = [];
    private readonly Stack<RttSketchLine> _tables = [];
    private int _number;

    /// <summary>The lines of a sketch; blank ones and comments left out.</summary>
    /// <exception cref="FormatException">A line is not of the form, or stands where no tree has it.</exception>
    internal IReadOnlyList<RttSketchLine> Parse(string text)
    {
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            _number++;
            int comment = line.IndexOf('#');
            string content = (comment < 0 ? line : line[..comment]).Trim().ToString();
            if (content.Length > 0) Add(Read(content), content);
        }

        return _lines;
    }

    private RttSketchLine Read(string content)
    {
        string[] words = content.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        int arrow = Array.FindIndex(words, static word => word is "->" or "→");
        string[] told = arrow < 0 ? words : words[..arrow];
        if (told.Length is < 3 or > 4 || (arrow >= 0 && words.Length != arrow + 2)) throw Wrong(content, Form);

        if (!int.TryParse(told[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int level)
            || level is < RttGeometry.FirstLevel or > RttGeometry.LastLevel)
        {
            throw Wrong(told[0], $"levels go from {RttGeometry.FirstLevel} to {RttGeometry.LastLevel}");
        }

        (Ipa ipa, ByteSize size) = Range(told[1], level);
        RttEntryState state = State(told[2]);
        Ripas? ripas = told.Length > 3 ? RipasOf(told[3]) : null;
        PhysicalAddress? address = arrow < 0 ? null
            : NumberText.TryParse(words[^1], out ulong pa) ? new PhysicalAddress(pa)
            : throw Wrong(words[^1], "a PA is a number such as 0x90000000");
        return new RttSketchLine(level, ipa, size, state, ripas, address);
    }

    private (Ipa Ipa, ByteSize Size) Range(string text, int level)
    {
        ulong entry = RttGeometry.EntrySize(level);
        MemoryRange range;
        try
        {
            range = NumberText.TryParse(text, out ulong single) ? new MemoryRange(single, entry) : MemoryRange.Parse(text);
        }
        catch (FormatException e)
        {
            throw Wrong(text, "a range is 0x80000000-0x84000000, 0x80000000+64MB, or the IPA of one entry", e);
        }

        if (range.Size == 0 || range.Base % entry != 0 || range.Size % entry != 0)
        {
            throw Wrong(text, $"at level {level} ranges are multiples of {new ByteSize(entry)}");
        }

        return (new Ipa(range.Base), new ByteSize(range.Size));
    }

    private RttEntryState State(string text)
    {
        foreach ((string name, RttEntryState state) in s_states)
        {
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase)) return state;
        }

        throw Wrong(text, $"states are {string.Join(", ", s_states.Select(static s => s.Name.ToLowerInvariant()))}");
    }

    private Ripas RipasOf(string text) =>
        Enum.TryParse(text, ignoreCase: true, out Ripas ripas) && Enum.IsDefined(ripas) && !char.IsAsciiDigit(text[0])
            ? ripas
            : throw Wrong(text, $"the RIPAS is one of {string.Join(", ", Enum.GetNames<Ripas>()).ToLowerInvariant()}");

    private void Add(RttSketchLine line, string content)
    {
        if (line.State == RttEntryState.Table && (line.Ripas is not null || line.Level == RttGeometry.LastLevel || line.Size.Bytes != RttGeometry.EntrySize(line.Level)))
        {
            throw Wrong(content, "a table hangs on one entry above level 3 and has no RIPAS");
        }

        if (line.State == RttEntryState.Unassigned && line.Ripas is null or Ripas.Empty)
        {
            throw Wrong(content, "what is unassigned and EMPTY is left out of sketchs");
        }

        if (_lines.Count > 0 && (line.Ipa < _lines[^1].Ipa || (line.Ipa < _lines[^1].Top && !IsBelow(line, _lines[^1]))))
        {
            throw Wrong(content, "lines go up by IPA, a table before its entries");
        }

        while (_tables.Count > 0 && _tables.Peek().Level >= line.Level)
        {
            _tables.Pop();
        }

        bool isRoot = _lines.Count == 0 || line.Level == _lines[0].Level;
        if (!isRoot && !(_tables.TryPeek(out RttSketchLine? table) && IsBelow(line, table)))
        {
            throw Wrong(content, $"no table at level {line.Level - 1} above it translates that range");
        }

        _lines.Add(line);
        if (line.State == RttEntryState.Table) _tables.Push(line);
    }

    private static bool IsBelow(RttSketchLine line, RttSketchLine table) =>
        table.State == RttEntryState.Table && line.Level == table.Level + 1 && line.Ipa >= table.Ipa && line.Top <= table.Top;

    private FormatException Wrong(string what, string rule, Exception? cause = null) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Line {_number} of the sketch, '{what}': {rule}."), cause);
}
