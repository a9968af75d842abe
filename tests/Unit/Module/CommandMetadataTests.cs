using System.Text.RegularExpressions;
using RealmTools.HelpCompiler;
using RealmTools.Tests.Repository;

namespace RealmTools.Tests.Module;

public sealed class CommandMetadataTests
{
    private static readonly string[] s_changingVerbs =
        ["Add", "Disconnect", "Export", "Merge", "New", "Remove", "Restore", "Set", "Split", "Start", "Stop"];

    // These make an object and change nothing.
    private static readonly string[] s_harmless = ["New-RealmAction"];

    private static IReadOnlyList<CommandSurface> Commands => ModuleAssembly.Commands;

    [Fact]
    public void There_are_commands() => Assert.NotEmpty(Commands);

    [Fact]
    public void Verbs_are_approved() =>
        None(Commands.Where(c => !ModuleAssembly.ApprovedVerbs.Contains(c.Verb)).Select(c => c.Name));

    [Fact]
    public void Manifest_exports_the_commands_there_are()
    {
        string manifest = File.ReadAllText(Checkout.PathOf("RealmTools.psd1"));
        string exports = Regex.Match(manifest, @"CmdletsToExport\s*=\s*@\(([^)]*)\)").Groups[1].Value;

        Assert.Equal(
            Commands.Select(c => c.Name).Order(StringComparer.Ordinal),
            Regex.Matches(exports, "'([^']+)'").Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Classes_are_sealed_and_named_for_their_command_and_stand_in_a_file_of_their_own() =>
        None(ModuleAssembly.Classes
            .Where(c => !c.IsSealed
                || c.ClassName != $"{c.CommandName.Replace("-", "")}Command"
                || !Checkout.Files.Any(f => f.StartsWith("src/Module/Commands/") && f.EndsWith($"/{c.ClassName}.cs")))
            .Select(c => $"{c.CommandName}: {c.ClassName}"));

    [Fact]
    public void What_changes_something_can_be_rehearsed() =>
        None(Commands.Where(c => s_changingVerbs.Contains(c.Verb) && !c.SupportsShouldProcess).Select(c => c.Name).Except(s_harmless));

    [Fact]
    public void What_only_looks_does_not_ask() =>
        None(Commands.Where(c => c.Verb is "Get" or "Test" or "Find" or "Compare" or "Import" && c.SupportsShouldProcess).Select(c => c.Name));

    [Fact]
    public void Force_comes_with_a_question_to_skip() =>
        None(Commands.Where(c => c.Parameters.Any(p => p.Name == "Force") && !c.SupportsShouldProcess).Select(c => c.Name));

    [Fact]
    public void Every_parameter_says_what_it_is_for() =>
        None(Commands.SelectMany(c => c.Parameters
            .Where(p => p.Sets.Any(s => string.IsNullOrWhiteSpace(s.HelpMessage)))
            .Select(p => $"{c.Name} -{p.Name}")));

    [Fact]
    public void Commands_say_what_they_return() =>
        None(Commands.Where(c => c.OutputTypes.Count == 0).Select(c => c.Name));

    [Fact]
    public void No_two_positional_parameters_of_a_set_share_a_place() =>
        None(Commands.SelectMany(c => c.ParameterSets
            .SelectMany(set => c.InSet(set).Where(p => p.Facts.Position is not null).GroupBy(p => p.Facts.Position).Where(g => g.Count() > 1)
                .Select(g => $"{c.Name}, set {set}, position {g.Key}: {string.Join(", ", g.Select(p => p.Parameter.Name))}"))));

    private static void None(IEnumerable<string> findings) => Assert.Equal([], findings);
}
