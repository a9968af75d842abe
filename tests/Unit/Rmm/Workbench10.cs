using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Tests.Rmm;

/// <summary>As <see cref="Workbench"/>, for a simulator of RMI 1.0.</summary>
internal sealed class Workbench10
{
    internal const ulong ParamsPage = 0x8000_1000;
    internal const ulong RunPage = 0x8000_3000;
    internal const ulong SourcePage = 0x8000_5000;

    private ulong _next = 0x8010_0000;

    internal Workbench10(RmmPlatform? platform = null) => Rmm = new SimulatedRmm(platform ?? RmmPlatform.DefaultV10);

    internal SimulatedRmm Rmm { get; }

    /// <summary>The RD of the newest realm.</summary>
    internal ulong Rd { get; private set; }

    /// <summary>Reason of the newest call.</summary>
    internal string? Reason => Rmm.LastDiagnosis.Reason?.Id;

    /// <summary>Performs a call and returns its result as people write it.</summary>
    internal string Call(RmiCommand command, params ReadOnlySpan<ulong> operands)
    {
        var registers = new RmiRegisters(command);
        for (int i = 0; i < operands.Length; i++)
        {
            registers[i + 1] = operands[i];
        }

        Rmm.Call(ref registers);
        return registers.Result.ToString();
    }

    /// <summary>Performs a call that must succeed.</summary>
    internal void Do(RmiCommand command, params ReadOnlySpan<ulong> operands) => Assert.Equal("SUCCESS", Call(command, operands));

    /// <summary>Fresh delegated granules.</summary>
    internal ulong Delegate(int count = 1)
    {
        ulong start = _next;
        for (int i = 0; i < count; i++, _next += Granule.Size)
        {
            Do(RmiCommand.GranuleDelegate, _next);
        }

        return start;
    }

    /// <summary>Writes realm parameters that describe a legal realm, then lets the test change them.</summary>
    internal void WriteParams(int ipaBits, int startLevel, ushort vmid, RealmParamsChange? change = null)
    {
        int roots = RttGeometry.RootCount(ipaBits, startLevel);
        byte[] page = new byte[(int)Granule.Size];
        var view = new RealmParams(page)
        {
            IpaBits = (uint)ipaBits,
            Breakpoints = 1,
            Watchpoints = 1,
            Vmid = vmid,
            RttBase = Delegate(roots),
            StartLevel = startLevel,
            RootCount = (uint)roots,
        };
        change?.Invoke(view);
        Rmm.WriteMemory(ParamsPage, page);
    }

    /// <summary>Creates a realm in state NEW.</summary>
    internal void CreateRealm(int ipaBits = 34, int startLevel = 2, ushort vmid = 0, ulong flags = 0)
    {
        WriteParams(ipaBits, startLevel, vmid, view => view.Flags0 = flags);
        Rd = Delegate();
        Do(RmiCommand.RealmCreate, Rd, ParamsPage);
    }

    /// <summary>Creates a runnable REC.</summary>
    internal ulong CreateRec(int index = 0)
    {
        WriteRecParams(index);
        ulong rec = Delegate();
        Do(RmiCommand.RecCreate, Rd, rec, ParamsPage);
        return rec;
    }

    /// <summary>Writes parameters of a runnable REC with auxiliary granules of its own.</summary>
    internal void WriteRecParams(int index = 0)
    {
        byte[] page = new byte[(int)Granule.Size];
        var view = new RecParams(page) { Flags = RecParams.Runnable, Mpidr = RecParams.MpidrOf(index), AuxiliaryCount = RecParams.AuxiliaryGranules };
        foreach (ref ulong auxiliary in view.AuxiliaryAddresses)
        {
            auxiliary = Delegate();
        }

        Rmm.WriteMemory(ParamsPage, page);
    }
}
