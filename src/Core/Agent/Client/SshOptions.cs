namespace RealmTools.Agent;

/// <summary>How the user's own <c>ssh</c> reaches an agent on another machine. What is left out is as in the user's configuration.</summary>
public sealed record SshOptions
{
    /// <summary>What runs on the other machine unless told otherwise.</summary>
    public const string DefaultCommand = "realm-agent serve --stdio";

    /// <summary>As configured.</summary>
    public static SshOptions Default { get; } = new();

    /// <summary>Port; 0 for the configured one.</summary>
    public int Port { get; init; }

    /// <summary>Private key; null for the configured ones.</summary>
    public string? IdentityFile { get; init; }

    /// <summary>Configuration to read instead of the user's and the system's; null for those.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Settings by their names in ssh_config(5), which come before everything that is configured.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>Subsystem of the other machine's sshd; null for a command.</summary>
    public string? Subsystem { get; init; }

    /// <summary>What to start on the other machine, in the words of the shell there.</summary>
    public string Command { get; init; } = DefaultCommand;

    /// <summary>Whether <c>ssh</c> may ask at the terminal: for a passphrase, a password, a host key that is new.</summary>
    public bool MayAsk { get; init; }

    /// <summary>How long <c>ssh</c> waits for the machine, in seconds, 1 or more; null for what is configured.</summary>
    public int? ConnectSeconds { get; init; }

    /// <summary>Arguments for <c>ssh</c>.</summary>
    /// <param name="host">The other machine.</param>
    /// <param name="isByHand">Whether they are for a person to try, who can answer and wait.</param>
    /// <exception cref="FormatException">A setting's name is none.</exception>
    internal IReadOnlyList<string> Arguments(string host, bool isByHand = false)
    {
        List<string> arguments = [];
        if (ConfigFile is not null)
            arguments.AddRange(["-F", ConfigFile]);
        foreach ((string name, string value) in Settings)
        {
            arguments.AddRange(["-o", IsName(name) ? $"{name}={value}" : throw new FormatException($"'{name}' is no setting of ssh_config(5).")]);
        }

        // The first value that ssh finds for a setting holds.
        if (!isByHand)
        {
            if (!MayAsk)
                arguments.AddRange(["-o", "BatchMode=yes"]);
            if (ConnectSeconds is { } seconds)
                arguments.AddRange(["-o", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"ConnectTimeout={seconds}")]);
        }

        // A command that is configured for the host is for its people.
        arguments.AddRange(["-o", "RemoteCommand=none"]);
        if (Port != 0)
            arguments.AddRange(["-p", Port.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        if (IdentityFile is not null)
            arguments.AddRange(["-i", IdentityFile]);
        arguments.AddRange(Subsystem is null ? ["-T", "--", host, Command] : ["-T", "-s", "--", host, Subsystem]);
        return arguments;
    }

    private static bool IsName(string name) => name.Length > 0 && name.All(char.IsAsciiLetterOrDigit);
}
