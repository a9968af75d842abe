using System.Runtime.InteropServices;
using RealmTools.Rmi;

namespace RealmTools.Tests.Rmm;

/// <summary>A simulator with what tests of single calls need at hand: granules in order, a realm, tables, RECs.</summary>
internal sealed class Workbench : CallBench
{
    internal const ulong RecPage = 0x8000_2000;
    internal const ulong ListPage = 0x8000_4000;
    internal const ulong SingleOutput = (ulong)OutputAddressType.Single;

    internal Workbench(RmmPlatform? platform = null)
        : base(platform ?? RmmPlatform.Default) => Assert.True(Rmm.RmmActivate().Result.IsSuccess);

    /// <summary>Fresh delegated granules, aligned to their total size.</summary>
    internal ulong Delegate(int count = 1)
    {
        ulong size = (ulong)count * Granule.Size;
        ulong start = (Next + size - 1) / size * size;
        Next = start + size;
        for (ulong granule = start; granule < Next; granule += Granule.Size)
        {
            Do(RmiCommand.GranuleRangeDelegate, granule, granule + Granule.Size);
        }

        return start;
    }

    /// <summary>Writes realm parameters that describe a legal realm, then lets the test change them.</summary>
    internal void WriteParams(int ipaBits, int startLevel, ulong roots, RealmParamsChange? change = null)
    {
        byte[] page = new byte[(int)Granule.Size];
        var view = new RealmParams(page)
        {
            IpaBits = (uint)ipaBits,
            Breakpoints = 1,
            Watchpoints = 1,
            RttBase = roots,
            StartLevel = startLevel,
            RootCount = (uint)RttGeometry.RootCount(ipaBits, startLevel),
        };
        change?.Invoke(view);
        Rmm.WriteMemory(ParamsPage, page);
    }

    /// <summary>Creates a realm.</summary>
    internal ulong CreateRealm(int ipaBits = 40, int startLevel = 1, RealmParamsChange? change = null)
    {
        WriteParams(ipaBits, startLevel, Delegate(RttGeometry.RootCount(ipaBits, startLevel)), change);
        Rd = Delegate();
        Do(RmiCommand.RealmCreate, Rd, ParamsPage);
        return Rd;
    }

    /// <summary>A realm with one auxiliary plane and a tree for it.</summary>
    internal ulong CreateRealmWithPlane(int startLevel = 1)
    {
        ulong auxiliaryRoots = Delegate(RttGeometry.RootCount(40, startLevel));
        return CreateRealm(40, startLevel, view =>
        {
            view.AuxiliaryPlanes = 1;
            view.Flags1 = 1;
            view.SetAuxiliaryRttBase(1, auxiliaryRoots);
        });
    }

    /// <summary>Creates the tables below the root down to a level.</summary>
    internal void CreateTables(ulong ipa, int level, int startLevel = 1)
    {
        for (int l = startLevel + 1; l <= level; l++)
        {
            ulong aligned = ipa & ~(RttGeometry.EntrySize(l - 1) - 1);
            if (Rmm.RttReadEntry(Rd, aligned, l - 1).X2 != (ulong)RttEntryState.Table)
            {
                Do(RmiCommand.RttCreate, Rd, Delegate(), aligned, (ulong)l);
            }
        }
    }

    /// <summary>Maps fresh pages as RAM.</summary>
    internal ulong MapRam(ulong ipa, int pages = 1)
    {
        CreateTables(ipa, RttGeometry.LastLevel);
        ulong top = ipa + ((ulong)pages * Granule.Size);
        ulong pa = Delegate(pages);
        Do(RmiCommand.RttInitRipas, Rd, ipa, top);
        Do(RmiCommand.RttDataMap, Rd, ipa, top, SingleOutput, new AddressRangeDescriptor(pa, pages).Word);
        return pa;
    }

    /// <summary>Creates the realm's next REC, runnable.</summary>
    internal ulong CreateRec(int index = 0)
    {
        byte[] page = new byte[(int)Granule.Size];
        _ = new RecParams(page) { Flags = RecParams.Runnable, Mpidr = RecParams.MpidrOf(index) };
        Rmm.WriteMemory(RecPage, page);
        ulong rec = Delegate();
        ulong auxiliary = Delegate(RecParams.AuxiliaryGranules);
        RmiRegisters created = Rmm.RecCreate(Rd, rec, RecPage);
        Assert.Equal(RmiResult.Incomplete(MemoryRequest.Donate), created.Result);
        WriteList(new AddressRangeDescriptor(auxiliary, RecParams.AuxiliaryGranules).Word);
        Assert.Equal(RmiResult.Incomplete(MemoryRequest.None), Rmm.OpMemDonate(created.X1, ListPage, 1).Result);
        Do(RmiCommand.OpContinue, created.X1);
        return rec;
    }

    /// <summary>Writes a list of descriptors.</summary>
    internal void WriteList(params ReadOnlySpan<ulong> descriptors) => Rmm.WriteMemory(ListPage, MemoryMarshal.AsBytes(descriptors));

    /// <summary>Lets the realm make an SMC on a REC and returns the exit reason.</summary>
    internal RecExitReason RunSmc(ulong rec, params ReadOnlySpan<ulong> registers)
    {
        Rmm.Enqueue(RealmAction.Smc(registers));
        Do(RmiCommand.RecEnter, rec, RunPage);
        byte[] page = new byte[(int)Granule.Size];
        Rmm.ReadMemory(RunPage, page);
        return new RecRun(page).ExitReason;
    }
}
