using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Completion;
using RealmTools.Module.Session;

namespace RealmTools.Module.Commands;

/// <summary>A command that works on a host: the ones it is given, else the default, which is made when there is none.</summary>
public abstract class RealmHostCommand : RealmCommand
{
    /// <summary>The hosts to work on.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The host, by name or as Connect-RealmHost returned it; without it, the default host.")]
    [Alias("HostName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    public RealmHostReference[] RealmHost { get; set; } = [];

    /// <summary>Works on each host given; what fails on one is an error about it and does not stop the others.</summary>
    private protected void ForEachHost(Action<RealmHost> work)
    {
        foreach (RealmHostReference? reference in NamedHosts())
        {
            Perform(reference?.Name, () => work(Resolve(reference)));
        }
    }

    /// <summary>The references given, or null for the default host.</summary>
    private protected IEnumerable<RealmHostReference?> NamedHosts() => RealmHost.Length == 0 ? new RealmHostReference?[1] : RealmHost;

    /// <summary>The host that a reference means.</summary>
    /// <exception cref="HostException"><see cref="FailureId.HostNotFound"/>.</exception>
    private protected RealmHost Resolve(RealmHostReference? reference) =>
        reference is null ? RealmSession.Current.GetOrMakeDefault(Context) : RealmSession.Current.Resolve(reference);
}
