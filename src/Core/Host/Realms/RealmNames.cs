namespace RealmTools.Host;

/// <summary>Which names hosts and realms may have.</summary>
internal static class RealmNames
{
    private const int MostCharacters = 64;
    private const string Wildcards = "*?[]`";

    /// <summary>Checks a name.</summary>
    /// <exception cref="HostException"><see cref="FailureId.NameInvalid"/>.</exception>
    internal static void Check(string name)
    {
        bool valid = !string.IsNullOrWhiteSpace(name) && name.Length <= MostCharacters
            && !name.Any(static c => char.IsControl(c) || Wildcards.Contains(c, StringComparison.Ordinal));
        if (valid) return;

        throw new HostException(
            FailureId.NameInvalid, $"'{name}' is no name: names have 1 to {MostCharacters} characters, none of them a control character or one of {Wildcards}.",
            "Use letters, digits, '-' and '_'.", name);
    }
}
