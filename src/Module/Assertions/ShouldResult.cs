namespace RealmTools.Module.Assertions;

/// <summary>What a Should operator found, in the form in which Pester takes it.</summary>
/// <param name="Succeeded">Whether the assertion holds.</param>
/// <param name="FailureMessage">What was expected and what was found; shown where it does not hold.</param>
public sealed record ShouldResult(bool Succeeded, string FailureMessage)
{
    /// <summary>A result of <c>Should</c> or <c>Should -Not</c>.</summary>
    /// <param name="holds">Whether the value is as described.</param>
    /// <param name="negate">Whether it should not be.</param>
    /// <param name="message">What was expected and found; <c>{0}</c> takes the word not and the reason that the test gives.</param>
    /// <param name="because">The reason that the test gives.</param>
    internal static ShouldResult Of(bool holds, bool negate, string? because, Func<string, string, string> message)
    {
        string reason = string.IsNullOrWhiteSpace(because) ? string.Empty
            : because.TrimStart().StartsWith("because", StringComparison.OrdinalIgnoreCase) ? $", {because.Trim()},"
            : $", because {because.Trim()},";
        return new ShouldResult(holds != negate, message(negate ? " not" : string.Empty, reason));
    }
}
