using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Agent;

/// <summary>A conversation with one peer.</summary>
/// <param name="server">The agent.</param>
/// <param name="input">What the peer says.</param>
/// <param name="output">Takes the answers.</param>
/// <param name="socket">The socket below both; null when there is none, and a session cannot stop while the peer is silent.</param>
/// <param name="onHello">Told when the peer has said hello.</param>
internal sealed class AgentSession(AgentServer server, Stream input, Stream output, Socket? socket = null, Action? onHello = null)
{
    private readonly LineReader _lines = new(input, socket);
    private readonly AgentAnswers _answers = new(output);
    private readonly TraceParser _parser = new() { Profile = server.Rmm.Platform.Profile };
    private readonly TraceRecord _record = new();
    private readonly byte[] _bytes = new byte[AgentProtocol.MaximumWords * sizeof(ulong)];
    private readonly AgentBatch _batch = new(server);
    private readonly Lock _working = new();
    private RmiRegisters _call;
    private volatile bool _isStopping;

    /// <summary>Answers requests until the peer closes its side or the session is stopped.</summary>
    /// <exception cref="AgentException">The peer broke the protocol; it was told.</exception>
    /// <exception cref="RmmUnreachableException">The RMM does not answer; the peer was told.</exception>
    /// <exception cref="IOException">The peer is gone.</exception>
    public void Run()
    {
        try
        {
            if (!Hello())
                return;
            onHello?.Invoke();
            do
            {
                lock (_working)
                {
                    while (!_isStopping && _lines.TryTake())
                    {
                        Answer(_lines.Line.Span);
                    }

                    Flush();
                }
            }
            while (!_isStopping && _lines.Fill());
        }
        catch (AgentException e)
        {
            Refuse(e.Message);
            throw;
        }
        catch (RmmUnreachableException e)
        {
            Refuse($"the RMM behind this agent does not answer: {e.Message}");
            throw;
        }
    }

    /// <summary>Says why there is no further conversation.</summary>
    public void Refuse(string message)
    {
        try
        {
            _answers.Text($"error {message.ReplaceLineEndings(" ")}");
            _answers.Flush();
        }
        catch (IOException)
        {
            // The peer does not listen any more.
        }
    }

    /// <summary>Ends the conversation; returns when the current request is answered.</summary>
    public void Stop()
    {
        _isStopping = true;
        StopReading();
        lock (_working)
        {
            // Nothing is being answered any more.
        }
    }

    // A pending read returns.
    private void StopReading()
    {
        try
        {
            socket?.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer is gone already.
        }
    }

    private bool Hello()
    {
        while (!_lines.TryTake())
        {
            if (_isStopping || !_lines.Fill())
                return false;
        }

        var scanner = new TraceScanner(_lines.Line.Span);
        scanner.Next();
        if (!scanner.Is("hello"u8) || !scanner.NextNumber("a version", out ulong version))
            throw new AgentException("expected 'hello VERSION'");
        if (version != AgentProtocol.Version)
            throw new AgentException($"this agent speaks version {AgentProtocol.Version} of the protocol");

        var header = new MemoryStream();
        using (var writer = new TraceWriter(header))
        {
            writer.WriteHeader(server.Rmm.Platform);
        }

        _answers.Text(Encoding.UTF8.GetString(header.ToArray()).TrimEnd('\n'));
        var abilities = new StringBuilder($"= {AgentProtocol.Version}");
        if (server.Diagnostics is not null)
            abilities.Append(' ').Append(AgentProtocol.Views).Append(' ').Append(AgentProtocol.Reasons);
        if (server.Script is not null)
            abilities.Append(' ').Append(AgentProtocol.Script);
        if (server.Reset is not null)
            abilities.Append(' ').Append(AgentProtocol.Boot);
        abilities.Append(' ').Append(AgentProtocol.Again).Append(' ').Append(AgentProtocol.Runs);
        _answers.Text(abilities.ToString());
        _answers.Flush();
        return true;
    }

