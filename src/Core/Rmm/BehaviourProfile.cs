using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>How one generation of RMM behaves: its handlers and the rules that differ (§9). One object per generation; commands ask it.</summary>
internal sealed record BehaviourProfile
{
    /// <summary>Memory encryption contexts 0 and 1 are taken: none, and the shared one.</summary>
    internal const int FirstPrivateMecId = 2;

    private static readonly BehaviourProfile s_v20 = new()
    {
        Handlers = Handlers20.Table,
        Reasons = new RmiReasons(RmiProfile.V20, ReasonRows20.All),
        IsActiveAtBoot = false,
        DestroyNeedsTermination = true,
        VmidCount = 1 << 16,
        Realms = new RealmRules20(),
        Ripas = new RipasRules20(),
        Entry = new EntryRules20(),
    };

    private static readonly BehaviourProfile s_v10 = new()
    {
        Handlers = Handlers10.Table,
        Reasons = new RmiReasons(RmiProfile.V10, ReasonRows10.All),
        IsActiveAtBoot = true,
        DestroyNeedsTermination = false,
        VmidCount = 1 << 8,
        Realms = new RealmRules10(),
        Ripas = new RipasRules10(),
        Entry = new EntryRules10(),
    };

    private static readonly BehaviourProfile s_v20SkipDelegated = s_v20 with { Handlers = Handlers20.SkipDelegated };

    internal required RmiHandlerEntry[] Handlers { get; init; }

    internal required RmiReasons Reasons { get; init; }

    /// <summary>Whether the RMM needs no RMM_ACTIVATE.</summary>
    internal required bool IsActiveAtBoot { get; init; }

    /// <summary>Whether REALM_DESTROY needs REALM_TERMINATE first.</summary>
    internal required bool DestroyNeedsTermination { get; init; }

    /// <summary>VMIDs there are. No feature register tells; these are those of the machines the references were recorded on.</summary>
    internal required ulong VmidCount { get; init; }

    internal required RealmRules Realms { get; init; }

    internal required RipasRules Ripas { get; init; }

    internal required EntryRules Entry { get; init; }

    /// <summary>The behaviour that a platform asks for.</summary>
    /// <exception cref="NotSupportedException">The simulator has no such generation, or the generation no such quirk.</exception>
    internal static BehaviourProfile For(RmmPlatform platform) => (platform.Profile.Name, platform.Quirks) switch
    {
        ("2.0", RmiQuirks.None) => s_v20,
        ("2.0", RmiQuirks.SkipDelegated) => s_v20SkipDelegated,
        ("1.0", RmiQuirks.None) => s_v10,
        (string name, RmiQuirks.None) => throw new NotSupportedException($"The simulator has no profile '{name}'."),
        (string name, RmiQuirks quirks) => throw new NotSupportedException($"Profile '{name}' has no quirk '{quirks}': SkipDelegated belongs to 2.0."),
    };

    /// <summary>The behaviour of a generation without quirks.</summary>
    internal static BehaviourProfile For(RmiProfile profile) => For(RmmPlatform.DefaultFor(profile));
}
