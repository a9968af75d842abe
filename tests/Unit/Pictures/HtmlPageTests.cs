using System.Text;
using System.Text.RegularExpressions;
using RealmTools.Pictures;

namespace RealmTools.Tests.Pictures;

public sealed class HtmlPageTests
{
    [Fact]
    public void Page_holds_everything_it_needs()
    {
        string page = Write(SampleTrees.Small());

        Assert.Empty(Regex.Matches(page, """(?:src|href)\s*=\s*["'](?!data:)""").Select(m => page.Substring(m.Index, 40)));
        Assert.DoesNotContain("url(", page);
        Assert.DoesNotContain("import ", page);
        Assert.DoesNotContain("\nexport ", page);
        Assert.DoesNotContain("http:", page);
        Assert.DoesNotContain("https:", page);
    }

    [Fact]
    public void Policy_allows_the_page_its_own_style_and_script_and_nothing_else()
    {
        string page = Write(SampleTrees.Small());

        string policy = Regex.Match(page, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value;
        Assert.StartsWith("default-src 'none';", policy);
        Assert.Contains(PageParts.HashOf(Regex.Match(page, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value), policy);
        Assert.Contains(PageParts.HashOf(Regex.Match(page, "<script>(.*?)</script>", RegexOptions.Singleline).Groups[1].Value), policy);
    }

    [Fact]
    public void Names_cannot_break_out_of_the_page()
    {
        string page = Write(SampleTrees.Small("</script><script>alert(1)</script>"));

        Assert.DoesNotContain("<script>alert", page);
        Assert.Equal(2, Regex.Count(page, "</script>"));
    }

    [Fact]
    public void Modules_import_only_what_stands_before_them_and_what_it_exports()
    {
        var exported = new Dictionary<string, string[]>();
        foreach (string module in PageParts.Modules)
        {
            string source = Source(module);
            foreach (Match import in Regex.Matches(source, """^import (.*)$""", RegexOptions.Multiline))
            {
                Match parts = Regex.Match(import.Groups[1].Value, """^\{ (.*) \} from "\./([a-z]+\.js)";$""");
                Assert.True(parts.Success && exported.ContainsKey(parts.Groups[2].Value), $"{module}: {import.Value}");
                Assert.All(parts.Groups[1].Value.Split(", "), name => Assert.Contains(name, exported[parts.Groups[2].Value]));
            }

            exported[module] = [.. Regex.Matches(source, @"^export (?:const|function|class) (\w+)", RegexOptions.Multiline).Select(m => m.Groups[1].Value)];
        }
    }

    [Fact]
    public void A_timeline_without_trees_makes_no_page() =>
        Assert.Throws<ArgumentException>(() => HtmlPage.Write(Stream.Null, new RealmTimeline("vm1", SampleTrees.Geometry)));

    private static string Write(RttSnapshot tree)
    {
        using var output = new MemoryStream();
        RttPicture.Write(output, tree, PictureFormat.Html);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static string Source(string module)
    {
        using var reader = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream($"RealmTools.Pictures.Page.{module}")!);
        return reader.ReadToEnd();
    }
}