    private void Answer(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("call "u8))
        {
            Parse(line);
            if (_batch.IsFull)
                FlushCalls();
            _call = _record.Arguments;
            _batch.Add(ref _call);
            return;
        }

        var scanner = new TraceScanner(line);
        if (!scanner.Next())
            return;
        if (scanner.Is("again"u8))
        {
            Repeat(ref scanner, inRuns: false);
            return;
        }

        FlushCalls();
        if (scanner.Is("run"u8))
            Run(ref scanner);
        else if (scanner.Is("r64"u8))
            Read(ref scanner);
        else if (scanner.Is("granule"u8))
            Granule(ref scanner);
        else if (scanner.Is("measurement"u8))
            Measurement(ref scanner);
        else if (scanner.Is("rsi"u8))
            RealmResult(ref scanner);
        else if (scanner.Is("reason"u8))
            Reason(ref scanner);
        else
            Perform(line);
    }

    private void Run(ref TraceScanner scanner)
    {
        Repeat(ref scanner, inRuns: true);
        _batch.Perform(_answers, inRuns: true);
        _answers.EndRun();
    }

    // The newest call, again and again: what a host does to the granules or entries of a range.
    private void Repeat(ref TraceScanner scanner, bool inRuns)
    {
        if (!scanner.NextNumber("how often", out ulong count))
            throw new AgentException(scanner.Error.ToString());
        if (count is 0 or > AgentProtocol.MaximumRepeats)
            throw new AgentException($"again and run repeat 1 to {AgentProtocol.MaximumRepeats:x} times");
        if (_call.X0 == 0)
            throw new AgentException("whatever repeats needs a call before it");
        var growth = default(RmiRegisters);
        int last = 0;
        while (scanner.Next())
        {
            if (last == RmiRegisters.InputCount - 1 || !scanner.Number("a number", out ulong value))
                throw new AgentException($"again and run take up to {RmiRegisters.InputCount - 1} numbers behind how often");
            growth[++last] = value;
        }

        // Whoever stops the session waits for a request, not for thousands.
        for (int left = (int)count; left > 0 && !_isStopping;)
        {
            if (_batch.IsFull)
                _batch.Perform(_answers, inRuns);
            left -= _batch.AddGrowing(ref _call, ref growth, left);
        }
    }

    private void Perform(ReadOnlySpan<byte> line)
    {
        Parse(line);
        switch (_record.Kind)
        {
            case TraceRecordKind.WriteWords:
                Write(_record.Address, MemoryMarshal.AsBytes(_record.Words));
                break;
            case TraceRecordKind.WriteBytes:
                Write(_record.Address, _record.Bytes);
                break;
            case TraceRecordKind.Fill:
                Fill();
                break;
            case TraceRecordKind.RealmSmc or TraceRecordKind.RealmExit when server.Script is null:
                _answers.Text("refused the realms of this RMM take no script");
                break;
            case TraceRecordKind.RealmSmc or TraceRecordKind.RealmExit:
                lock (server.RmmLock)
                {
                    server.Script.Enqueue(_record.ToRealmAction());
                }

                _answers.Done();
                break;
            case TraceRecordKind.Boot when server.Reset is null:
                _answers.Text("refused this RMM cannot be booted again");
                break;
            case TraceRecordKind.Boot:
                lock (server.RmmLock)
                {
                    server.Reset.Reset();
                }

                _answers.Done();
                break;
            default:
                throw new AgentException($"no request: {Quote(line)}");
        }
    }

    private void Parse(ReadOnlySpan<byte> line)
    {
        if (!_parser.TryParse(line, _record, out TraceSyntaxError error))
            throw new AgentException($"{error}: {Quote(line)}");
    }

    private void Write(ulong address, ReadOnlySpan<byte> bytes)
    {
        try
        {
            server.Rmm.WriteMemory(address, bytes);
            _answers.Done();
        }
        catch (GranuleProtectionFaultException e)
        {
            _answers.Fault(e.Address);
        }
    }

    private void Fill()
    {
        try
        {
            server.Rmm.FillMemory(_record.Address, _record.Length, (byte)_record.Number);
            _answers.Done();
        }
        catch (GranuleProtectionFaultException e)
        {
            _answers.Fault(e.Address);
        }
    }

    private void Read(ref TraceScanner scanner)
    {
        if (!scanner.NextNumber("a physical address in hexadecimal", out ulong address) || !scanner.NextNumber("how many words", out ulong count) || !scanner.End())
            throw new AgentException(scanner.Error.ToString());
        if (count is 0 or > AgentProtocol.MaximumWords)
            throw new AgentException($"r64 reads 1 to {AgentProtocol.MaximumWords:x} words");
        Span<byte> bytes = _bytes.AsSpan(0, (int)count * sizeof(ulong));
        try
        {
            server.Rmm.ReadMemory(address, bytes);
            _answers.Words(MemoryMarshal.Cast<byte, ulong>(bytes));
        }
        catch (GranuleProtectionFaultException e)
        {
            _answers.Fault(e.Address);
        }
    }

    private void Granule(ref TraceScanner scanner)
    {
        if (!scanner.NextNumber("a physical address in hexadecimal", out ulong address) || !scanner.End())
            throw new AgentException(scanner.Error.ToString());
        if (server.Diagnostics is null)
            _answers.Text("refused this RMM shows no private views");
        else if (!server.Diagnostics.TryGetGranuleRun(address, out GranuleView view, out ulong top))
            _answers.Text("none");
        else
            _answers.Text($"= {view.State.ToSpecName()} {view.ReferenceCount:x} {view.Owner:x} {top:x}");
    }

    private void Measurement(ref TraceScanner scanner)
    {
        if (!scanner.NextNumber("the address of an RD in hexadecimal", out ulong rd) || !scanner.NextNumber("a measurement index", out ulong slot) || !scanner.End())
            throw new AgentException(scanner.Error.ToString());
        Span<byte> digest = _bytes.AsSpan(0, TraceParser.MaximumDigestLength);
        if (server.Diagnostics is null)
            _answers.Text("refused this RMM shows no private views");
        else if (slot > 4 || !server.Diagnostics.TryGetMeasurement(rd, (int)slot, digest, out int length))
            _answers.Text("none");
        else
            _answers.Text($"= {Convert.ToHexStringLower(digest[..length])}");
    }

    private void RealmResult(ref TraceScanner scanner)
    {
        if (!scanner.End())
            throw new AgentException(scanner.Error.ToString());
        RealmSmcResult? result = null;
        lock (server.RmmLock)
        {
            server.Script?.TryTakeSmcResult(out result);
        }

        if (server.Script is null)
            _answers.Text("refused the realms of this RMM take no script");
        else if (result is null)
            _answers.Text("none");
        else
            _answers.Words([result.FunctionId, .. result.Registers]);
    }

    // The newest diagnosis is the only one that the RMM still knows; reasons have the same words every time.
    private void Reason(ref TraceScanner scanner)
    {
        scanner.Next();
        string id = Encoding.UTF8.GetString(scanner.Word);
        RmiReason? reason = _batch.ReasonOf(id);
        _answers.Text(reason is null ? "none" : $"= {reason.Sentence.ReplaceLineEndings(" ")}\t{reason.WayOut.ReplaceLineEndings(" ")}");
    }

    private void Flush()
    {
        FlushCalls();
        _answers.Flush();
    }

    private void FlushCalls() => _batch.Perform(_answers);

    private static string Quote(ReadOnlySpan<byte> line)
    {
        const int Longest = 60;
        return Encoding.UTF8.GetString(line.Length > Longest ? line[..Longest] : line);
    }
}
