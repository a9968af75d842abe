using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using RealmTools.Rmi;

namespace RealmTools.Tests.Trace;

/// <summary>An RMM whose answers a test writes: it keeps memory and realm actions, and answers calls with a function.</summary>
internal class ScriptedRmm(RmmPlatform? platform = null) : IRmm
{
    private readonly Dictionary<ulong, byte> _memory = [];

    public RmmPlatform Platform { get; } = platform ?? RmmPlatform.Default;

    public Func<RmiRegisters, RmiRegisters> Answer { get; set; } = _ => default;

    public List<RmiRegisters> Calls { get; } = [];

    public ulong? FaultAt { get; set; }

    public void Call(ref RmiRegisters registers)
    {
        Calls.Add(registers);
        registers = Answer(registers);
    }

    public void ReadMemory(ulong address, Span<byte> destination)
    {
        Check(address, (ulong)destination.Length);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = _memory.GetValueOrDefault(address + (ulong)i);
        }
    }

    public void WriteMemory(ulong address, ReadOnlySpan<byte> source)
    {
        Check(address, (ulong)source.Length);
        for (int i = 0; i < source.Length; i++)
        {
            _memory[address + (ulong)i] = source[i];
        }
    }

    public void FillMemory(ulong address, ulong length, byte value)
    {
        Check(address, length);
        for (ulong i = 0; i < length; i++)
        {
            _memory[address + i] = value;
        }
    }

    private void Check(ulong address, ulong length)
    {
        if (FaultAt is { } fault && fault - address < length)
        {
            throw new GranuleProtectionFaultException(fault);
        }
    }
}

/// <summary>One that also has what only simulators have.</summary>
internal sealed class ScriptedSimulator(RmmPlatform? platform = null) : ScriptedRmm(platform), IRmmDiagnostics, IRealmScript, IRmmReset
{
    public RmiDiagnosis LastDiagnosis { get; set; }

    public Dictionary<ulong, GranuleView> Granules { get; } = [];

    public byte[] Digest { get; set; } = new byte[32];

    public List<RealmAction> Actions { get; } = [];

    public Queue<RealmSmcResult> Results { get; } = new();

    public int Resets { get; private set; }

    public bool TryGetGranule(ulong address, out GranuleView view) => Granules.TryGetValue(address, out view);

    public bool TryGetGranuleRun(ulong address, out GranuleView view, out ulong top)
    {
        top = address + Granule.Size;
        return TryGetGranule(address, out view);
    }

    public bool TryGetMeasurement(ulong rd, int slot, Span<byte> destination, out int length)
    {
        length = Digest.Length;
        Digest.CopyTo(destination);
        return rd != 0;
    }

    public void Enqueue(RealmAction action) => Actions.Add(action);

    public bool TryTakeSmcResult([NotNullWhen(true)] out RealmSmcResult? result) => Results.TryDequeue(out result);

    public void Reset() => Resets++;

    public static RealmSmcResult Result(ulong functionId, params ulong[] registers) =>
        new(functionId, [.. registers, .. ImmutableArray.CreateRange(new ulong[18 - registers.Length])]);
}
