using System.Runtime.InteropServices;
using System.Text;
using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Agent;

/// <summary>Requests on their way to an agent.</summary>
/// <param name="stream">The agent.</param>
/// <param name="profile">Names the commands.</param>
internal sealed class AgentRequests(Stream stream, RmiProfile profile)
{
    private const int LongestNumber = 17;
    private const int Slack = 96;

    private readonly byte[]?[] _names = Names(profile);
    private byte[] _buffer = new byte[2 * AgentProtocol.MaximumLineLength];
    private int _used;

    /// <summary>A call.</summary>
    public void Call(in RmiRegisters call)
    {
        var line = new TraceLine(Reserve(RmiRegisters.InputCount * LongestNumber));
        line.Append("call "u8);
        uint index = RmiFunction.IndexOf(call.X0);
        if (index < (uint)_names.Length && _names[index] is { } name && unchecked((uint)call.X0) == RmiFunction.Base + RmiFunction.FirstNumber + index)
            line.Append(name);
        else
            line.Append(unchecked((uint)call.X0).ToString("x8", null));
        AppendArguments(ref line, in call);
        End(ref line);
    }

    /// <summary>The call before, again and again.</summary>
    /// <param name="count">How often.</param>
    /// <param name="growth">X1 and up: what is added to each argument every time.</param>
    /// <param name="takesRuns">Whether the answers may come as runs.</param>
    public void Again(int count, in RmiRegisters growth, bool takesRuns)
    {
        var line = new TraceLine(Reserve((RmiRegisters.InputCount + 1) * LongestNumber));
        line.Append(takesRuns ? "run"u8 : "again"u8);
        line.AppendNumber((ulong)count);
        AppendArguments(ref line, in growth);
        End(ref line);
    }

    /// <summary>Bytes to write.</summary>
    public void Write(ulong address, ReadOnlySpan<byte> bytes)
    {
        var line = new TraceLine(Reserve((2 * bytes.Length) + LongestNumber));
        line.Append("wb"u8);
        line.AppendNumber(address);
        line.Append(" "u8);
        line.AppendBytes(bytes);
        End(ref line);
    }

    /// <summary>Words to read.</summary>
    public void Read(ulong address, int count)
    {
        var line = new TraceLine(Reserve(2 * LongestNumber));
        line.Append("r64"u8);
        line.AppendNumber(address);
        line.AppendNumber((ulong)count);
        End(ref line);
    }

    /// <summary>Any request.</summary>
    public void Text(string text)
    {
        var line = new TraceLine(Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
        line.Append(text);
        End(ref line);
    }

    /// <summary>Sends what there is.</summary>
    public void Flush()
    {
        int count = _used;
        _used = 0;
        stream.Write(_buffer, 0, count);
        stream.Flush();
    }

    private static byte[]?[] Names(RmiProfile profile)
    {
        byte[]?[] names = new byte[]?[RmiFunction.WindowSize];
        foreach (RmiCommandInfo info in profile.Commands.Commands)
        {
            names[RmiFunction.IndexOf(info.FunctionId)] = Encoding.ASCII.GetBytes(info.Name);
        }

        return names;
    }

    private static void AppendArguments(ref TraceLine line, in RmiRegisters registers)
    {
        ReadOnlySpan<ulong> arguments = MemoryMarshal.CreateReadOnlySpan(in registers.X0, RmiRegisters.InputCount)[1..];
        foreach (ulong argument in arguments[..(arguments.LastIndexOfAnyExcept(0ul) + 1)])
        {
            line.AppendNumber(argument);
        }
    }

    private Span<byte> Reserve(int length)
    {
        if (_buffer.Length - _used < length + Slack)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _used + length + Slack));
        }

        return _buffer.AsSpan(_used);
    }

    private void End(ref TraceLine line)
    {
        line.Append("\n"u8);
        _used += line.Length;
    }
}
