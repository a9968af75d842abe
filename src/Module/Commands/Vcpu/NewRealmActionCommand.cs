using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>New-RealmAction: something a simulated realm shall do, for Invoke-RealmVcpu.</summary>
[Cmdlet(VerbsCommon.New, "RealmAction", DefaultParameterSetName = "Rsi")]
[OutputType(typeof(GuestAction))]
public sealed class NewRealmActionCommand : RealmCommand
{
    /// <summary>A load.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Read", HelpMessage = "IPA that the realm reads.")]
    public Ipa Read { get; set; }

    /// <summary>A store.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Write", HelpMessage = "IPA that the realm writes.")]
    public Ipa Write { get; set; }

    /// <summary>What is stored.</summary>
    [Parameter(ParameterSetName = "Write", HelpMessage = "What the realm writes. Default: 0.")]
    public RegisterValue Value { get; set; }

    /// <summary>How much.</summary>
    [Parameter(ParameterSetName = "Read", HelpMessage = "Bytes read: 1, 2, 4 or 8. Default: 8.")]
    [Parameter(ParameterSetName = "Write", HelpMessage = "Bytes written: 1, 2, 4 or 8. Default: 8.")]
    public int Width { get; set; } = sizeof(ulong);

    /// <summary>A fetch.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Execute", HelpMessage = "IPA that the realm executes at.")]
    public Ipa Execute { get; set; }

    /// <summary>An RSI call.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Rsi", HelpMessage = "The RSI call that the realm makes.")]
    public RsiCommand Rsi { get; set; }

    /// <summary>A PSCI call.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Psci", HelpMessage = "The PSCI call that the realm makes.")]
    public PsciCommand Psci { get; set; }

    /// <summary>Any SMC.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Smc", HelpMessage = "Function ID of the SMC that the realm makes.")]
    public RegisterValue Smc { get; set; }

    /// <summary>Its arguments.</summary>
    [Parameter(Position = 1, ParameterSetName = "Rsi", HelpMessage = "X1 and up of the call, at most 17 values.")]
    [Parameter(Position = 1, ParameterSetName = "Psci", HelpMessage = "X1 and up of the call, at most 17 values.")]
    [Parameter(Position = 1, ParameterSetName = "Smc", HelpMessage = "X1 and up of the call, at most 17 values.")]
    [ValidateCount(0, RealmAction.MaximumRegisters - 1)]
    public RegisterValue[] Argument { get; set; } = [];

    /// <summary>An interrupt.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Interrupt", HelpMessage = "The interrupt that arrives while the realm runs: Irq or Fiq.")]
    [ValidateSet("Irq", "Fiq")]
    public string Interrupt { get; set; } = string.Empty;

    /// <summary>A wait.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Wait", HelpMessage = "The instruction that the realm waits with: Wfi or Wfe.")]
    [ValidateSet("Wfi", "Wfe")]
    public string Wait { get; set; } = string.Empty;

    /// <summary>Any exception.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Exception", HelpMessage = "Syndrome (ESR_EL2) of the exception that the realm takes.")]
    public RegisterValue Esr { get; set; }

    /// <summary>Its FAR.</summary>
    [Parameter(ParameterSetName = "Exception", HelpMessage = "FAR_EL2 of the exception.")]
    public RegisterValue Far { get; set; }

    /// <summary>Its HPFAR.</summary>
    [Parameter(ParameterSetName = "Exception", HelpMessage = "HPFAR_EL2 of the exception.")]
    public RegisterValue Hpfar { get; set; }

    /// <summary>An SError.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "SError", HelpMessage = "Syndrome of the SError that the realm takes.")]
    public RegisterValue SError { get; set; }

    /// <inheritdoc/>
    protected override void Process() => WriteObject(ParameterSetName switch
    {
        "Read" => GuestAction.Read(Read, Width),
        "Write" => GuestAction.Write(Write, Value.Value, Width),
        "Execute" => GuestAction.Execute(Execute),
        "Rsi" => GuestAction.Call(Rsi, Arguments),
        "Psci" => GuestAction.Call(Psci, Arguments),
        "Smc" => GuestAction.Smc(Smc.Value, Arguments),
        "Interrupt" => GuestAction.Interrupt(Interrupt.Equals("Fiq", StringComparison.OrdinalIgnoreCase)),
        "Wait" => GuestAction.Wait(Wait.Equals("Wfe", StringComparison.OrdinalIgnoreCase)),
        "SError" => GuestAction.SError(SError.Value),
        _ => GuestAction.Exception(Esr.Value, Far.Value, Hpfar.Value),
    });

    private ulong[] Arguments => [.. Argument.Select(argument => argument.Value)];
}
