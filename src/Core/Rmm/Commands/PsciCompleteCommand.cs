using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>PSCI_COMPLETE (§4.12).</summary>
internal static class PsciCompleteCommand
{
    internal static RmiResult Complete(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong callingAddress, ulong targetAddress, ulong status) = (call.X1, call.X2, call.X3);
        if (!rmm.TryRec(callingAddress, out Rec? calling)) return rmm.Input(Cause.NotRec, callingAddress);
        if (!rmm.TryRec(targetAddress, out Rec? target)) return rmm.Input(Cause.NotRec, targetAddress);
        if (calling == target) return rmm.Input(Cause.SameRec, targetAddress);
        if (calling.Running) return rmm.Input(Cause.RecRunning, callingAddress);
        if (calling.Pending != PendingRequest.Psci) return rmm.Input(Cause.NoRequest, callingAddress);
        if (calling.Rd != target.Rd) return rmm.Input(Cause.RecOfOtherRealm, targetAddress);
        if (GuestMpidr.ToRecIndex(calling.Gprs[1]) != (ulong)(uint)target.Index) return rmm.Input(Cause.NotPsciTarget, targetAddress);
        bool targetOn = target.Running || target.Runnable;
        return calling.Gprs[0] switch
        {
            PsciCommands.CpuOn32 or PsciCommands.CpuOn64 => TurnOn(rmm, calling, target, targetOn, status),
            PsciCommands.AffinityInfo32 or PsciCommands.AffinityInfo64 => TellAffinity(rmm, calling, targetOn, status),

            // The realm set bits above the function ID's 32: the reference does not recognise its own request any more.
            _ => Answer(rmm, calling, PsciStatus.NotSupported),
        };
    }

    private static RmiResult TurnOn(RmmCore rmm, Rec calling, Rec target, bool targetOn, ulong status)
    {
        if (status is not (PsciStatus.Success or PsciStatus.Denied)) return rmm.BadArgument(Cause.PsciStatus, status);
        if (targetOn)
        {
            Answer(rmm, calling, PsciStatus.AlreadyOn);
            return status == PsciStatus.Denied ? rmm.Input(Cause.TargetOn, target.Address) : RmiResult.Success;
        }

        if (status == PsciStatus.Denied) return Answer(rmm, calling, PsciStatus.Denied);

        target = rmm.Memory.WritableContent<Rec>(target.Address);
        target.Runnable = true;
        target.Gprs[0] = calling.Gprs[3];
        return Answer(rmm, calling, PsciStatus.Success);
    }

    private static RmiResult TellAffinity(RmmCore rmm, Rec calling, bool targetOn, ulong status)
    {
        if (status != PsciStatus.Success) return rmm.BadArgument(Cause.PsciStatus, status);
        return Answer(rmm, calling, targetOn ? PsciStatus.On : PsciStatus.Off);
    }

    /// <summary>Ends the request; the realm has the answer when the calling REC runs again.</summary>
    private static RmiResult Answer(RmmCore rmm, Rec calling, ulong answer)
    {
        calling = rmm.Memory.WritableContent<Rec>(calling.Address);
        calling.Gprs.AsSpan(0, 4).Clear();
        calling.Gprs[0] = answer;
        calling.Pending = PendingRequest.None;
        return RmiResult.Success;
    }
}
