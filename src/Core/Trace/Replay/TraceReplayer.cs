using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Replays a trace against an RMM and reports where the two part. Source: formats/rmi-trace.md.</summary>
public sealed class TraceReplayer
{
    private const string Unreachable = "the memory is not the host's to access";

    private readonly Func<RmmPlatform, IRmm> _createTarget;
    private readonly TraceReplayOptions _options;
    private readonly List<TraceDivergence> _divergences = [];
    private byte[] _memory = new byte[Granule.Size];
    private readonly TraceReader _reader;
    private IRmm? _target;
    private IRmmDiagnostics? _diagnostics;
    private IRealmScript? _script;
    private long _divergenceCount;
    private long _unchecked;
    private long _calls;

    private TraceReplayer(TraceReader reader, Func<RmmPlatform, IRmm> createTarget, TraceReplayOptions options)
    {
        _reader = reader;
        _createTarget = createTarget;
        _options = options;
    }

    /// <summary>Replays a trace.</summary>
    /// <param name="reader">The trace, at its beginning.</param>
    /// <param name="createTarget">Makes an RMM for the machine that the trace describes; it must be freshly booted.</param>
    /// <param name="options">When to stop; null for the default.</param>
    /// <param name="cancellation">Ends the replay between two records.</param>
    /// <exception cref="TraceFormatException">The trace is malformed.</exception>
    /// <exception cref="RmmUnreachableException">The target did not answer.</exception>
    /// <exception cref="OperationCanceledException">The replay was cancelled.</exception>
    public static TraceReplayResult Replay(
        TraceReader reader, Func<RmmPlatform, IRmm> createTarget, TraceReplayOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(createTarget);
        return new TraceReplayer(reader, createTarget, options ?? TraceReplayOptions.Default).Run(cancellation);
    }

    private TraceReplayResult Run(CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        long stop = _options.StopBeforeLine > 0 ? _options.StopBeforeLine : long.MaxValue;
        long records = 0;
        long lastLine = 0;
        while (_reader.Read() && _reader.LineNumber < stop)
        {
            cancellation.ThrowIfCancellationRequested();
            records++;
            lastLine = _reader.LineNumber;
            Perform(_reader.Record);
            if (_divergenceCount > 0 && !_options.ContinueAfterDivergence)
            {
                break;
            }
        }

        return new TraceReplayResult(
            _reader.Name, records, _calls, [.. _divergences], _divergenceCount, _unchecked, lastLine, _reader.IsCut, Stopwatch.GetElapsedTime(start));
    }

    private void Perform(TraceRecord record)
    {
        switch (record.Kind)
        {
            case TraceRecordKind.Header or TraceRecordKind.Dram or TraceRecordKind.Device or TraceRecordKind.Features:
                return;
            case TraceRecordKind.Boot:
                Boot();
                return;
        }

        IRmm target = _target ?? Connect();
        switch (record.Kind)
        {
            case TraceRecordKind.Call:
                Call(target, record);
                break;
            case TraceRecordKind.Loop:
                Loop(target, record);
                break;
            case TraceRecordKind.WriteWords:
                Write(target, record.Address, MemoryMarshal.AsBytes(record.Words));
                break;
            case TraceRecordKind.WriteBytes:
                Write(target, record.Address, record.Bytes);
                break;
            case TraceRecordKind.Fill:
                Fill(target, record);
                break;
            case TraceRecordKind.ReadWords:
                Read(target, record);
                break;
            case TraceRecordKind.RealmSmc or TraceRecordKind.RealmExit:
                if (_script is null)
                    _unchecked++;
                else
                    _script.Enqueue(record.ToRealmAction());
                break;
            case TraceRecordKind.RealmResult:
                CheckRealmResult(record);
                break;
            case TraceRecordKind.Granule:
                CheckGranule(record);
                break;
            case TraceRecordKind.Measurement:
                CheckMeasurement(record);
                break;
        }
    }

    private IRmm Connect()
    {
        _target = _createTarget(_reader.Platform);
        _diagnostics = _target.As<IRmmDiagnostics>();
        _script = _target.As<IRealmScript>();
        return _target;
    }

    // The first boot finds a fresh target; a later one needs a target that can boot again, or a new one.
    private void Boot()
    {
        if (_target?.As<IRmmReset>() is { } reset)
            reset.Reset();
        else
            Connect();
    }

    private void Call(IRmm target, TraceRecord record)
    {
        RmiRegisters registers = record.Arguments;
        target.Call(ref registers);
        _calls++;
        if (!record.Matches(registers))
        {
            Report(
                TraceOutputs.Describe(record.Command, record.Expected, record.ExpectedMask),
                TraceOutputs.Describe(record.Command, registers, record.ExpectedMask | TraceOutputs.MaskFor(record.Command, registers.Result)),
                _diagnostics?.LastDiagnosis ?? default);
        }
    }

