using System.Management.Automation;
using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Completion;
using RealmTools.Module.Session;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>Add-RmiFault: makes an RMM answer calls wrongly, on purpose, or make operations difficult.</summary>
[Cmdlet(VerbsCommon.Add, "RmiFault", SupportsShouldProcess = true, DefaultParameterSetName = CallSet)]
[OutputType(typeof(RmiFault), typeof(StatefulScript))]
public sealed class AddRmiFaultCommand : RealmHostCommand
{
    private const string CallSet = "Call";
    private const string OperationSet = "Operation";

    /// <summary>Which command.</summary>
    [Parameter(Position = 0, ParameterSetName = CallSet, HelpMessage = "Only calls of this command. Default: all calls.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CommandNameCompleter))]
    public string? Command { get; set; }

    /// <summary>What is answered.</summary>
    [Parameter(Position = 1, ParameterSetName = CallSet, HelpMessage = "What the RMM answers. Default: BUSY.")]
    [RmiStatusTransformation]
    public RmiStatus Status { get; set; } = RmiStatus.Busy;

    /// <summary>Its index.</summary>
    [Parameter(ParameterSetName = CallSet, HelpMessage = "RTT level or index that goes with the status.")]
    [Alias("Index")]
    public int Level { get; set; }

    /// <summary>Not yet.</summary>
    [Parameter(ParameterSetName = CallSet, HelpMessage = "How many such calls pass before the first is hit. Default: 0.")]
    [ValidateRange(0, long.MaxValue)]
    public long After { get; set; }

    /// <summary>How often.</summary>
    [Parameter(ParameterSetName = CallSet, HelpMessage = "How many calls are hit; 0 for all from then on. Default: 1.")]
    [ValidateRange(0, long.MaxValue)]
    public long Times { get; set; } = 1;

    /// <summary>Where.</summary>
    [Parameter(ParameterSetName = CallSet, HelpMessage = "Only calls with an operand in this range of IPAs or PAs, as 0x40000000+2MB.")]
    public MemoryRange? Range { get; set; }

    /// <summary>Which calls.</summary>
    [Parameter(ParameterSetName = CallSet, HelpMessage = "Only calls for which this script block is true; $_ has Command and Operands.")]
    [ValidateNotNull]
    public ScriptBlock? FilterScript { get; set; }

    /// <summary>How likely.</summary>
    [Parameter(ParameterSetName = CallSet, HelpMessage = "How likely each such call is hit, 0 to 1. Default: 1.")]
    [ValidateRange(0.0, 1.0)]
    public double Probability { get; set; } = 1;

    /// <summary>Of the chance.</summary>
    [Parameter(ParameterSetName = CallSet, HelpMessage = "Seed of the chance, so that a run can be repeated.")]
    public ulong Seed { get; set; }

    /// <summary>How.</summary>
    [Parameter(ParameterSetName = CallSet, HelpMessage = "Refuse: no effect. ChangeAnswer: the effect, with a wrong answer. LoseCall and LoseAnswer: no answer.")]
    public FaultEffect Effect { get; set; } = FaultEffect.Refuse;

    /// <summary>Operations ask for little.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OperationSet, HelpMessage = "Change how stateful operations behave, within what the interface allows.")]
    public SwitchParameter Operation { get; set; }

    /// <summary>At a time.</summary>
    [Parameter(ParameterSetName = OperationSet, HelpMessage = "The most granules an operation asks for at a time.")]
    [ValidateRange(1, int.MaxValue)]
    public int? DonationSize { get; set; }

    /// <summary>Back at a time.</summary>
    [Parameter(ParameterSetName = OperationSet, HelpMessage = "The most granules an operation returns at a time.")]
    [ValidateRange(1, int.MaxValue)]
    public int? ReclaimSize { get; set; }

    /// <summary>Yields.</summary>
    [Parameter(ParameterSetName = OperationSet, HelpMessage = "How often an operation asks to be continued, for nothing, before each of its answers.")]
    [ValidateRange(0, int.MaxValue)]
    public int Yields { get; set; }

    /// <summary>Others that yield.</summary>
    [Parameter(ParameterSetName = OperationSet, HelpMessage = "Commands without memory transfer that yield as well, for example RTT_DATA_UNMAP.")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(CommandNameCompleter))]
    public string[] YieldingCommand { get; set; } = [];

    /// <summary>May be cancelled.</summary>
    [Parameter(ParameterSetName = OperationSet, HelpMessage = "Let operations be cancelled while they ask for memory.")]
    public SwitchParameter CanCancel { get; set; }

    /// <summary>Returns the fault.</summary>
    [Parameter(HelpMessage = "Return the fault.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEachHost(host =>
    {
        FaultInjector injector = RmmStack.InjectorOf(host);
        if (ParameterSetName == OperationSet)
        {
            var script = new StatefulScript
            {
                DonationSize = DonationSize,
                ReclaimSize = ReclaimSize,
                Yields = Yields,
                YieldingCommands = [.. YieldingCommand.Select(name => RmiCommandNames.Find(host, name).Command)],
                CanCancel = CanCancel,
            };
            Put(host, "Change how operations behave", () => injector.Script = script);
            return;
        }

        FaultRequest request = Request(host);
        Put(host, $"Add a fault: {request.Effect} {request.Result}", () => injector.Add(request));
    });

    private void Put(RealmHost host, string action, Func<object> put)
    {
        if (!ShouldProcess(host.Name, action))
        {
            return;
        }

        object added = put();
        if (PassThru)
        {
            WriteObject(added);
        }
    }

    private FaultRequest Request(RealmHost host) => new()
    {
        Command = Command is null ? null : RmiCommandNames.Find(host, Command).Command,
        Range = Range,
        Predicate = FilterScript is null ? null : new FaultFilter(FilterScript, host.Platform.Profile.Commands).IsMatch,
        After = After,
        Times = Times == 0 ? null : Times,
        Probability = Probability,
        Seed = Seed,
        Effect = Effect,
        Result = RmiResult.From(Status, Level),
    };
}
