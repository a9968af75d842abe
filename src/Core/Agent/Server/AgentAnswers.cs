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

    private readonly byte[] _buffer = new byte[4 * AgentProtocol.MaximumLineLength];
    private int _used;

    /// <summary>The request is done and has nothing to tell.</summary>
    public void Done() => Text("=");

    /// <summary>The access touched memory that is not the host's.</summary>
    public void Fault(ulong address) => Text($"fault {address:x}");

    /// <summary>A line, or several.</summary>
    public void Text(string text)
    {
        var line = new TraceLine(Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
        line.Append(text);
        End(ref line);
    }

    /// <summary>Words.</summary>
    public void Words(ReadOnlySpan<ulong> words)
    {
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
        string? comment = diagnosis.Reason is null ? null : WireDiagnosis.Format(diagnosis);
        var line = new TraceLine(Reserve((RmiRegisters.OutputCount * LongestNumber) + (comment is null ? 0 : Encoding.UTF8.GetMaxByteCount(comment.Length))));
        line.Append("="u8);
        line.AppendNumber(outputs.X0);
        int last = outputs.X4 != 0 ? 4 : outputs.X3 != 0 ? 3 : outputs.X2 != 0 ? 2 : outputs.X1 != 0 ? 1 : 0;
        for (int i = 1; i <= last; i++)
        {
            line.AppendNumber(outputs[i]);
        }

        if (comment is not null)
        {
            line.Append(" # "u8);
            line.Append(comment);
        }

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
