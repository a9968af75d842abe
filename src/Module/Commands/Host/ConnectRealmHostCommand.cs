using System.Collections;
using System.Management.Automation;
using RealmTools.Agent;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Completion;
using RealmTools.Module.Session;
using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Module.Commands;

/// <summary>Connect-RealmHost: brings an RMM into service, and makes its host the default.</summary>
[Cmdlet(VerbsCommunications.Connect, "RealmHost", DefaultParameterSetName = "Simulated")]
[OutputType(typeof(RealmHost), typeof(HostReconciliation))]
public sealed class ConnectRealmHostCommand : RealmCommand
{
    private const string AgentSet = "Agent";
    private const string SshSet = "HostName";
    private const string ReconcileSet = "Reconcile";
    private const ulong DefaultDramBase = 0x8000_0000;
    private const ulong BankAlignment = 1ul << 30;
    private const ulong PaBitsField = 0xFF;

    /// <summary>The host's name.</summary>
    [Parameter(Position = 0, HelpMessage = "Name of the host in this session; several for several hosts. Default: the machine's, the agent's, or sim.")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>A simulated RMM in this process.</summary>
    [Parameter(ParameterSetName = "Simulated", HelpMessage = "A simulated RMM in this process: the default.")]
    public SwitchParameter Simulated { get; set; }

    /// <summary>The machine's memory.</summary>
    [Parameter(
        ParameterSetName = "Simulated",
        HelpMessage = "Banks of DRAM, as 0x80000000+512MB, or sizes alone, which are laid out from 0x80000000 on. Default: 512 MiB.")]
    [ValidateNotNullOrEmpty]
    public DramBank[] Dram { get; set; } = [];

    /// <summary>The generation it speaks.</summary>
    [Parameter(ParameterSetName = "Simulated", HelpMessage = "The RMI generation: 2.0 (default) or 1.0.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public string Profile { get; set; } = RmiProfile.V20.Name;

    /// <summary>Departures of real RMMs from the rules.</summary>
    [Parameter(ParameterSetName = "Simulated", HelpMessage = "Departures of real RMMs from the rules of their generation that the simulator shall have: SkipDelegated.")]
    public RmiQuirks Quirk { get; set; }

    /// <summary>Width of physical addresses.</summary>
    [Parameter(ParameterSetName = "Simulated", HelpMessage = "Width of physical addresses in bits, which is also the widest IPA space offered: 32 to 52.")]
    [ValidateRange(32, 52)]
    public int PaBits { get; set; }

    /// <summary>Feature registers.</summary>
    [Parameter(ParameterSetName = "Simulated", HelpMessage = "RMI feature registers from index 0, instead of those of the reference machine.")]
    [ValidateNotNullOrEmpty]
    public RegisterValue[] Features { get; set; } = [];

    /// <summary>An RMM behind an agent on this machine.</summary>
    [Parameter(
        Mandatory = true, ParameterSetName = AgentSet,
        HelpMessage = "An RMM behind an agent: unix:PATH of its socket, or exec:COMMAND of a program that speaks the agent protocol.")]
    [ValidateNotNullOrEmpty]
    public string[] Agent { get; set; } = [];

    /// <summary>An RMM behind an agent on another machine.</summary>
    [Parameter(
        Mandatory = true, ParameterSetName = SshSet,
        HelpMessage = "Another machine, as HOST or USER@HOST: your own ssh starts 'realm-agent serve --stdio' there.")]
    [ValidateNotNullOrEmpty]
    public string[] HostName { get; set; } = [];

    /// <summary>Port of SSH.</summary>
    [Parameter(ParameterSetName = SshSet, HelpMessage = "Port of SSH. Default: the configured one.")]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    /// <summary>Private key.</summary>
    [Parameter(ParameterSetName = SshSet, HelpMessage = "File with the private key for SSH. Default: the configured ones.")]
    [Alias("KeyFilePath", "IdentityFilePath")]
    [ValidateNotNullOrEmpty]
    public string? IdentityFile { get; set; }

    /// <summary>Configuration of SSH.</summary>
    [Parameter(ParameterSetName = SshSet, HelpMessage = "Configuration file for SSH instead of your own and the system's.")]
    [ValidateNotNullOrEmpty]
    public string? ConfigFile { get; set; }

    /// <summary>Settings of SSH.</summary>
    [Parameter(ParameterSetName = SshSet, HelpMessage = "Settings for SSH as in ssh_config(5), for example @{ ProxyJump = 'gate' }; they come before what is configured.")]
    [ValidateNotNull]
    public Hashtable Options { get; set; } = [];

    /// <summary>Subsystem of SSH.</summary>
    [Parameter(ParameterSetName = SshSet, HelpMessage = "Subsystem of the other machine's sshd that serves the RMM, instead of a command.")]
    [ValidateNotNullOrEmpty]
    public string? Subsystem { get; set; }

    /// <summary>Command on the other machine.</summary>
    [Parameter(ParameterSetName = SshSet, HelpMessage = "Command that serves the RMM on the other machine. Default: realm-agent serve --stdio.")]
    [ValidateNotNullOrEmpty]
    public string RemoteCommand { get; set; } = SshOptions.DefaultCommand;

    /// <summary>Takes the ledger of the host of this name along.</summary>
    [Parameter(ParameterSetName = AgentSet, HelpMessage = "Connect the host of this name again, ask the RMM about what is in doubt, and settle it.")]
    [Parameter(ParameterSetName = SshSet, HelpMessage = "Connect the host of this name again, ask the RMM about what is in doubt, and settle it.")]
    [Parameter(Mandatory = true, ParameterSetName = ReconcileSet, HelpMessage = "Connect the host of this name again, ask the RMM about what is in doubt, and settle it.")]
    public SwitchParameter Reconcile { get; set; }

    /// <summary>How long connecting may take.</summary>
    [Parameter(ParameterSetName = ReconcileSet, HelpMessage = "How long it may take to reach the agent and hear its greeting, in milliseconds. Default: a minute.")]
    [Parameter(ParameterSetName = AgentSet, HelpMessage = "How long it may take to reach the agent and hear its greeting, in milliseconds. Default: a minute.")]
    [Parameter(ParameterSetName = SshSet, HelpMessage = "How long it may take to reach the agent and hear its greeting, in milliseconds. Default: a minute.")]
    [ValidateRange(1, int.MaxValue)]
    public int ConnectingTimeout { get; set; } = (int)AgentClientOptions.Default.ConnectTimeout.TotalMilliseconds;

    /// <summary>Leaves the default host as it is.</summary>
    [Parameter(HelpMessage = "Do not make this host the default of the session.")]
    public SwitchParameter NotDefault { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        IReadOnlyList<ConnectTarget> targets = ParameterSetName switch
        {
            AgentSet => ConnectTarget.Pair(Name, Agent, ConnectTarget.OfAgent),
            SshSet => ConnectTarget.Pair(Name, HostName, ConnectTarget.OfMachine),
            _ => ConnectTarget.Pair(Name, [], static name => name),
        };
        if (targets is [var only])
        {
            Connect(only, makeDefault: !NotDefault);
            return;
        }

        // Which is first does not depend on which answers first.
        var connected = new RealmHost?[targets.Count];
        try
        {
            RunLanes(targets.Select((target, i) => (target.Name, (Action)(() => ConnectInLane(target, connected, i)))), HostLanes.DefaultThrottleLimit);
        }
        finally
        {
            if (!NotDefault && !Reconcile && Array.Find(connected, static host => host is not null) is { } first)
            {
                RealmSession.Current.Prefer(first);
            }
        }
    }

    private void ConnectInLane(ConnectTarget target, RealmHost?[] connected, int index)
    {
        Perform(target.Name, () => connected[index] = Connect(target, makeDefault: false));
        EndAnswer();
    }

    private RealmHost Connect(ConnectTarget target, bool makeDefault)
    {
        RealmSession session = RealmSession.Current;
        if (Reconcile)
        {
            HostReconciliation result = Reconnect(session, target);
            WriteObject(result);
            return result.Host;
        }

        session.ThrowIfTaken(target.Name);
        RealmHost host = ParameterSetName is AgentSet or SshSet ? ConnectAgent(target) : ConnectSimulated(target.Name, Platform());
        session.Add(host, makeDefault);
        WriteObject(host);
        return host;
    }

    private HostReconciliation Reconnect(RealmSession session, ConnectTarget target)
    {
        RealmHost lost = session.Resolve(new RealmHostReference(target.Name));
        AgentClient before = lost.Rmm.As<AgentClient>() ?? throw new HostException(
            FailureId.ParameterInvalid, $"The RMM of host '{target.Name}' is in this process: no connection to it can be lost.", "Use -Reconcile for a host behind an agent.", lost);

        // An agent may take one peer only.
        before.Dispose();
        AgentClient client = OpenAgent(target, before.Address);
        try
        {
            HostReconciliation result = lost.Reconnect(RmmStack.BuildAgain(client), Context);
            session.Replace(lost, result.Host);
            return result;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private RealmHost ConnectAgent(ConnectTarget target)
    {
        AgentClient client = OpenAgent(target);
        try
        {
            return RealmHost.Connect(target.Name, RmmStack.Build(client), Context);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private AgentClient OpenAgent(ConnectTarget target, AgentAddress? known = null)
    {
        AgentAddress? address = known;
        try
        {
            address = ParameterSetName switch
            {
                AgentSet => AgentAddress.Parse(target.Where),
                SshSet => AgentAddress.Ssh(target.Where, Ssh(target)),
                _ => known!,
            };
            var options = new AgentClientOptions { ConnectTimeout = TimeSpan.FromMilliseconds(ConnectingTimeout) };
            return AgentClient.Connect(address, options, Cancellation);
        }
        catch (FormatException e)
        {
            throw new HostException(
                FailureId.ParameterInvalid, e.Message, "Write unix:PATH, exec:COMMAND, or give -HostName; see about_RealmAgent.", target.Name, e);
        }
        catch (Exception e) when (e is IOException or RmmUnreachableException)
        {
            throw new HostException(
                FailureId.RmmUnreachable, e.Message,
                address?.ByHand is { } command
                    ? $"Try it by hand until it answers 'hello 1': {command}"
                    : "Check that the agent runs and speaks this version of the protocol; see about_RealmAgent.",
                target.Name, e);
        }
    }

    private SshOptions Ssh(ConnectTarget target) => Subsystem is not null && MyInvocation.BoundParameters.ContainsKey(nameof(RemoteCommand))
        ? throw new HostException(
            FailureId.ParameterInvalid, "-Subsystem and -RemoteCommand both say what serves the RMM.", "Give one of them.", target.Name)
        : new SshOptions
        {
            Port = Port,
            IdentityFile = IdentityFile is null ? null : ResolvePath(IdentityFile),
            ConfigFile = ConfigFile is null ? null : ResolvePath(ConfigFile),
            Settings = [.. Options.Cast<DictionaryEntry>().Select(static setting => KeyValuePair.Create($"{setting.Key}", $"{setting.Value}"))],
            Subsystem = Subsystem,
            Command = RemoteCommand,
            // Several at once would ask over each other.
            MayAsk = Terminal.CanAsk && HostName.Length == 1,
            ConnectSeconds = MyInvocation.BoundParameters.ContainsKey(nameof(ConnectingTimeout)) ? (int)Math.Max(1, ConnectingTimeout * 3L / 4000) : null,
        };

    private RealmHost ConnectSimulated(string name, RmmPlatform platform)
    {
        try
        {
            return RealmHost.Connect(name, RmmStack.Build(new SimulatedRmm(platform)), Context);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new HostException(
                FailureId.ParameterInvalid, $"This machine cannot be simulated: {e.Message}",
                "Give DRAM banks that are multiples of 4 KiB and do not overlap, and a quirk that the profile has.", name, e);
        }
    }

    private RmmPlatform Platform()
    {
        if (!RmiProfile.TryGet(Profile, out RmiProfile? profile))
        {
            throw new HostException(
                FailureId.ParameterInvalid, $"There is no RMI generation '{Profile}'.",
                $"Give one of {string.Join(", ", RmiProfile.All)}.", Profile);
        }

        RmmPlatform machine = RmmPlatform.DefaultFor(profile) with { Quirks = Quirk };
        if (Dram.Length > 0)
        {
            machine = machine with { Dram = [.. Banks().OrderBy(bank => bank.Base)] };
        }

        if (Features.Length > 0)
        {
            machine = machine with { Features = [.. Features.Select(register => register.Value)] };
        }

        return PaBits == 0 ? machine : machine with
        {
            Features = machine.Features.SetItem(0, (machine.Feature(0) & ~PaBitsField) | (uint)PaBits),
        };
    }

    private IEnumerable<MemoryRange> Banks()
    {
        ulong next = DefaultDramBase;
        foreach (DramBank bank in Dram)
        {
            MemoryRange range = bank.At(next);
            next = (range.Top + BankAlignment - 1) & ~(BankAlignment - 1);
            yield return range;
        }
    }
}
