using System.Globalization;
using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Session;

namespace RealmTools.Module.Assertions;

/// <summary>What the Should operators of the module test; <c>RealmTools.ShouldOperators.ps1</c> hands them to Pester.</summary>
public static class RealmAssertions
{
    private const int MostShown = 10;

    /// <summary><c>Should -HaveRealmState</c>: the state of a realm as it is now.</summary>
    /// <param name="actual">The realm, or its name.</param>
    /// <param name="state">The state.</param>
    /// <param name="negate">Whether it should be in another.</param>
    /// <param name="because">The reason that the test gives.</param>
    public static ShouldResult HaveRealmState(object? actual, object? state, bool negate, string? because)
    {
        RealmState expected = LanguagePrimitives.TryConvertTo(state, CultureInfo.InvariantCulture, out RealmState parsed) && Enum.IsDefined(parsed)
            ? parsed
            : throw Bad($"'{state}' is no state of a realm: write one of {string.Join(", ", Enum.GetNames<RealmState>())}.");
        (RealmHost host, string name) = Find(actual, "Should -HaveRealmState");
        Realm? realm = host.Realms.TryGet(name, out Realm? found) ? found : null;
        return ShouldResult.Of(realm?.State == expected, negate && realm is not null, because, (not, reason) =>
            $"Expected realm '{name}'{not} to be {expected}{reason} but {(realm is null ? $"'{host.Name}' has no such realm" : $"it is {realm.State}")}.");
    }

    /// <summary><c>Should -HaveNoLeakedGranules</c>: a host, a realm or a tear-down has lost nothing.</summary>
    /// <param name="actual">A host, a realm, the name of either, a report of a tear-down; null for the default host.</param>
    /// <param name="negate">Whether it should have lost some.</param>
    /// <param name="because">The reason that the test gives.</param>
    public static ShouldResult HaveNoLeakedGranules(object? actual, bool negate, string? because)
    {
        object? value = actual is PSObject wrapped ? wrapped.BaseObject : actual;
        if (value is TeardownReport report)
        {
            return ShouldResult.Of(report.IsComplete, negate, because, (not, reason) =>
                $"Expected the tear-down of '{report.RealmName}'{not} to bring every granule back{reason} but {report.GranulesOut} did not come.");
        }

        (RealmHost host, string? realm) = Whose(value);
        GranuleRun[] lost = realm is not null && !host.Realms.TryGet(realm, out _)
            ? []
            : [.. host.Granules.List(new GranuleFilter(Fates: [GranuleFate.Leaked, GranuleFate.InDoubt], Realm: realm))];
        return ShouldResult.Of(lost.Length == 0, negate, because, (not, reason) =>
            $"Expected {(realm is null ? $"host '{host.Name}'" : $"realm '{realm}'")}{not} to have no leaked granules{reason} but "
            + (lost.Length == 0 ? "it has none." : $"it has {lost.Sum(run => run.Granules)}:{string.Concat(lost.Take(MostShown).Select(run => $"\n  {run}, since {run.Since}"))}"));
    }

    /// <summary><c>Should -FailWithRmi</c>: an RMI call failed as expected.</summary>
    /// <param name="actual">What came out of the script block, or was piped: errors, replies, steps of a tear-down.</param>
    /// <param name="status">Status, such as RTT; null for any failure.</param>
    /// <param name="index">RTT level or index; null for any.</param>
    /// <param name="rmiReason">Reason, its check alone, or a pattern; null for any.</param>
    /// <param name="negate">Whether no call should fail so.</param>
    /// <param name="because">The reason that the test gives.</param>
    public static ShouldResult FailWithRmi(object?[] actual, object? status, object? index, string? rmiReason, bool negate, string? because)
    {
        ArgumentNullException.ThrowIfNull(actual);
        var expected = RmiExpectation.Parse(status, index, rmiReason);
        RmiOutcome[] outcomes = [.. actual.Select(RmiOutcome.From).OfType<RmiOutcome>()];
        return ShouldResult.Of(outcomes.Any(expected.IsMetBy), negate, because, (not, reason) =>
            $"Expected an RMI call{not} to fail{expected}{reason} but {(outcomes.Length > 0 ? string.Join("; ", outcomes.Take(MostShown).Select(o => o.ToString())) : Otherwise(actual))}.");
    }

