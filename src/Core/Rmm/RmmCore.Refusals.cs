using System.Runtime.CompilerServices;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <content>How checks refuse a call: one line in a handler, with the status, the cause and what was in the way.</content>
internal sealed partial class RmmCore
{
    private Refusal _refusal;

    /// <summary>Why the newest call failed.</summary>
    internal ref readonly Refusal LastRefusal => ref _refusal;

    /// <summary>ERROR_INPUT because of a granule.</summary>
    internal RmiResult Input(RmiCause cause, ulong granule) => Refuse(RmiResult.From(RmiStatus.ErrorInput), cause, ObstacleKind.Granule, granule);

    /// <summary>ERROR_INPUT because of an argument's value.</summary>
    internal RmiResult BadArgument(RmiCause cause, ulong value) =>
        Refuse(RmiResult.From(RmiStatus.ErrorInput), cause, ObstacleKind.Argument, value);

    /// <summary>ERROR_REALM.</summary>
    internal RmiResult RealmError(RmiCause cause, RealmDescriptor realm) =>
        Refuse(RmiResult.From(RmiStatus.ErrorRealm), cause, ObstacleKind.Realm, realm.Address);

    /// <summary>ERROR_REC.</summary>
    internal RmiResult RecError(RmiCause cause, Rec rec) => Refuse(RmiResult.From(RmiStatus.ErrorRec), cause, ObstacleKind.Rec, rec.Address);

    /// <summary>ERROR_RTT with the level and entry where a walk ended.</summary>
    internal RmiResult RttError(RmiCause cause, in RttWalk walk, ulong ipa) => RttError(RmiStatus.ErrorRtt, cause, walk.Level, walk.Entry, ipa);

    /// <summary>ERROR_RTT or ERROR_RTT_AUX with a level and the entry in the way.</summary>
    internal RmiResult RttError(RmiStatus status, RmiCause cause, int level, ulong entry, ulong ipa)
    {
        _refusal.Level = level;
        _refusal.Entry = entry;
        return Refuse(RmiResult.From(status, level), cause, ObstacleKind.RttEntry, ipa);
    }

    /// <summary>ERROR_REALM because of an entry of a root table, and the command that clears it.</summary>
    internal RmiResult RootError(ulong root, int level, ulong entry, ulong ipa, string remedy)
    {
        _refusal.Level = level;
        _refusal.Entry = entry;
        _refusal.Root = root;
        _refusal.Remedy = remedy;
        return Refuse(RmiResult.From(RmiStatus.ErrorRealm), Cause.RootLive, ObstacleKind.RttEntry, ipa);
    }

    /// <summary>BLOCKED because every context of stateful operations is in use.</summary>
    internal RmiResult Blocked() => Refuse(RmiResult.From(RmiStatus.Blocked), Cause.ContextsInUse, ObstacleKind.None, 0);

    /// <summary>Any other failure.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal RmiResult Refuse(RmiResult result, RmiCause cause, ObstacleKind kind, ulong value)
    {
        _refusal.Cause = cause;
        _refusal.Kind = kind;
        _refusal.Value = value;
        return result;
    }

    /// <summary>Attributes what follows to the command that began a stateful operation.</summary>
    internal void BeginFor(RmiCommand command) => _refusal.Begin(command);

    /// <summary>Forgets a refusal that did not decide the result: a range command stopped there after it had got somewhere.</summary>
    internal void Forgive() => _refusal.Cause = null;

    /// <summary>Fails now with an error that an earlier step of a stateful operation met.</summary>
    internal RmiResult RefuseLate(RmiResult result, in Refusal stored)
    {
        _refusal = stored;
        return result;
    }

    /// <summary>The newest refusal in the terms of the interface.</summary>
    internal RmiDiagnosis Diagnose()
    {
        if (_refusal.Cause is not { } cause)
        {
            return default;
        }

        string state = _refusal.Kind switch
        {
            ObstacleKind.Granule => DescribeGranule(_refusal.Value),
            ObstacleKind.RttEntry when cause == Cause.RootLive => DescribeRootEntry(),
            ObstacleKind.RttEntry => RttEntry.Describe(_refusal.Entry),
            ObstacleKind.Realm when TryRealm(_refusal.Value, out RealmDescriptor? realm) => DescribeRealm(realm),
            _ => string.Empty,
        };
        return new RmiDiagnosis(Behaviour.Reasons.Get(_refusal.Command, cause), _refusal.Kind, _refusal.Value, _refusal.Level, state);
    }

    private string DescribeRootEntry()
    {
        string level = RttEntry.IsTable(_refusal.Entry) ? $" at level {_refusal.Level + 1}" : string.Empty;
        return $"{RttEntry.Describe(_refusal.Entry)}, in root table 0x{_refusal.Root:x}; {_refusal.Remedy}{level} clears it";
    }

    private static string DescribeRealm(RealmDescriptor realm) =>
        $"state {realm.State.ToString().ToUpperInvariant()}, {realm.RecReferences} RECs, {realm.RunningRecs} running";

    private string DescribeGranule(ulong address)
    {
        int descriptor = Memory.Descriptor(address);
        return descriptor >= 0 ? $"state {GranuleDescriptor.State(descriptor).ToSpecName()}"
            : !Granule.IsAligned(address) ? "not 4 KiB aligned"
            : "in no DRAM bank";
    }
}
