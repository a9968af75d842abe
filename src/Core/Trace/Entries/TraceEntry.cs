using System.Collections.ObjectModel;
using System.Text;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>A record of a trace as an object: what to filter, sort and look at.</summary>
public sealed class TraceEntry
{
    /// <summary>How the comment of a record starts that nobody recorded but that must have happened.</summary>
    public const string InferredMark = "inferred";

    private readonly RmiCommandInfo? _command;
    private ReadOnlyDictionary<string, ulong>? _operands;
    private ReadOnlyDictionary<string, ulong>? _outputs;

    internal TraceEntry(long number, ReadOnlySpan<byte> line, TraceRecord record, TimeSpan? duration = null)
    {
        Number = number;
        Kind = record.Kind;
        Duration = duration;
        string text = Encoding.UTF8.GetString(line.TrimEnd(" \t\r"u8));
        Text = text;
        Comment = record.CommentStart < 0 ? string.Empty : Encoding.UTF8.GetString(line[(record.CommentStart + 1)..]).Trim();
        Address = record.Kind is TraceRecordKind.None or TraceRecordKind.Header or TraceRecordKind.Boot or TraceRecordKind.Features or TraceRecordKind.Call
            or TraceRecordKind.RealmSmc or TraceRecordKind.RealmExit or TraceRecordKind.RealmResult ? null : new PhysicalAddress(record.Address);
        if (record.Kind is TraceRecordKind.Call or TraceRecordKind.Loop)
        {
            _command = record.Command;
            Arguments = record.Arguments;
            Outputs = record.Expected;
            OutputMask = record.ExpectedMask;
        }
    }

    /// <summary>Line in the file, or number in the recording, from 1.</summary>
    public long Number { get; }

    /// <summary>What kind of record it is.</summary>
    public TraceRecordKind Kind { get; }

    /// <summary>Call and loop: the command's name, or the function ID as 8 hexadecimal digits; else empty.</summary>
    public string Command => _command?.Name ?? (IsCall ? Arguments.X0.ToString("x8", null) : string.Empty);

    /// <summary>Call and loop: what the ABI says of the command; null when it is not known.</summary>
    public RmiCommandInfo? CommandInfo => _command;

    /// <summary>Call and loop: function ID and arguments.</summary>
    public RmiRegisters Arguments { get; }

    /// <summary>Call: the registers of the answer, as far as <see cref="OutputMask"/> names them.</summary>
    public RmiRegisters Outputs { get; }

    /// <summary>Call: bit n for each register of the answer that the record gives.</summary>
    public uint OutputMask { get; }

    /// <summary>Call: the result; null for a call without an answer and for other records.</summary>
    public RmiResult? Result => (OutputMask & 1) != 0 ? Outputs.Result : null;

    /// <summary>Call: the status of the result.</summary>
    public RmiStatus? Status => Result is { IsUnknownFunction: false } result ? result.Status : null;

    /// <summary>Call: the operands by name.</summary>
    public IReadOnlyDictionary<string, ulong> Operands => _operands ??= RmiValues.Operands(_command, Arguments);

    /// <summary>Call: the outputs by name, the result word left out.</summary>
    public IReadOnlyDictionary<string, ulong> OutputValues => _outputs ??= RmiValues.Outputs(_command, Outputs, OutputMask);

    /// <summary>Records about memory or a granule: its address.</summary>
    public PhysicalAddress? Address { get; }

    /// <summary>What stands behind the record's <c>#</c>.</summary>
    public string Comment { get; }

    /// <summary>Failed call: the reason that was recorded with it; else empty.</summary>
    public string Reason => Result is { IsSuccess: false } && !IsInferred ? Comment : string.Empty;

    /// <summary>Whether nobody recorded this but it must have happened.</summary>
    public bool IsInferred => Comment.StartsWith(InferredMark, StringComparison.Ordinal);

    /// <summary>Live call: how long the RMM took.</summary>
    public TimeSpan? Duration { get; }

    /// <summary>The record in the format's text.</summary>
    public string Text { get; }

    /// <summary>Whether it is a call or a loop of calls.</summary>
    public bool IsCall => Kind is TraceRecordKind.Call or TraceRecordKind.Loop;

    /// <summary>The records of a trace, read while they are enumerated; the reader is disposed at the end.</summary>
    /// <exception cref="TraceFormatException">While enumerating: the trace is malformed.</exception>
    public static IEnumerable<TraceEntry> ReadAll(TraceReader reader)
    {
        using (reader)
        {
            while (reader.Read())
            {
                yield return new TraceEntry(reader.LineNumber, reader.Line, reader.Record);
            }
        }
    }

    /// <summary>The record.</summary>
    public override string ToString() => Text;
}
