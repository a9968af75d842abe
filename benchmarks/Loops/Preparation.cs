using System.Runtime.InteropServices;
using RealmTools.Rmi;
using RealmTools.Rmm;
using static RealmTools.Benchmarks.Loops.Layout;

namespace RealmTools.Benchmarks.Loops;

/// <summary>The set-ups S0 to S4 of the loops, each on a freshly booted RMM.</summary>
internal static class Preparation
{
    internal static void S0(SimulatedRmm rmm) => Run(rmm, LoopCall.Ok(RmiCommand.RmmConfigSet, D), LoopCall.Ok(RmiCommand.RmmActivate));

    /// <summary>S0, the RD and the root delegated, and the parameter page.</summary>
    internal static void Realm(SimulatedRmm rmm)
    {
        S0(rmm);
        Delegate(rmm, Rd, Layout.Root);
        WriteParameters(rmm);
    }

    internal static void S1(SimulatedRmm rmm)
    {
        Realm(rmm);
        Delegate(rmm, [Layout.Rec, .. Enumerable.Range(0, 16).Select(T)]);
        Run(
            rmm,
            LoopCall.Ok(RmiCommand.RealmCreate, Rd, Parameters),
            LoopCall.Ok(RmiCommand.RttCreate, Rd, T(0), 0, 1),
            LoopCall.Ok(RmiCommand.RttCreate, Rd, T(1), 0, 2),
            LoopCall.Ok(RmiCommand.RttCreate, Rd, T(2), 0, 3));
    }

    internal static void S2(SimulatedRmm rmm)
    {
        S1(rmm);
        Delegate(rmm, [.. Enumerable.Range(0, 512).Select(X)]);
        Run(rmm, LoopCall.Ok(RmiCommand.RttInitRipas, Rd, 0, 0x20_0000));
    }

    internal static void S3(SimulatedRmm rmm)
    {
        S1(rmm);
        Delegate(rmm, [.. Enumerable.Range(0, 512).Select(X)]);
        Run(rmm, LoopCall.Ok(RmiCommand.RttInitRipas, Rd, 0x20_0000, 0x40_0000));
    }

    internal static void S4(SimulatedRmm rmm)
    {
        S1(rmm);
        Run(
            rmm,
            LoopCall.Ok(RmiCommand.RttCreate, Rd, T(5), Unprotected, 1),
            LoopCall.Ok(RmiCommand.RttCreate, Rd, T(6), Unprotected, 2),
            LoopCall.Ok(RmiCommand.RttCreate, Rd, T(7), Unprotected, 3));
    }

    /// <summary>S1 and an active realm with one REC.</summary>
    internal static void RunnableRec(SimulatedRmm rmm)
    {
        S1(rmm);
        Delegate(rmm, [.. AuxGranules()]);
        WriteRecParameters(rmm);
        Run(
            rmm,
            LoopCall.Incomplete(MemoryRequest.Donate, RmiCommand.RecCreate, Rd, Layout.Rec, RecParameters),
            LoopCall.Incomplete(MemoryRequest.None, RmiCommand.OpMemDonate, 0, List, 1),
            LoopCall.Ok(RmiCommand.OpContinue),
            LoopCall.Ok(RmiCommand.RealmActivate, Rd));
    }

    internal static void FullLife(SimulatedRmm rmm)
    {
        S0(rmm);
        WriteParameters(rmm);
        WriteRecParameters(rmm);
    }

    internal static IEnumerable<ulong> AuxGranules() => Enumerable.Range(0, 16).Select(i => Aux + ((ulong)i * G));

    internal static void WriteParameters(SimulatedRmm rmm)
    {
        byte[] page = new byte[(int)G];
        _ = new RealmParams(page)
        {
            IpaBits = 48,
            Breakpoints = 1,
            Watchpoints = 1,
            RttBase = Layout.Root,
            StartLevel = 0,
            RootCount = 1,
        };
        rmm.WriteMemory(Parameters, page);
    }

    private static void WriteRecParameters(SimulatedRmm rmm)
    {
        byte[] page = new byte[(int)G];
        _ = new RecParams(page) { Flags = RecParams.Runnable };
        rmm.WriteMemory(RecParameters, page);
        ulong[] list = [Descriptor(Aux, 16)];
        rmm.WriteMemory(List, MemoryMarshal.AsBytes(list.AsSpan()));
    }

    private static void Delegate(SimulatedRmm rmm, params ReadOnlySpan<ulong> granules)
    {
        foreach (ulong granule in granules)
        {
            Run(rmm, LoopCall.Ok(RmiCommand.GranuleRangeDelegate, granule, granule + G));
        }
    }

    internal static void Run(SimulatedRmm rmm, params ReadOnlySpan<LoopCall> calls)
    {
        foreach (LoopCall call in calls)
        {
            RmiRegisters registers = call.Registers;
            rmm.Call(ref registers);
            if (registers.X0 != call.Expected)
            {
                throw new InvalidOperationException($"Set-up call {call.Registers} answered {registers.Result}: {rmm.LastDiagnosis}.");
            }
        }
    }
}
