using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Aligns two traces and finds where the conversations part.</summary>
public static class TraceComparison
{
    /// <summary>The differences, in order.</summary>
    /// <param name="left">A trace.</param>
    /// <param name="right">Another.</param>
    /// <param name="options">What counts; null for everything.</param>
    public static IReadOnlyList<TraceDifference> Compare(IEnumerable<TraceEntry> left, IEnumerable<TraceEntry> right, TraceCompareOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        options ??= TraceCompareOptions.Default;
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        Side one = Read(left, options, ids);
        Side two = Read(right, options, ids);
        int[] partners = SequenceAlignment.Align(one.Requests, two.Requests);
        return [.. Differences(one, two, partners)];
    }

    private static IEnumerable<TraceDifference> Differences(Side left, Side right, int[] partners)
    {
        bool isFirst = true;
        int r = 0;
        for (int l = 0; l <= partners.Length; l++)
        {
            int partner = l == partners.Length ? right.Entries.Count : partners[l];
            for (; r < partner; r++)
            {
                yield return new TraceDifference(TraceDifferenceKind.OnlyRight, null, right.Entries[r], isFirst);
                isFirst = false;
            }

            if (l == partners.Length)
            {
                yield break;
            }

            if (partner < 0)
            {
                yield return new TraceDifference(TraceDifferenceKind.OnlyLeft, left.Entries[l], null, isFirst);
                isFirst = false;
                continue;
            }

            r = partner + 1;
            if (!Agree(left.Entries[l].Kind, left.Answers[l], right.Answers[partner]))
            {
                yield return new TraceDifference(TraceDifferenceKind.Answer, left.Entries[l], right.Entries[partner], isFirst);
                isFirst = false;
            }
        }
    }

    // Of registers, only those count that both traces give.
    private static bool Agree(TraceRecordKind kind, string[] left, string[] right) =>
        kind is TraceRecordKind.Call or TraceRecordKind.RealmResult
            ? left.Zip(right).All(pair => pair.First == pair.Second || pair.First == "-" || pair.Second == "-")
            : left.AsSpan().SequenceEqual(right);

    private static Side Read(IEnumerable<TraceEntry> entries, TraceCompareOptions options, Dictionary<string, int> ids)
    {
        var kept = new List<TraceEntry>();
        var requests = new List<int>();
        var answers = new List<string[]>();
        var names = new AddressNames(options.IgnoreAddresses);
        foreach (TraceEntry entry in entries)
        {
            if (options.CallsOnly && !entry.IsCall)
            {
                continue;
            }

            (string request, string[] answer) = entry.Kind == TraceRecordKind.Call ? SplitCall(entry, names) : SplitRecord(entry, names);
            if (!ids.TryGetValue(request, out int id))
            {
                id = ids.Count;
                ids.Add(request, id);
            }

            kept.Add(entry);
            requests.Add(id);
            answers.Add(answer);
        }

        return new Side(kept, [.. requests], answers);
    }

    private static (string Request, string[] Answer) SplitCall(TraceEntry entry, AddressNames names)
    {
        RmiCommandInfo? command = entry.CommandInfo;
        ImmutableArray<RegisterRole> roles = command is null ? [] : RegisterRoles.OfOperands(command);
        RmiRegisters arguments = entry.Arguments;
        var request = new List<string> { entry.Command };
        for (int i = 1; i < RmiRegisters.InputCount; i++)
        {
            request.Add(names.Text(i <= roles.Length ? RegisterRoles.Resolve(roles[i - 1], arguments, i - 1) : RegisterRole.Value, arguments[i]));
        }

        RmiRegisters outputs = entry.Outputs;
        roles = command is null || entry.Result is not { } result ? [] : RegisterRoles.OfOutputs(command, result);
        var answer = new List<string>();
        for (int i = 0; i < RmiRegisters.OutputCount; i++)
        {
            bool isGiven = (entry.OutputMask >> i & 1) != 0;
            answer.Add(!isGiven ? "-" : names.Text(i > 0 && i <= roles.Length ? roles[i - 1] : RegisterRole.Value, outputs[i]));
        }

        return (string.Join(' ', request), [.. answer]);
    }

    // A record other than a call: what stands before '=' asks, what stands behind it answers; a comment is neither.
    private static (string Request, string[] Answer) SplitRecord(TraceEntry entry, AddressNames names)
    {
        string text = entry.Text;
        int comment = text.IndexOf('#', StringComparison.Ordinal);
        string[] words = (comment < 0 ? text : text[..comment]).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (entry.Address is { } address && words.Length > 1 && entry.Kind is not (TraceRecordKind.Dram or TraceRecordKind.Device or TraceRecordKind.Loop))
        {
            words[1] = names.Text(RegisterRole.PhysicalAddress, address.Value);
        }

        int equals = Array.IndexOf(words, "=");
        return equals < 0
            ? (string.Join(' ', words), [])
            : (string.Join(' ', words[..equals]), words[(equals + 1)..]);
    }

    private sealed record Side(List<TraceEntry> Entries, int[] Requests, List<string[]> Answers);
}
