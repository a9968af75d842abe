namespace RealmTools.HelpCompiler;

/// <summary>One parameter of a cmdlet.</summary>
/// <param name="TypeName">As a reader knows it: <c>string</c>, <c>Ipa[]</c>.</param>
/// <param name="Values">The values of an enumeration or a ValidateSet, else empty.</param>
public sealed record ParameterSurface(
    string Name,
    string TypeName,
    bool IsSwitch,
    bool SupportsWildcards,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> Values,
    IReadOnlyList<ParameterSetFacts> Sets);
