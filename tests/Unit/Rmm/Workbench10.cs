using RealmTools.Rmi;

namespace RealmTools.Tests.Rmm;

/// <summary>As <see cref="Workbench"/>, for a simulator of RMI 1.0.</summary>
internal sealed class Workbench10(RmmPlatform? platform = null) : CallBench(platform ?? RmmPlatform.DefaultV10)
{
    /// <summary>Fresh delegated granules.</summary>
    internal ulong Delegate(int count = 1)
    {
        ulong start = Next;
        for (int i = 0; i < count; i++, Next += Granule.Size)
        {
            Do(RmiCommand.GranuleDelegate, Next);
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
