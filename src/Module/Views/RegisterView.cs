using System.Collections.Immutable;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Views;

/// <summary>Registers and words in hexadecimal.</summary>
public static class RegisterView
{
    /// <summary>For example <c>rd=0x80001000 ipa=0x40000000</c>.</summary>
    public static string List(IReadOnlyDictionary<string, ulong> registers) => string.Join(' ', registers.Select(r => $"{r.Key}=0x{r.Value:x}"));

    /// <summary>For example <c>0x104130 0x142a9</c>.</summary>
    public static string Words(ImmutableArray<ulong> words) => words.IsDefaultOrEmpty ? string.Empty : string.Join(' ', words.Select(word => $"0x{word:x}"));

    /// <summary>The registers that are not zero: <c>x0=0x1 x3=0x80000000</c>.</summary>
    public static string Numbered(ImmutableArray<ulong> registers) => registers.IsDefaultOrEmpty ? string.Empty : string.Join(
        ' ', registers.Select((value, i) => (value, i)).Where(r => r.value != 0).Select(r => $"x{r.i}=0x{r.value:x}"));

    /// <summary>The operands of a host's call, by name.</summary>
    public static string Operands(HostCall call) => List(Named(call).Operands);

    /// <summary>What a host's call returned beyond its result, by name.</summary>
    public static string Outputs(HostCall call) => call.Unanswered is null ? List(Named(call).Outputs) : string.Empty;

    /// <summary>A command as the specification spells it.</summary>
    public static string CommandName(RmiCommand command) => command.ToSpecName();

    // A call does not say which generation it was made in; the names of its operands are those of the first that has a command of its name.
    private static RmiReply Named(HostCall call) =>
        RmiReply.From(call, (RmiProfile.All.FirstOrDefault(profile => profile.NameOf(unchecked((uint)call.Inputs.X0)) == call.CommandName) ?? RmiProfile.V20).Commands);
}
