using System.Text;
using System.Text.RegularExpressions;

namespace RealmTools.Tests.Repository;

public sealed class SourceTextTests
{
    private const int LongestFile = 400;

    private static readonly HashSet<string> s_emptyWords = ["Util", "Utils", "Utility", "Utilities", "Helper", "Helpers", "Manager", "Common", "Misc"];

    [Fact]
    public void No_byte_order_mark() =>
        None(Texts().Where(file => File.ReadAllBytes(Checkout.PathOf(file)).AsSpan().StartsWith(Encoding.UTF8.Preamble)));

    [Fact]
    public void No_tabs() => None(Lines(Texts()).Where(at => at.Line.Contains('\t')).Select(at => at.Place));

    [Fact]
    public void No_blanks_at_the_end_of_a_line() =>
        None(Lines(Texts()).Where(at => at.Line.Length > 0 && char.IsWhiteSpace(at.Line[^1])).Select(at => at.Place));

    [Fact]
    public void No_long_files() =>
        None(Checkout.WithExtension(".cs")
            .Select(file => (file, Count: File.ReadLines(Checkout.PathOf(file)).Count()))
            .Where(at => at.Count > LongestFile)
            .Select(at => $"{at.file}: {at.Count} lines"));

    [Fact]
    public void No_type_is_named_for_nothing() =>
        None(Lines(Checkout.WithExtension(".cs"))
            .SelectMany(at => Regex.Matches(at.Line, @"\b(?:class|struct|record|interface|enum)\s+([A-Z]\w*)").Select(m => (at.Place, Name: m.Groups[1].Value)))
            .Where(at => Regex.Matches(at.Name, "[A-Z][a-z0-9]*").Any(word => s_emptyWords.Contains(word.Value)))
            .Select(at => $"{at.Place}: {at.Name}"));

    [Fact]
    public void No_machine_paths_or_registry_hosts()
    {
        var telling = new Regex(@"(^|[^A-Za-z0-9._~-])/(work|opt|root|farm)/[a-z]|https?://[^ ]*(nuget|npm|debian)");
        string[] data = [".rmi", ".gz", ".png"];

        None(Lines(Checkout.Files.Where(file => !data.Contains(Path.GetExtension(file), StringComparer.Ordinal)))
            .Where(at => telling.IsMatch(at.Line))
            .Select(at => $"{at.Place}: {at.Line.Trim()}"));
    }

    private static IEnumerable<string> Texts() => Checkout.WithExtension(".cs", ".ps1", ".psd1", ".psm1", ".ps1xml", ".md");

    private static IEnumerable<(string Place, string Line)> Lines(IEnumerable<string> files) =>
        files.SelectMany(file => File.ReadLines(Checkout.PathOf(file)).Select((line, i) => ($"{file}:{i + 1}", line)));

    private static void None(IEnumerable<string> places) => Assert.Equal([], places);
}
