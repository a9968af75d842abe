using System.Numerics;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>What failed walks tell of the shape of a realm: a log that only has errors never shows its parameters.</summary>
internal sealed class RealmShapes
{
    private const int DefaultIpaBits = 48;
    private const int MostConcatenatedBits = 4;

    private readonly Dictionary<ulong, (int Level, ulong HighestIpa)> _walks = [];

    public RealmShapes(IEnumerable<ImportedCall?> calls)
    {
        foreach (ImportedCall? call in calls)
        {
            if (call?.Command is { Inputs: ["rd", ..] } command && call.Outputs.Result.Status == RmiStatus.ErrorRtt && (call.Mask & 1) != 0)
                Add(call.Arguments.X1, call.Outputs.Result.Level, HighestIpa(command, call.Arguments));
        }
    }

    /// <summary>IPA width and start level that agree with the realm's walks: none can have ended above the root.</summary>
    /// <param name="rd">PA of the RD.</param>
    /// <param name="maximumIpaBits">What the RMM offers.</param>
    public (int IpaBits, int StartLevel) Of(ulong rd, int maximumIpaBits)
    {
        int most = maximumIpaBits is >= RttGeometry.MinimumIpaBits and < DefaultIpaBits ? maximumIpaBits : DefaultIpaBits;
        int startLevel = RttGeometry.DefaultStartLevel(most);
        if (!_walks.TryGetValue(rd, out (int Level, ulong HighestIpa) walks) || walks.Level <= startLevel)
        {
            return (most, startLevel);
        }

        startLevel = Math.Min(walks.Level, 2);
        int oneRoot = RttGeometry.EntryShift(startLevel) + 9;
        int needed = 64 - BitOperations.LeadingZeroCount(walks.HighestIpa | 1);
        int ipaBits = Math.Clamp(needed, Math.Max(oneRoot, RttGeometry.MinimumIpaBits), oneRoot + MostConcatenatedBits);
        return (Math.Min(ipaBits, most), startLevel);
    }

    private void Add(ulong rd, int level, ulong ipa)
    {
        _walks[rd] = _walks.TryGetValue(rd, out (int Level, ulong HighestIpa) walks)
            ? (Math.Min(walks.Level, level), Math.Max(walks.HighestIpa, ipa))
            : (level, ipa);
    }

    private static ulong HighestIpa(RmiCommandInfo command, RmiRegisters arguments)
    {
        var roles = RegisterRoles.OfOperands(command);
        ulong highest = 0;
        for (int i = 0; i < roles.Length; i++)
        {
            if (roles[i] is RegisterRole.Ipa)
                highest = Math.Max(highest, arguments[i + 1]);
        }

        // What is done to protected memory only lies in the lower half: the width has one bit more.
        bool isProtected = command.Command is RmiCommand.RttDataMap or RmiCommand.RttDataMapInit or RmiCommand.RttDataUnmap or RmiCommand.RttInitRipas
            or RmiCommand.DataCreate or RmiCommand.DataCreateUnknown or RmiCommand.DataDestroy;
        return isProtected ? highest << 1 : highest;
    }
}
