using RealmTools.Agent;
using RealmTools.Host;
using RealmTools.Module.Session;

namespace RealmTools.Module.Commands;

/// <summary>A host that is to be connected.</summary>
/// <param name="Name">Its name in the session.</param>
/// <param name="Where">The agent or the machine; empty for a simulated one.</param>
internal readonly record struct ConnectTarget(string Name, string Where)
{
    /// <summary>Pairs names with agents or machines. Without names each machine has its own, and the only host the default one.</summary>
    /// <param name="names">The names that were given.</param>
    /// <param name="where">Agents or machines; none for simulated ones.</param>
    /// <param name="nameOf">The name of an agent or machine that is given none.</param>
    /// <exception cref="HostException"><see cref="FailureId.ParameterInvalid"/>: as many names as hosts, or none; each once.</exception>
    public static IReadOnlyList<ConnectTarget> Pair(string[] names, string[] where, Func<string, string> nameOf)
    {
        if (names.Length > 0 && where.Length > 0 && names.Length != where.Length)
        {
            throw new HostException(
                FailureId.ParameterInvalid, $"{where.Length} hosts have {names.Length} names.", "Give -Name as often as there are hosts, in their order, or leave it out.", names);
        }

        string[] all = names.Length > 0 ? names : where.Length > 0 ? [.. where.Select(nameOf)] : [RealmSession.DefaultHostName];
        if (all.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new HostException(
                FailureId.ParameterInvalid, $"Two of the hosts would be named '{twice.Key}'.", "Give each a name of its own with -Name, in their order.", names);
        }

        return [.. all.Select((name, i) => new ConnectTarget(name, where.Length > 0 ? where[i] : string.Empty))];
    }

    /// <summary>The name of a machine: without the user and the brackets of an address.</summary>
    public static string OfMachine(string machine) => machine[(machine.LastIndexOf('@') + 1)..].Trim('[', ']');

    /// <summary>The name of an agent: of its socket or its program, without folder and extension. One that is none fails when it is connected.</summary>
    public static string OfAgent(string agent)
    {
        try
        {
            var address = AgentAddress.Parse(agent);
            return Path.GetFileNameWithoutExtension(address.SocketPath ?? address.Command[0]);
        }
        catch (FormatException)
        {
            return agent;
        }
    }
}
