using System.Globalization;
using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Completion;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>
/// Invoke-Rmi: one RMI call with the registers given. The host's ledger follows what delegates and what tears down. A command that only another generation has
/// is called all the same; beside the reply, which is SMC_UNKNOWN as on hardware, an error says which generation has it.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "Rmi", SupportsShouldProcess = true)]
[OutputType(typeof(RmiReply))]
public sealed class InvokeRmiCommand : RealmHostCommand
{
    /// <summary>The command.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The command, as RTT_READ_ENTRY, or a function ID, as 0xC4000161.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CommandNameCompleter))]
    public string Command { get; set; } = string.Empty;

    /// <summary>Its operands.</summary>
    [Parameter(Position = 1, ValueFromRemainingArguments = true, HelpMessage = "X1 and up: numbers, 0x text, addresses or sizes; at most 7, the rest are zero.")]
    [Alias("ArgumentList")]
    [ValidateCount(0, RmiRegisters.InputCount - 1)]
    public RegisterValue[] Argument { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process() => ForEachHost(host =>
    {
        RmiProfile profile = host.Platform.Profile;
        RmiRegisters registers = new(FunctionIdOf(profile));
        for (int i = 0; i < Argument.Length; i++)
        {
            registers[i + 1] = Argument[i].Value;
        }

        string name = profile.NameOf(unchecked((uint)registers.X0));
        if (!ShouldProcess(host.Name, $"Call {name} {string.Join(' ', Argument)}"))
        {
            return;
        }

        HostCall call = host.CallRaw(registers, Context);
        WriteObject(RmiReply.From(call, profile.Commands));
        if (call.ForeignProfile is not null)
        {
            throw new HostException(call, $"Calling {name} on host '{host.Name}'", Command);
        }
    });

    private ulong FunctionIdOf(RmiProfile profile)
    {
        foreach (RmiProfile one in RmiProfile.All.OrderByDescending(p => p == profile))
        {
            if (one.Commands.TryGet(Command, out RmiCommandInfo? info))
            {
                return info.FunctionId;
            }
        }

        string digits = Command.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? Command[2..] : Command;
        if (digits.Length == 8 && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint functionId))
        {
            return functionId;
        }

        throw new HostException(
            FailureId.ParameterInvalid, $"'{Command}' is neither the name of an RMI command nor a function ID of 8 hexadecimal digits.",
            "Press Tab after -Command for the names, or give a function ID such as 0xC4000161.", Command);
    }
}
