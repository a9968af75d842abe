using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>How one generation of RMM behaves: its handlers and the rules that differ (§9). One object per generation; commands ask it.</summary>
internal sealed class BehaviourProfile
{
    /// <summary>VMIDs of a platform with FEAT_VMID16.</summary>
    internal const int VmidCount = 65536;

    /// <summary>Memory encryption contexts 0 and 1 are taken: none, and the shared one.</summary>
    internal const int FirstPrivateMecId = 2;

    private static readonly BehaviourProfile s_v20 = new()
    {
        Handlers = Handlers20.Table,
        IsActiveAtBoot = false,
        DestroyNeedsTermination = true,
        Ripas = new RipasRules20(),
        Entry = new EntryRules20(),
    };

    internal required RmiHandlerEntry[] Handlers { get; init; }

    /// <summary>Whether the RMM needs no RMM_ACTIVATE.</summary>
    internal required bool IsActiveAtBoot { get; init; }

    /// <summary>Whether REALM_DESTROY needs REALM_TERMINATE first.</summary>
    internal required bool DestroyNeedsTermination { get; init; }

    internal required RipasRules Ripas { get; init; }

    internal required EntryRules Entry { get; init; }

    /// <summary>The behaviour of a generation.</summary>
    /// <exception cref="NotSupportedException">The simulator has no such generation.</exception>
    internal static BehaviourProfile For(RmiProfile profile) => profile.Name switch
    {
        "2.0" => s_v20,
        _ => throw new NotSupportedException($"The simulator has no profile '{profile.Name}'."),
    };
}
