using System.Collections.Concurrent;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Reasons by command and cause.</summary>
public static class RmiReasons
{
    private static readonly ConcurrentDictionary<(string Command, RmiCause Cause), RmiReason> s_reasons = new();

    internal static RmiReason Get(RmiCommand command, RmiCause cause, RmiProfile profile)
    {
        string name = profile.Commands.TryGet(command.ToFunctionId(), out RmiCommandInfo? info) ? info.Name : "SMC";
        return s_reasons.GetOrAdd((name, cause), static key => new RmiReason($"{key.Command}.{key.Cause.Id}", key.Cause.Sentence, key.Cause.WayOut));
    }
}
