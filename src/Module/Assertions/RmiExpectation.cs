using System.Globalization;
using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Assertions;

/// <summary>The failure of an RMI call that a test expects; what is null does not matter.</summary>
/// <param name="Status">Status; null for any failure.</param>
/// <param name="IsUnknownFunction">Whether the RMM shall not know the function at all.</param>
/// <param name="Index">RTT level or index.</param>
/// <param name="Reason">Reason, its check alone, or a wildcard pattern for either.</param>
internal sealed record RmiExpectation(RmiStatus? Status, bool IsUnknownFunction, int? Index, string? Reason)
{
    /// <summary>Reads what a test writes: <c>RTT</c>, <c>ERROR_RTT</c> or <c>ErrorRtt</c>.</summary>
    /// <exception cref="HostException"><see cref="FailureId.ParameterInvalid"/>: no status has that name.</exception>
    public static RmiExpectation Parse(object? status, object? index, string? reason)
    {
        int? level = index is null ? null : LanguagePrimitives.ConvertTo<int>(index);
        string? name = string.IsNullOrEmpty(reason) ? null : reason;
        string text = Convert.ToString(status, CultureInfo.InvariantCulture) ?? string.Empty;
        if (text.Length == 0)
        {
            return new RmiExpectation(null, false, level, name);
        }

        if (text.Equals(RmiOutcome.UnknownFunction, StringComparison.OrdinalIgnoreCase))
        {
            return new RmiExpectation(null, true, level, name);
        }

        return RmiStatusNames.TryParse(text, out RmiStatus found) || (!char.IsAsciiDigit(text[0]) && Enum.TryParse(text, ignoreCase: true, out found))
            ? new RmiExpectation(found, false, level, name)
            : throw new HostException(
                FailureId.ParameterInvalid,
                $"'{text}' is no RMI status: write one of {string.Join(", ", Enum.GetValues<RmiStatus>().Select(s => s.ToSpecName()))}, with or without ERROR_.",
                "Correct the assertion: Get-Help about_RealmShould.");
    }

    /// <summary>Whether an outcome is what is expected.</summary>
    public bool IsMetBy(RmiOutcome outcome) =>
        !outcome.Result.IsSuccess
        && (Status is null || (outcome.Result.Status == Status && !outcome.Result.IsUnknownFunction))
        && (!IsUnknownFunction || outcome.Result.IsUnknownFunction)
        && (Index is null || outcome.Index == Index)
        && (Reason is null || (outcome.Reason is { } reason && IsMeant(reason.Id)));

    /// <summary>For example <c>with ERROR_RTT(3) for the reason table-live</c>.</summary>
    public override string ToString()
    {
        string index = Index is { } i ? string.Create(CultureInfo.InvariantCulture, $"({i})") : string.Empty;
        string status = IsUnknownFunction ? $" with {RmiOutcome.UnknownFunction}"
            : Status is { } s ? $" with {s.ToSpecName()}{index}"
            : index.Length > 0 ? $" at index {index}" : string.Empty;
        return $"{status}{(Reason is null ? string.Empty : $" for the reason {Reason}")}";
    }

    private bool IsMeant(string id)
    {
        var pattern = WildcardPattern.Get(Reason, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        return pattern.IsMatch(id) || pattern.IsMatch(id[(id.IndexOf('.', StringComparison.Ordinal) + 1)..]);
    }
}
