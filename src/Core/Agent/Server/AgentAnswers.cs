using System.Runtime.InteropServices;
using System.Text;
using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Agent;

/// <summary>Answers on their way to a peer, gathered until there is nothing left to answer.</summary>
/// <param name="stream">The peer.</param>
internal sealed class AgentAnswers(Stream stream)
{
    private const int LongestNumber = 17;
    private const int Slack = 64;

    private const int None = -1;

    private readonly byte[] _buffer = new byte[4 * AgentProtocol.MaximumLineLength];
    private int _used;
    private RmiRegisters _first;
    private RmiRegisters _last;
    private RmiRegisters _growth;
    private int _more = None;

    /// <summary>The request is done and has nothing to tell.</summary>
    public void Done() => Text("=");

    /// <summary>The access touched memory that is not the host's.</summary>
    public void Fault(ulong address) => Text($"fault {address:x}");

    /// <summary>A line, or several.</summary>
    public void Text(string text)
    {
        EndRun();
        var line = new TraceLine(Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
        line.Append(text);
        End(ref line);
    }

    /// <summary>Words.</summary>
    public void Words(ReadOnlySpan<ulong> words)
    {
        EndRun();
        var line = new TraceLine(Reserve(words.Length * LongestNumber));
        line.Append("="u8);
        foreach (ulong word in words)
        {
            line.AppendNumber(word);
        }

        End(ref line);
    }

    /// <summary>The registers of a call, without zeroes at the end, and why it failed.</summary>
    public void Registers(ref RmiRegisters outputs, in RmiDiagnosis diagnosis)
    {
        EndRun();
        string? comment = diagnosis.Reason is null ? null : WireDiagnosis.Format(diagnosis);
        var line = new TraceLine(Reserve((RmiRegisters.OutputCount * LongestNumber) + (comment is null ? 0 : Encoding.UTF8.GetMaxByteCount(comment.Length))));
        line.Append("="u8);
        AppendRegisters(ref line, ref outputs, isWhole: true);
        if (comment is not null)
        {
            line.Append(" # "u8);
            line.Append(comment);
        }

        End(ref line);
    }

    /// <summary>The registers of a call, which may be told together with others.</summary>
    public void Extend(ref RmiRegisters outputs)
    {
        if (_more > 0 && Continues(ref outputs))
        {
            _more++;
        }
        else if (_more == 0)
        {
            _growth = unchecked(new RmiRegisters(
                outputs.X0 - _last.X0, outputs.X1 - _last.X1, outputs.X2 - _last.X2, outputs.X3 - _last.X3, outputs.X4 - _last.X4));
            _more = 1;
        }
        else
        {
            EndRun();
            _first = outputs;
            _more = 0;
        }

        _last = outputs;
    }

    /// <summary>What <see cref="Extend"/> has gathered is said.</summary>
    public void EndRun()
    {
        if (_more == None)
            return;
        var line = new TraceLine(Reserve(((2 * RmiRegisters.OutputCount) + 1) * LongestNumber));
        line.Append("="u8);
        AppendRegisters(ref line, ref _first, isWhole: true);
        if (_more > 0)
        {
            line.Append(" +"u8);
            line.AppendNumber((ulong)_more);
            AppendRegisters(ref line, ref _growth, isWhole: false);
        }

        _more = None;
        End(ref line);
    }

    /// <summary>Sends what there is.</summary>
    public void Flush()
    {
        int count = _used;
        _used = 0;
        if (count > 0)
        {
            stream.Write(_buffer, 0, count);
            stream.Flush();
        }
    }

    private bool Continues(ref RmiRegisters outputs) => unchecked(
        outputs.X0 - _last.X0 == _growth.X0 && outputs.X1 - _last.X1 == _growth.X1 && outputs.X2 - _last.X2 == _growth.X2
        && outputs.X3 - _last.X3 == _growth.X3 && outputs.X4 - _last.X4 == _growth.X4);

    // Without zeroes at the end; X0 always where the whole answer is told.
    private static void AppendRegisters(ref TraceLine line, ref RmiRegisters registers, bool isWhole)
    {
        int count = registers.X4 != 0 ? 5 : registers.X3 != 0 ? 4 : registers.X2 != 0 ? 3 : registers.X1 != 0 ? 2 : isWhole || registers.X0 != 0 ? 1 : 0;
        ReadOnlySpan<ulong> words = MemoryMarshal.CreateReadOnlySpan(ref registers.X0, RmiRegisters.OutputCount);
        foreach (ulong word in words[..count])
        {
            line.AppendNumber(word);
        }
    }

    private Span<byte> Reserve(int length)
    {
        if (_buffer.Length - _used < length + Slack)
        {
            Flush();
        }

        return _buffer.AsSpan(_used);
    }

    private void End(ref TraceLine line)
    {
        line.Append("\n"u8);
        _used += line.Length;
    }
}
