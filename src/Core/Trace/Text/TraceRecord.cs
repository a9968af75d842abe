using System.Runtime.InteropServices;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>One record of a trace, filled by a <see cref="TraceParser"/> and reused from line to line.</summary>
/// <remarks>
/// Which properties mean something depends on <see cref="Kind"/>; spans point into the record and are valid until the next line is
/// parsed. Numbers are as in the line: addresses and sizes in bytes.
/// </remarks>
public sealed class TraceRecord
{
    private ulong[] _words = new ulong[64];
    private byte[] _bytes = new byte[256];
    private RmiRegisters _arguments;
    private RmiRegisters _expected;
    private int _wordCount;
    private int _byteCount;

    /// <summary>What kind of record it is.</summary>
    public TraceRecordKind Kind { get; internal set; }

    /// <summary>Header: the profile.</summary>
    public RmiProfile Profile { get; internal set; } = RmiProfile.V20;

    /// <summary>Dram, device, memory and granule records: the address. Measurement: the RD. Loop: where it starts.</summary>
    public ulong Address { get; internal set; }

    /// <summary>Dram, device and fill: bytes. Loop: where it ends.</summary>
    public ulong Length { get; internal set; }

    /// <summary>Fill: the byte. Measurement: the slot, 0…4. Granule: the reference count, or −1 when none was given.</summary>
    public int Number { get; internal set; }

    /// <summary>Granule: its state.</summary>
    public GranuleState State { get; internal set; }

    /// <summary>Realm action: SMC or which exception.</summary>
    public RealmActionKind Action { get; internal set; }

    /// <summary>Call and loop: the command, or null for a function ID that the profile does not name.</summary>
    public RmiCommandInfo? Command { get; internal set; }

    /// <summary>Call and loop: function ID and arguments.</summary>
    public RmiRegisters Arguments => _arguments;

    /// <summary>Call: the outputs expected. Only those that <see cref="ExpectedMask"/> names mean something.</summary>
    public RmiRegisters Expected => _expected;

    /// <summary>Call: bit n is set when output X<i>n</i> is to be compared. Realm result: likewise for <see cref="Words"/>.</summary>
    public uint ExpectedMask { get; internal set; }

    /// <summary>Realm result: the function ID of the SMC.</summary>
    public ulong FunctionId { get; internal set; }

    /// <summary>Where the comment's <c>#</c> is in the line; −1 when there is no comment.</summary>
    public int CommentStart { get; internal set; } = -1;

    /// <summary>Features, words written or read, registers of an SMC or its result, syndrome registers of an exit.</summary>
    public ReadOnlySpan<ulong> Words => _words.AsSpan(0, _wordCount);

    /// <summary>Bytes written; digest of a measurement.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _byteCount);

    /// <summary>Whether outputs agree with what a call record expects.</summary>
    public bool Matches(RmiRegisters outputs)
    {
        uint mask = ExpectedMask;
        return ((mask & 1) == 0 || outputs.X0 == _expected.X0)
            && ((mask & 2) == 0 || outputs.X1 == _expected.X1)
            && ((mask & 4) == 0 || outputs.X2 == _expected.X2)
            && ((mask & 8) == 0 || outputs.X3 == _expected.X3)
            && ((mask & 16) == 0 || outputs.X4 == _expected.X4);
    }

    /// <summary>The realm action of a <see cref="TraceRecordKind.RealmSmc"/> or <see cref="TraceRecordKind.RealmExit"/> record.</summary>
    public RealmAction ToRealmAction()
    {
        if (Kind == TraceRecordKind.RealmSmc)
        {
            return RealmAction.Smc(Words);
        }

        return Action switch
        {
            RealmActionKind.Sync => RealmAction.Sync(Word(0), Word(1), Word(2)),
            RealmActionKind.SError => RealmAction.SError(Word(0)),
            RealmActionKind.Irq => RealmAction.Irq,
            _ => RealmAction.Fiq,
        };
    }

    internal void Clear(TraceRecordKind kind)
    {
        Kind = kind;
        ExpectedMask = 0;
        _wordCount = 0;
        _byteCount = 0;
    }

    /// <summary>The arguments of a call, zero but for the function ID, to be filled in place.</summary>
    internal Span<ulong> TakeArguments(uint functionId)
    {
        _arguments = new RmiRegisters((ulong)functionId);
        return MemoryMarshal.CreateSpan(ref _arguments.X0, RmiRegisters.InputCount);
    }

    /// <summary>The expected outputs of a call, zero, to be filled in place.</summary>
    internal Span<ulong> TakeExpected()
    {
        _expected = default;
        return MemoryMarshal.CreateSpan(ref _expected.X0, RmiRegisters.InputCount);
    }

    internal void AddWord(ulong value)
    {
        if (_wordCount == _words.Length)
        {
            Array.Resize(ref _words, _words.Length * 2);
        }

        _words[_wordCount++] = value;
    }

    internal Span<byte> TakeBytes(int count)
    {
        if (count > _bytes.Length)
        {
            _bytes = new byte[Math.Max(count, _bytes.Length * 2)];
        }

        _byteCount = count;
        return _bytes.AsSpan(0, count);
    }

    private ulong Word(int index) => index < _wordCount ? _words[index] : 0;
}
