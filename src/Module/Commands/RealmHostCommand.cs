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

    /// <summary>The most hosts at a time.</summary>
    [Parameter(HelpMessage = "The most hosts to work on at a time, where several are given. Default: 32.")]
    [ValidateRange(1, int.MaxValue)]
    public int ThrottleLimit { get; set; } = HostLanes.DefaultThrottleLimit;

    /// <summary>Works on each host given, on several at once; what fails on one is an error about it and does not stop the others.</summary>
    private protected void ForEachHost(Action<RealmHost> work) =>
        Perform([.. NamedHosts().Select(reference => new HostTask(reference, reference?.Name, work))]);

    /// <summary>
    /// Does things on hosts: those on one host in their order, those on several hosts at once. On one host alone all is done on this thread.
    /// </summary>
    private protected void Perform(IReadOnlyList<HostTask> tasks)
    {
        if (tasks.Count < 2 || tasks.DistinctBy(task => task.Host?.Host ?? (object?)task.Host?.Name.ToUpperInvariant()).Count() < 2)
        {
            PerformHere(tasks);
            return;
        }

        var byHost = new OrderedDictionary<RealmHost, List<HostTask>>();
        foreach (HostTask task in tasks)
        {
            Perform(task.Target, () =>
            {
                RealmHost host = Resolve(task.Host);
                byHost.TryAdd(host, []);
                byHost[host].Add(task);
            });
        }

        if (byHost.Count == 1 && byHost.GetAt(0).Value.Count == tasks.Count)
        {
            PerformHere(tasks);
            return;
        }

        RunLanes(byHost.Select(lane => (lane.Key.Name, (Action)(() => PerformOn(lane.Key, lane.Value)))), ThrottleLimit);
    }

    private void PerformHere(IReadOnlyList<HostTask> tasks)
    {
        foreach (HostTask task in tasks)
        {
            Perform(task.Target, () => WorkHere(Resolve(task.Host), task));
        }
    }

    // What comes from one of several hosts must go to the same one when it is piped on.
    private void WorkHere(RealmHost host, in HostTask task)
    {
        bool isClear = RealmSession.Current.Hosts is [var only] && only == host;
        if (isClear)
            Tag = null;
        else if (Tag?.Host != host.Name)
            Tag = new HostTag(host.Name);
        task.Work(host);
    }

    private void PerformOn(RealmHost host, List<HostTask> tasks)
    {
        foreach (HostTask task in tasks)
        {
            Perform(task.Target, () => task.Work(host));
            EndAnswer();
        }
    }

    /// <summary>The references given, or null for the default host.</summary>
    private protected IEnumerable<RealmHostReference?> NamedHosts() => RealmHost.Length == 0 ? new RealmHostReference?[1] : RealmHost;

    /// <summary>The host that a reference means.</summary>
    /// <exception cref="HostException"><see cref="FailureId.HostNotFound"/>.</exception>
    private protected RealmHost Resolve(RealmHostReference? reference) =>
        reference is null ? RealmSession.Current.GetOrMakeDefault(Context) : RealmSession.Current.Resolve(reference);
}
