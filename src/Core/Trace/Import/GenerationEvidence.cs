using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Tells the generation of the interface from the names of commands and from what the RMM says of itself.</summary>
internal sealed class GenerationEvidence
{
    private readonly Dictionary<RmiProfile, string> _proofs = [];

    /// <summary>Takes a command's name: one that only one generation has is proof.</summary>
    public void AddCommand(string name, long line)
    {
        RmiProfile[] speakers = [.. RmiProfile.All.Where(p => p.Commands.TryGet(name, out _))];
        if (speakers.Length == 1)
        {
            Add(speakers[0], $"{name} in line {line}");
        }
    }

    /// <summary>Takes a function ID, likewise.</summary>
    public void AddFunction(uint functionId, long line)
    {
        RmiProfile[] speakers = [.. RmiProfile.All.Where(p => p.Commands.TryGet(functionId, out _))];
        if (speakers.Length == 1)
        {
            Add(speakers[0], $"function {functionId:x} in line {line}");
        }
    }

    /// <summary>Takes a line in which the RMM names its version.</summary>
    public void Add(RmiProfile profile, string proof) => _proofs.TryAdd(profile, proof);

    /// <summary>The generation; null when nothing tells.</summary>
    /// <exception cref="TraceFormatException">There is proof of two.</exception>
    public RmiProfile? Decide(string name) => _proofs.Count switch
    {
        0 => null,
        1 => _proofs.Keys.First(),
        _ => throw new TraceFormatException(
            $"{name} speaks two generations of RMI ({string.Join(", ", _proofs.Select(p => $"{p.Key}: {p.Value}"))}): split the log at the RMM's restart."),
    };
}
