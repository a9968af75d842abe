using System.Collections.Frozen;
using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>
/// Every reason for which the simulated RMM refuses a call: the table behind diagnoses and behind about_RmiReasons. A reason's id is
/// the command's name and the check's, such as <c>RTT_DESTROY.table-live</c>; the dispatcher's checks are named <c>SMC</c>.
/// </summary>
public sealed class RmiReasons
{
    private readonly FrozenDictionary<(RmiCommand Command, RmiCause Cause), RmiReason> _reasons;
    private readonly RmiProfile _profile;

    internal RmiReasons(RmiProfile profile, IEnumerable<(RmiCommand Command, RmiCause[] Causes)> rows)
    {
        _profile = profile;
        var reasons = new Dictionary<(RmiCommand, RmiCause), RmiReason>();
        foreach ((RmiCommand command, RmiCause[] causes) in rows)
        {
            foreach (RmiCause cause in causes)
            {
                reasons.TryAdd((command, cause), Make(command, cause));
            }
        }

        All = [.. reasons.Values];
        _reasons = reasons.ToFrozenDictionary();
    }

    /// <summary>All reasons, by command in the order of its checks, those of the dispatcher first.</summary>
    public ImmutableArray<RmiReason> All { get; }

    /// <summary>The reasons of a generation.</summary>
    /// <exception cref="NotSupportedException">The simulator has no such generation.</exception>
    public static RmiReasons For(RmiProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return BehaviourProfile.For(profile).Reasons;
    }

    internal RmiReason Get(RmiCommand command, RmiCause cause) =>
        _reasons.TryGetValue((command, cause), out RmiReason? reason) ? reason : Make(command, cause);

    private RmiReason Make(RmiCommand command, RmiCause cause)
    {
        string name = _profile.Commands.TryGet(unchecked(RmiFunction.Base + (uint)command), out RmiCommandInfo? info) ? info.Name : "SMC";
        return new RmiReason($"{name}.{cause.Id}", cause.Sentence, cause.WayOut);
    }
}