    private void Loop(IRmm target, TraceRecord record)
    {
        ulong cursor = record.Address;
        ulong top = record.Length;
        while (cursor < top)
        {
            var registers = new RmiRegisters(record.Arguments.X0, cursor, top);
            target.Call(ref registers);
            _calls++;
            if (!registers.Result.IsSuccess || registers.X1 <= cursor)
            {
                Report(
                    $"0 (SUCCESS) and an X1 beyond {cursor:x}",
                    $"{TraceOutputs.Describe(record.Command, registers, 3)} for the arguments {cursor:x} {top:x}",
                    _diagnostics?.LastDiagnosis ?? default);
                return;
            }

            cursor = registers.X1;
        }
    }

    private void Write(IRmm target, ulong address, ReadOnlySpan<byte> bytes)
    {
        try
        {
            target.WriteMemory(address, bytes);
        }
        catch (GranuleProtectionFaultException e)
        {
            ReportFault(e);
        }
    }

    private void Fill(IRmm target, TraceRecord record)
    {
        try
        {
            target.FillMemory(record.Address, record.Length, (byte)record.Number);
        }
        catch (GranuleProtectionFaultException e)
        {
            ReportFault(e);
        }
    }

    private void Read(IRmm target, TraceRecord record)
    {
        ReadOnlySpan<byte> expected = MemoryMarshal.AsBytes(record.Words);
        if (_memory.Length < expected.Length)
        {
            _memory = new byte[expected.Length];
        }

        Span<byte> actual = _memory.AsSpan(0, expected.Length);
        try
        {
            target.ReadMemory(record.Address, actual);
        }
        catch (GranuleProtectionFaultException e)
        {
            ReportFault(e);
            return;
        }

        int same = actual.CommonPrefixLength(expected);
        if (same < expected.Length)
        {
            int word = same / sizeof(ulong);
            ulong address = unchecked(record.Address + ((ulong)word * sizeof(ulong)));
            Report($"{record.Words[word]:x} at {address:x}", $"{MemoryMarshal.Cast<byte, ulong>(actual)[word]:x}");
        }
    }

    private void CheckRealmResult(TraceRecord record)
    {
        if (_script is null)
        {
            _unchecked++;
            return;
        }

        if (!_script.TryTakeSmcResult(out RealmSmcResult? result))
        {
            Report(Words(record.FunctionId, record.Words, record.ExpectedMask), "no completed SMC whose result was not asked for yet");
            return;
        }

        bool isSame = result.FunctionId == record.FunctionId;
        for (int i = 0; i < record.Words.Length; i++)
        {
            isSame &= (record.ExpectedMask >> i & 1) == 0 || result.Registers[i] == record.Words[i];
        }

        if (!isSame)
        {
            Report(
                Words(record.FunctionId, record.Words, record.ExpectedMask),
                Words(result.FunctionId, result.Registers.AsSpan()[..Math.Max(record.Words.Length, 1)], uint.MaxValue));
        }
    }

    private void CheckGranule(TraceRecord record)
    {
        if (_diagnostics is null)
        {
            _unchecked++;
            return;
        }

        bool isKnown = _diagnostics.TryGetGranule(record.Address, out GranuleView view);
        bool comparesCount = record.Number >= 0;
        if (!isKnown || view.State != record.State || (comparesCount && view.ReferenceCount != record.Number))
        {
            Report(
                Describe(record.State, record.Number, comparesCount),
                isKnown ? Describe(view.State, view.ReferenceCount, comparesCount) : "no granule of the RMM");
        }
    }

    private void CheckMeasurement(TraceRecord record)
    {
        if (_diagnostics is null)
        {
            _unchecked++;
            return;
        }

        Span<byte> digest = stackalloc byte[TraceParser.MaximumDigestLength];
        if (!_diagnostics.TryGetMeasurement(record.Address, record.Number, digest, out int length))
            Report(Convert.ToHexStringLower(record.Bytes), $"no realm with RD {record.Address:x}");
        else if (!digest[..length].SequenceEqual(record.Bytes))
            Report(Convert.ToHexStringLower(record.Bytes), Convert.ToHexStringLower(digest[..length]));
    }

    private static string Describe(GranuleState state, int count, bool withCount) =>
        withCount ? $"{state.ToSpecName()} {count:x}" : state.ToSpecName();

    private static string Words(ulong functionId, ReadOnlySpan<ulong> words, uint mask)
    {
        var text = new StringBuilder($"{functionId:x}");
        for (int i = 0; i < words.Length; i++)
        {
            text.Append(' ').Append((mask >> i & 1) != 0 ? words[i].ToString("x", null) : "-");
        }

        return text.ToString();
    }

    private void ReportFault(GranuleProtectionFaultException fault) => Report("the access succeeds", $"{Unreachable}: {fault.Message}");

    private void Report(string expected, string actual, RmiDiagnosis diagnosis = default)
    {
        var divergence = new TraceDivergence(new TraceEntry(_reader.LineNumber, _reader.Line, _reader.Record), expected, actual, diagnosis);
        _divergenceCount++;
        if (_divergences.Count < _options.MaximumDivergences)
        {
            _divergences.Add(divergence);
        }

        _options.OnDivergence?.Invoke(divergence);
    }
}
