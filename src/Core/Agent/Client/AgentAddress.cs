using System.Globalization;
using System.Text;

namespace RealmTools.Agent;

/// <summary>Where an agent is: a Unix socket, a program to start, or a program on another machine over SSH.</summary>
/// <param name="SocketPath">Unix socket; null for a program.</param>
/// <param name="Command">Program and arguments that speak the protocol on standard input and output; empty for a socket.</param>
/// <param name="Name">As people write it.</param>
public sealed record AgentAddress(string? SocketPath, IReadOnlyList<string> Command, string Name)
{
    private const string UnixScheme = "unix:";
    private const string ExecScheme = "exec:";
    private const string SshProgram = "ssh";

    /// <summary>The other machine; null for an agent on this one.</summary>
    public string? SshHost { get; private init; }

    /// <summary>The command there; null on this machine and for a subsystem.</summary>
    public string? RemoteCommand { get; private init; }

    /// <summary>How a person tries the same at a shell; null where there is nothing to try.</summary>
    public string? ByHand { get; private init; }

    /// <summary>A Unix socket.</summary>
    public static AgentAddress Unix(string path) => new(path, [], UnixScheme + path);

    /// <summary>A program.</summary>
    public static AgentAddress Exec(params IReadOnlyList<string> command) => new(null, command, ExecScheme + string.Join(' ', command));

    /// <summary>A program on another machine, started through the user's own <c>ssh</c> with the user's own configuration.</summary>
    /// <param name="host"><c>HOST</c>, <c>USER@HOST</c> or a name of the user's configuration.</param>
    /// <param name="options">How to get there; null for what is configured.</param>
    /// <exception cref="FormatException">The host looks like an option, or a setting's name is none.</exception>
    public static AgentAddress Ssh(string host, SshOptions? options = null)
    {
        if (string.IsNullOrWhiteSpace(host) || host.StartsWith('-'))
            throw new FormatException($"'{host}' is no host: write HOST or USER@HOST.");
        options ??= SshOptions.Default;
        string name = $"ssh:{host}{(options.Port == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $":{options.Port}"))}";
        return new AgentAddress(null, [SshProgram, .. options.Arguments(host)], name)
        {
            SshHost = host,
            RemoteCommand = options.Subsystem is null ? options.Command : null,
            ByHand = CommandLine([SshProgram, .. options.Arguments(host, isByHand: true)]),
        };
    }

    /// <summary>Reads <c>unix:PATH</c> or <c>exec:COMMAND ARGUMENT…</c>; arguments with blanks stand in quotes.</summary>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static AgentAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith(UnixScheme, StringComparison.OrdinalIgnoreCase) && text.Length > UnixScheme.Length)
            return Unix(text[UnixScheme.Length..]);
        if (text.StartsWith(ExecScheme, StringComparison.OrdinalIgnoreCase) && Words(text[ExecScheme.Length..]) is { Count: > 0 } words)
            return Exec(words);
        throw new FormatException($"'{text}' is no agent: write unix:PATH or exec:COMMAND.");
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static string CommandLine(IEnumerable<string> words) =>
        string.Join(' ', words.Select(static word => word.Length > 0 && word.All(static c => char.IsLetterOrDigit(c) || "-_./=:@,+%".Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'"));

    // As a shell would, without expanding anything: blanks separate, quotes hold together.
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char quote = '\0';
        bool isOpen = false;
        foreach (char c in text)
        {
            if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                quote = quote == '\0' ? c : '\0';
                isOpen = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (isOpen)
                    words.Add(word.ToString());
                word.Clear();
                isOpen = false;
            }
            else
            {
                word.Append(c);
                isOpen = true;
            }
        }

        if (quote != '\0')
            throw new FormatException($"The quote {quote} in '{text}' is not closed.");
        if (isOpen)
            words.Add(word.ToString());
        return words;
    }
}
