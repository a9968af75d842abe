using RealmTools.Pictures;

namespace RealmTools.Tests.Pictures.Browser;

/// <summary>The page as its reader meets it, in a real browser.</summary>
public sealed class PageTests(Chromium browser) : IClassFixture<Chromium>, IDisposable
{
    private const string TableLight = "#3f6fb5";
    private const string TableDark = "#6d9ee6";
    private const string AssignedRamLight = "#0b8a68";

    private readonly string _folder = Directory.CreateTempSubdirectory("realmtools-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [BrowserFact]
    public async Task Opens_without_errors_and_asks_for_nothing_but_itself()
    {
        await using BrowserPage page = await Open(SampleTrees.Teardown());

        Assert.Empty(page.Errors);
        Assert.All(page.Requests, address => Assert.True(address.StartsWith("file:", StringComparison.Ordinal) || address.StartsWith("data:", StringComparison.Ordinal), address));
        Assert.Equal("vm1", await page.Text("h1"));
        Assert.Contains("2 root tables at 0x8000a000", await page.Text("#facts"));
    }

    [BrowserFact]
    public async Task Map_shows_the_kinds_of_the_tree_in_their_colours()
    {
        await using BrowserPage page = await Open(SampleTrees.Small());

        HashSet<string> colours = await page.ColoursOf("#map");

        Assert.Contains(TableLight, colours);
        Assert.Contains(AssignedRamLight, colours);
        Assert.Contains("#d39b00", colours);
        Assert.Contains("#7442c8", colours);
        Assert.Contains("Assigned, RAM\n17.2 MiB", await page.Text("#legend"));
    }

    [BrowserFact]
    public async Task Follows_the_reader_from_light_to_dark()
    {
        await using BrowserPage page = await Open(SampleTrees.Small());
        Assert.Contains(TableLight, await page.ColoursOf("#map"));

        await page.UseDark(true);
        await page.Settle();

        HashSet<string> colours = await page.ColoursOf("#map");
        Assert.Contains(TableDark, colours);
        Assert.DoesNotContain(TableLight, colours);
        Assert.Equal("rgb(13, 18, 24)", (string?)await page.Evaluate("getComputedStyle(document.body).backgroundColor"));
    }

    [BrowserFact]
    public async Task Search_finds_the_entry_that_translates_an_IPA()
    {
        await using BrowserPage page = await Open(SampleTrees.Small());

        await Find(page, "0x81005000");

        Assert.Contains("IPA 0x81005000 is translated at level 3", await page.Text("#hits"));
        Assert.Equal("0x81005000-0x81006000", await page.Text("#details h2"));
        Assert.Contains("0x8a005000", await page.Text("#details"));
        Assert.Contains("0x81000000-0x8112c000", await page.Text("#list [aria-selected=true]"));
        Assert.Contains("#d6006c", await page.ColoursOf("#map"));
    }

    [BrowserFact]
    public async Task Search_takes_decimal_numbers_and_units()
    {
        await using BrowserPage page = await Open(SampleTrees.Small());

        await Find(page, "2164277248");
        Assert.Equal("0x81004000-0x81005000", await page.Text("#details h2"));

        await Find(page, "ipa 2 GiB");
        Assert.Equal("0x80000000-0x80200000", await page.Text("#details h2"));
    }

    [BrowserFact]
    public async Task Search_finds_memory_and_tables_by_PA()
    {
        await using BrowserPage page = await Open(SampleTrees.Small());

        await Find(page, "0x8c003010");
        Assert.StartsWith("1 of 2", await page.Text("#hits"));
        await page.Press("Enter");
        Assert.Contains("2 of 2: PA 0x8c003010 is mapped at IPA 0x8080003010", await page.Text("#hits"));
        Assert.Equal("0x8080003000-0x8080004000", await page.Text("#details h2"));

        await Find(page, "pa 0x90001000");
        Assert.Contains("is the level 3 table of IPA 0x81000000", await page.Text("#hits"));

        await Find(page, "pa 0x8000a008");
        Assert.Contains("root table 0", await page.Text("#hits"));
    }

    [BrowserFact]
    public async Task Search_says_why_it_finds_nothing()
    {
        await using BrowserPage page = await Open(SampleTrees.Small());

        await Find(page, "0x10000000000");
        Assert.Contains("beyond the realm", await page.Text("#hits"));

        await Find(page, "vm<b>2");
        Assert.Contains("'vm<b>2' is no address", await page.Text("#hits"));
        Assert.Empty(page.Errors);
    }

    [BrowserFact]
    public async Task Arrow_keys_walk_the_tree()
    {
        await using BrowserPage page = await Open(SampleTrees.Small());
        await page.Focus("#map");

        await page.Press("ArrowRight", "ArrowRight");
        Assert.Contains("level 1", await page.Text("#details"));
        Assert.StartsWith("0x80000000-", await page.Text("#details h2"));

        await page.Press("ArrowDown", "ArrowRight", "ArrowDown", "ArrowRight");
        Assert.Equal("0x8112c000-0x8112d000", await page.Text("#details h2"));
        Assert.Contains("Unassigned, DESTROYED", await page.Text("#status"));

        await page.Press("ArrowUp");
        Assert.Contains("level 2", await page.Text("#details p"));

        await page.Press("Escape");
        Assert.Equal("No entry selected", await page.Text("#details h2"));
    }

    [BrowserFact]
    public async Task Tab_reaches_search_buttons_map_and_list()
    {
        await using BrowserPage page = await Open(SampleTrees.Small());
        var reached = new List<string>();
        for (int i = 0; i < 9; i++)
        {
            await page.Press("Tab");
            reached.Add((string)(await page.Evaluate("document.activeElement.id || document.activeElement.type"))!);
        }

        Assert.Equal(["query", "submit", "log", "linear", "out", "fit", "in", "map", "list"], reached);
    }

    [BrowserFact]
    public async Task Hovering_tells_the_entry_and_zooming_keeps_it()
    {
        await using BrowserPage page = await Open(SampleTrees.Small());

        await page.Hover("#map", 0.35, 0.3);
        string wide = await page.Text("#tip");
        Assert.Contains("level 1, Table, 1 GiB", wide);

        await Find(page, "ipa 0x81005000");
        await page.Focus("#map");
        await page.Press("+", "+", "+", "+", "+");
        await page.Hover("#map", 0.5, 0.95);
        Assert.Contains("level 3, Assigned, RAM", await page.Text("#tip"));

        await page.Press("0");
        await page.Hover("#map", 0.35, 0.31);
        Assert.Equal(wide, await page.Text("#tip"));
    }

    [BrowserFact]
    public async Task Dragging_moves_the_map()
    {
        await using BrowserPage page = await Open(SampleTrees.Small());
        await page.Focus("#map");
        await page.Press("+", "+", "+");
        await page.Hover("#map", 0.5, 0.3);
        string before = await page.Text("#tip");

        await page.Drag("#map", 0.9, 0.1);
        await page.Hover("#map", 0.5, 0.31);

        Assert.NotEqual(before, await page.Text("#tip"));
    }

    [BrowserFact]
    public async Task Two_fingers_zoom_and_move_the_map()
    {
        await using BrowserPage page = await Open(SampleTrees.Small());
        await page.Focus("#map");
        await page.Press("l");
        await page.Hover("#map", 0.5, 0.3);
        string before = await page.Text("#tip");

        await page.Pinch("#map", (0.45, 0.55), (0.1, 0.9));
        await page.Hover("#map", 0.9, 0.3);
        string after = await page.Text("#tip");
        await page.Pinch("#map", (0.1, 0.9), (0.45, 0.55));
        await page.Hover("#map", 0.5, 0.3);

        Assert.NotEqual(before, after);
        Assert.Equal(before, await page.Text("#tip"));
        Assert.Equal("No entry selected", await page.Text("#details h2"));
        Assert.Empty(page.Errors);
    }

    [BrowserFact]
    public async Task Linear_scale_is_true_to_size()
    {
        await using BrowserPage page = await Open(SampleTrees.Small());

        await page.Focus("#map");
        await page.Press("l");
        await page.Hover("#map", 0.3, 0.3);

        Assert.Contains("0xc0000000-0x8000000000", await page.Text("#tip"));
        Assert.Equal("true", (string?)await page.Evaluate("document.getElementById('linear').getAttribute('aria-pressed')"));
    }

    [BrowserFact]
    public async Task Slider_moves_through_the_steps()
    {
        await using BrowserPage page = await Open(SampleTrees.Teardown());
        Assert.Equal("0 of 4", await page.Text("#position"));
        Assert.Contains("17.2 MiB", await page.Text("#totals"));

        await page.Focus("#slider");
        await page.Press("ArrowRight");

        Assert.Equal("1 of 4", await page.Text("#position"));
        Assert.Contains("RTT_DATA_UNMAP ×312", await page.Text("#step"));
        Assert.Contains("32 KiB", await page.Text("#totals"));
        Assert.Contains("#d6006c", await page.ColoursOf("#map"));

        await page.Press("End");
        Assert.Contains("REALM_DESTROY", await page.Text("#step"));
        Assert.Equal("", await page.Text("#rows"));
        Assert.Empty(page.Errors);
    }

    [BrowserFact]
    public async Task Before_and_after_show_both_sides_of_a_step()
    {
        await using BrowserPage page = await Open(SampleTrees.Teardown());
        await page.Press("]");
        await Find(page, "ipa 0x80000000");
        Assert.Contains("Unassigned, DESTROYED", await page.Text("#details"));

        await page.Press("Escape");
        await page.Focus("#map");
        await page.Press("b");
        await Find(page, "ipa 0x80000000");
        Assert.Contains("Assigned, RAM", await page.Text("#details"));

        await page.Click("#after");
        Assert.Contains("Unassigned, DESTROYED", await page.Text("#details"));
    }

    [BrowserFact]
    public async Task Only_what_a_step_changed_is_marked()
    {
        await using BrowserPage page = await Open(SampleTrees.Teardown());

        await page.Press("]", "]");

        Assert.Contains("ERROR_RTT(2)", await page.Text("#step .failed"));
        Assert.DoesNotContain("#d6006c", await page.ColoursOf("#map"));
    }

    [BrowserFact]
    public async Task Answers_with_a_hundred_thousand_entries()
    {
        var timeline = new RealmTimeline(SampleTrees.Scattered(100_000));
        timeline.Add(new TimelineStep("REALM_DESTROY"), []);
        await using BrowserPage page = await Open(timeline);
        Assert.Contains("100,041", await page.Text("#totals"));

        await Find(page, "ipa 0x13579000");
        Assert.Equal("0x13579000-0x1357a000", await page.Text("#details h2"));
        Assert.Contains("0x13579000", await page.Text("#list [aria-selected=true]"));

        await page.Focus("#list");
        await page.Press("End");
        Assert.Contains("0x800000000000-0x1000000000000", await page.Text("#list [aria-selected=true]"));
        Assert.InRange((int)(await page.Evaluate("document.querySelectorAll('#rows > *').length"))!, 1, 200);

        await page.Focus("#slider");
        await page.Press("ArrowRight");
        Assert.Equal("1 of 1", await page.Text("#position"));
        await page.Press("ArrowLeft");
        Assert.Contains("100,041", await page.Text("#totals"));
        Assert.Empty(page.Errors);
    }

    private Task<BrowserPage> Open(RttSnapshot tree) => Open(new RealmTimeline(tree));

    private async Task<BrowserPage> Open(RealmTimeline timeline)
    {
        string file = Path.Combine(_folder, "page.html");
        await using (FileStream output = File.Create(file))
            HtmlPage.Write(output, timeline);
        return await browser.Open(file);
    }

    private static async Task Find(BrowserPage page, string text)
    {
        await page.Press("Escape");
        await page.Evaluate("document.activeElement.blur()");
        await page.Press("/");
        await page.Type(text);
        await page.Press("Enter");
    }
}
