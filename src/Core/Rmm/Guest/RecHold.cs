namespace RealmTools.Rmm;

/// <summary>RECs that another CPU runs: the simulator makes calls one at a time, so a REC is running between calls only when told to.</summary>
internal static class RecHold
{
    internal static bool TryHold(RmmCore rmm, ulong address)
    {
        if (!rmm.TryRec(address, out Rec? rec)) return false;
        RealmDescriptor realm = rmm.Memory.Content<RealmDescriptor>(rec.Rd)!;
        if (rec.Running || !rec.Runnable || rec.Pending == PendingRequest.Psci || realm.State != RealmState.Active) return false;

        SetRunning(rmm, rec, true);
        return true;
    }

    internal static bool TryRelease(RmmCore rmm, ulong address)
    {
        if (!rmm.TryRec(address, out Rec? rec) || !rec.Running) return false;

        SetRunning(rmm, rec, false);
        return true;
    }

    private static void SetRunning(RmmCore rmm, Rec rec, bool running)
    {
        rmm.Memory.WritableContent<Rec>(rec.Address).Running = running;
        rmm.Memory.WritableContent<RealmDescriptor>(rec.Rd).RunningRecs += running ? 1 : -1;
    }
}