    /// <summary><c>Should -MatchRttTree</c>: the tables of a realm are as sketched.</summary>
    /// <param name="actual">The realm, its name, or what Get-RttTree returned.</param>
    /// <param name="sketch">The sketch; see <see cref="RttSketch"/>.</param>
    /// <param name="negate">Whether they should be otherwise.</param>
    /// <param name="because">The reason that the test gives.</param>
    public static ShouldResult MatchRttTree(object?[] actual, string? sketch, bool negate, string? because)
    {
        ArgumentNullException.ThrowIfNull(actual);
        RttSketch expected;
        try
        {
            expected = RttSketch.Parse(sketch ?? string.Empty);
        }
        catch (FormatException e)
        {
            throw Bad(e.Message, e);
        }

        IReadOnlyList<string> differences = expected.Compare(TreeOf(actual));
        return ShouldResult.Of(differences.Count == 0, negate, because, (not, reason) =>
            $"Expected the tables{not} to be as sketched{reason} but "
            + (differences.Count == 0 ? "they are." : $"they differ (- sketch, + tables):\n{string.Join('\n', differences)}"));
    }

    private static IEnumerable<RttEntry> TreeOf(object?[] actual)
    {
        object?[] values = [.. actual.Select(item => item is PSObject wrapped ? wrapped.BaseObject : item)];
        if (values.Length != 1 || values[0] is RttEntry)
        {
            return values.All(value => value is RttEntry) ? values.OfType<RttEntry>() : throw Unusable(values.First(v => v is not RttEntry), "Should -MatchRttTree");
        }

        (RealmHost host, string name) = Find(values[0], "Should -MatchRttTree");
        return host.Tables.Read(name, new RttTreeOptions { SkipEmpty = true });
    }

    private static string Otherwise(object?[] actual) =>
        actual.Select(item => item is PSObject wrapped ? wrapped.BaseObject : item).FirstOrDefault(item => item is ErrorRecord or Exception) switch
        {
            ErrorRecord record => $"it failed otherwise: {record}",
            Exception e => $"it failed otherwise: {e.Message}",
            _ => "no RMI call failed",
        };

    private static (RealmHost Host, string Name) Find(object? actual, string command) => (actual is PSObject wrapped ? wrapped.BaseObject : actual) switch
    {
        Realm realm => (RealmSession.Current.Resolve(new RealmHostReference(realm.HostName)), realm.Name),
        string { Length: > 0 } name => (DefaultHost(), name),
        object other => throw Unusable(other, command),
        null => throw Unusable("$null", command),
    };

    private static (RealmHost Host, string? Realm) Whose(object? value) => value switch
    {
        null => (DefaultHost(), null),
        RealmHost host => (host, null),
        string name when RealmSession.Current.TryGet(name, out RealmHost? host) => (host, null),
        _ => Find(value, "Should -HaveNoLeakedGranules"),
    };

    private static RealmHost DefaultHost() => RealmSession.Current.Default ?? throw new HostException(
        FailureId.HostNotFound, "This session has no default host.", "Connect one with Connect-RealmHost, or give a realm object, which knows its host.");

    private static HostException Unusable(object? value, string command) =>
        Bad($"{command} takes a realm, what the commands return for one, or its name, and not '{value}'.");

    // Pester shows the message alone.
    private static HostException Bad(string message, Exception? cause = null) =>
        new(FailureId.ParameterInvalid, message, "Correct the assertion: Get-Help about_RealmShould.", innerException: cause);
}
