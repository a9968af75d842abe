using System.Text;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Turns logs of other tools into traces.</summary>
public static class TraceImporter
{
    private const int LongestLine = 1 << 14;

    /// <summary>Reads a log and writes a trace.</summary>
    /// <param name="log">The log; not disposed.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="format">What it is.</param>
    /// <param name="trace">Takes the trace; not disposed.</param>
    /// <param name="options">How; null for the default.</param>
    /// <exception cref="TraceFormatException">
    /// The log speaks two generations of the interface, or something must be inferred and <see cref="TraceImportOptions.Strict"/> is set.
    /// </exception>
    /// <exception cref="IOException">The log cannot be read or the trace cannot be written.</exception>
    public static TraceImportReport Import(Stream log, string name, TraceImportFormat format, TraceWriter trace, TraceImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(trace);
        options ??= TraceImportOptions.Default;
        ForeignLog reader = Read(log, format);
        RmiProfile profile = options.Platform?.Profile ?? reader.Generation(name) ?? RmiProfile.V20;
        IReadOnlyList<ImportedCall?> calls = reader.Calls(profile);
        RmmPlatform platform = PlatformGuess.From(calls, profile, out MemoryRange spare);
        if (options.Platform is { } given)
        {
            // What must be invented goes above all memory that the machine is known to have.
            ulong top = given.Dram.Concat(given.Devices).Max(range => range.Top);
            spare = spare with { Base = Math.Max(spare.Base, (top + spare.Size - 1) / spare.Size * spare.Size) };
            platform = given with { Dram = given.Dram.Add(spare) };
        }

        trace.WriteHeader(platform);
        trace.WriteComment($"imported from {Path.GetFileName(name)} ({format}); records behind '# {TraceEntry.InferredMark}' are not in it");
        trace.WriteBoot();
        var past = new MissingPast(name, platform, new RealmShapes(calls), spare, trace, options.Strict);
        long count = 0;
        foreach (ImportedCall? call in calls)
        {
            if (call is null)
            {
                past.Boot();
                if (count > 0)
                    trace.WriteBoot();
                continue;
            }

            count++;
            past.Before(call);
            if (call.IsLoop)
                trace.WriteLoop(unchecked((uint)call.Arguments.X0), call.Arguments.X1, call.Arguments.X2);
            else
                trace.WriteCall(call.Arguments, call.Outputs, call.Mask);
            past.After(call);
        }

        return new TraceImportReport(
            name, platform, CompletenessOf(calls, format), count, past.Count, reader.ForeignLines, [.. reader.Damaged.OrderBy(d => d.Line)]);
    }

    private static ForeignLog Read(Stream log, TraceImportFormat format)
    {
        ForeignLog reader = format switch
        {
            TraceImportFormat.TfRmmLog => new TfRmmLog(),
            TraceImportFormat.Ftrace => new FtraceLog(),
            TraceImportFormat.Bpftrace => new BpftraceLog(),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such log."),
        };

        long number = 0;
        foreach ((string text, bool hasEnd) in Lines(log))
        {
            reader.Take(++number, text, hasEnd);
        }

        return reader;
    }

    // What comes off a wire need not be UTF-8, nor have lines: every byte is a character, and a line is cut where it gets too long.
    private static IEnumerable<(string Text, bool HasEnd)> Lines(Stream log)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[1 << 16];
        int count;
        while ((count = log.Read(buffer)) > 0)
        {
            for (int i = 0; i < count; i++)
            {
                if (buffer[i] == (byte)'\n')
                {
                    yield return (text.ToString().TrimEnd('\r'), true);
                    text.Clear();
                }
                else if (text.Length < LongestLine)
                {
                    text.Append((char)buffer[i]);
                }
            }
        }

        if (text.Length > 0)
        {
            yield return (text.ToString(), false);
        }
    }

    private static TraceCompleteness CompletenessOf(IReadOnlyList<ImportedCall?> calls, TraceImportFormat format)
    {
        ImportedCall[] known = [.. calls.Where(c => c?.Command is not null).Select(c => c!)];
        if (known.Length == 0)
            return TraceCompleteness.Empty;
        if (format != TraceImportFormat.TfRmmLog || Array.Exists(known, c => c.TookEffect && c.Command!.Logging != RmiLogging.Always))
            return TraceCompleteness.EveryCall;
        return Array.Exists(known, c => c.TookEffect) ? TraceCompleteness.Lifecycle : TraceCompleteness.ErrorsOnly;
    }
}
