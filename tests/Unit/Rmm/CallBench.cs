using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Tests.Rmm;

/// <summary>A simulator and single calls to it.</summary>
internal abstract class CallBench(RmmPlatform platform)
{
    internal const ulong ParamsPage = 0x8000_1000;
    internal const ulong RunPage = 0x8000_3000;
    internal const ulong SourcePage = 0x8000_5000;

    internal SimulatedRmm Rmm { get; } = new(platform);

    /// <summary>The RD of the newest realm.</summary>
    internal ulong Rd { get; private protected set; }

    /// <summary>Reason of the newest call.</summary>
    internal string? Reason => Rmm.LastDiagnosis.Reason?.Id;

    /// <summary>Performs a call.</summary>
    internal RmiResult Call(RmiCommand command, params ReadOnlySpan<ulong> operands)
    {
        var registers = new RmiRegisters(command);
        for (int i = 0; i < operands.Length; i++)
        {
            registers[i + 1] = operands[i];
        }

        Rmm.Call(ref registers);
        return registers.Result;
    }

    /// <summary>Performs a call that must succeed.</summary>
    internal void Do(RmiCommand command, params ReadOnlySpan<ulong> operands)
    {
        RmiResult result = Call(command, operands);
        Assert.True(result.IsSuccess, $"{command} answered {result}: {Rmm.LastDiagnosis}");
    }

    /// <summary>Where the next fresh granule is, before it is delegated.</summary>
    private protected ulong Next { get; set; } = 0x8010_0000;
}
