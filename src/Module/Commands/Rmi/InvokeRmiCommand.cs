using System.Globalization;
using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Completion;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>Invoke-Rmi: one RMI call with the registers given. The host's ledger does not learn of it.</summary>
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
        RmiCommandTable commands = host.Platform.Profile.Commands;
        RmiRegisters registers = new(FunctionIdOf(commands, host));
        for (int i = 0; i < Argument.Length; i++)
        {
            registers[i + 1] = Argument[i].Value;
        }

        if (ShouldProcess(host.Name, $"Call {commands.NameOf(unchecked((uint)registers.X0))} {string.Join(' ', Argument)}"))
        {
            WriteObject(RmiReply.From(host.CallRaw(registers, Context), commands));
        }
    });

    private ulong FunctionIdOf(RmiCommandTable commands, RealmHost host)
    {
        if (commands.TryGet(Command, out RmiCommandInfo? info))
        {
            return info.FunctionId;
        }

        string digits = Command.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? Command[2..] : Command;
        if (digits.Length == 8 && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint functionId))
        {
            return functionId;
        }

        string other = string.Join(", ", RmiProfile.All.Where(p => p.Commands.TryGet(Command, out _)).Select(p => p.Name));
        throw new HostException(
            other.Length > 0 ? FailureId.NotInProfile : FailureId.ParameterInvalid,
            other.Length > 0
                ? $"RMI {host.Platform.Profile} has no command {Command}; RMI {other} has."
                : $"'{Command}' is neither the name of an RMI command nor a function ID of 8 hexadecimal digits.",
            "Press Tab after -Command for the names, or give a function ID such as 0xC4000161.", Command);
    }
}
