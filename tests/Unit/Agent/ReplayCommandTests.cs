using System.IO.Compression;
using System.Text;

namespace RealmTools.Tests.Agent;

public sealed class ReplayCommandTests : IDisposable
{
    private const string Header = "rmi-trace 1 2.0\ndram 80000000 20000000\nfeatures 104130\nboot\n";
    private const string Good = Header + "call VERSION 20000 = 0 20000 20000\ncall FEATURES = 0 104130\n";
    private const string Bad = Header + "call VERSION 20000 = 0 20000 20000\ncall FEATURES = 0 1\ncall RMM_ACTIVATE = 1\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("realmtools-replay-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Equal_traces_pass_one_line_each()
    {
        Write("b.rmi", Good);
        Write("a/c.rmi", Good);
        Write("a/notes.txt", "none");
        WriteGzip("a/d.rmi.gz", Good);

        var (exit, output, error) = await AgentProgram.Run("replay", _folder);

        Assert.Equal((0, string.Empty), (exit, error));
        Assert.Equal(
            [$"PASS {Path("a/c.rmi")}: 2 calls", $"PASS {Path("a/d.rmi.gz")}: 2 calls", $"PASS {Path("b.rmi")}: 2 calls", "3 passed, 0 failed"], Lines(output));
    }

    [Fact]
    public async Task First_mismatch_is_shown_in_full()
    {
        Write("bad.rmi", Bad);

        var (exit, output, error) = await AgentProgram.Run("replay", Path("bad.rmi"));

        Assert.Equal((1, string.Empty), (exit, error));
        Assert.Equal(
            [
                $"FAIL {Path("bad.rmi")}: 2 calls, differs at line 6",
                "    line 6: call FEATURES = 0 1",
                "    expected 0 1 (SUCCESS, value 0x1)",
                "    got      0 104130 (SUCCESS, value 0x104130)",
                "0 passed, 1 failed",
            ],
            Lines(output));
    }

    [Fact]
    public async Task Continuing_shows_every_mismatch_with_its_reason()
    {
        Write("bad.rmi", Header + "call FEATURES = 0 1\ncall REALM_CREATE 80000000 80001000 = 0\n");

        var (exit, output, _) = await AgentProgram.Run("replay", Path("bad.rmi"), "--continue");

        Assert.Equal(1, exit);
        Assert.Contains("2 calls, 2 differ", output, StringComparison.Ordinal);
        Assert.Contains("    line 6: call REALM_CREATE 80000000 80001000 = 0\n    expected 0 (SUCCESS)\n    got      b (ERROR_GLOBAL)\n    reason   SMC.rmm-not-active", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_tells_what_happened_to_the_object_before()
    {
        Write(
            "bad.rmi",
            Header + "call RMM_CONFIG_SET 80000000 = 0\ncall RMM_ACTIVATE = 0\ncall GRANULE_RANGE_DELEGATE 80001000 80002000 = 0\n"
            + "call GRANULE_RANGE_DELEGATE 80001000 80002000 = 0\n");

        var (_, output, _) = await AgentProgram.Run("replay", Path("bad.rmi"), "--history");

        Assert.Contains(
            "    history of granule 0x80001000:\n      line 7: delegated (call GRANULE_RANGE_DELEGATE 80001000 80002000 = 0)\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_behind_a_bare_tree_option_is_a_file()
    {
        Write("a.rmi", Good);

        var (exit, output, error) = await AgentProgram.Run("replay", "--tree", Path("a.rmi"));

        Assert.Equal((0, string.Empty), (exit, error));
        Assert.Contains("no realms", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_file_at_all_is_unusable_input()
    {
        var (exit, _, error) = await AgentProgram.Run("replay", "--stats");

        Assert.Equal(2, exit);
        Assert.Contains("Name at least one trace or folder.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stats_tell_the_rate()
    {
        Write("a.rmi", Good);
        Write("b.rmi", Good);

        var (_, output, _) = await AgentProgram.Run("replay", "--stats", _folder);

        Assert.All(Lines(output)[..2], line => Assert.Matches(@"^PASS .*: 2 calls in \d+\.\d ms, \d+ calls/s$", line));
        Assert.Matches(@"^all: 4 calls in \d+\.\d ms, \d+ calls/s$", Lines(output)[2]);
    }

    [Theory]
    [InlineData("call VERSION zz = 0\n", "line 5, column 14: expected a hexadecimal number")]
    [InlineData("call NONSENSE = 0\n", "line 5, column 6: expected a command name")]
    public async Task Malformed_trace_is_unusable_input(string line, string message)
    {
        Write("bad.rmi", Header + line);
        Write("good.rmi", Good);

        var (exit, output, error) = await AgentProgram.Run("replay", Path("bad.rmi"), Path("good.rmi"));

        Assert.Equal(2, exit);
        Assert.Equal("1 passed, 0 failed", Lines(output)[^1]);
        Assert.StartsWith($"{Path("bad.rmi")}, {message}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_header_file_or_trace_is_unusable_input()
    {
        Write("empty.rmi", string.Empty);
        Write("folder/notes.txt", string.Empty);

        var (exit, output, error) = await AgentProgram.Run("replay", Path("empty.rmi"), Path("folder"), Path("missing.rmi"));

        Assert.Equal((2, "0 passed, 0 failed"), (exit, Lines(output)[^1]));
        Assert.Equal(
            [
                $"{Path("empty.rmi")}, line 1, column 1: expected the header 'rmi-trace 1 PROFILE' as the first record, found the end of the line.",
                $"{Path("folder")}: no .rmi or .rmi.gz file in this folder.",
                $"{Path("missing.rmi")}: no such file or folder.",
            ],
            Lines(error));
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("replay", "--frob", "x.rmi")]
    [InlineData("replay", "--tree", "x.rmi")]
    [InlineData("frob")]
    [InlineData]
    public async Task Command_line_that_makes_no_sense_is_unusable_input(params string[] arguments)
    {
        var (exit, _, error) = await AgentProgram.Run(arguments);

        Assert.Equal(2, exit);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task Cut_trace_is_replayed_as_far_as_it_goes()
    {
        Write("cut.rmi", Good + "call RMM_CONF");

        var (exit, output, _) = await AgentProgram.Run("replay", Path("cut.rmi"));

        Assert.Equal((0, $"PASS {Path("cut.rmi")}: 2 calls, cut off after line 6"), (exit, Lines(output)[0]));
    }

    private static string[] Lines(string text) => text.TrimEnd().Split('\n');

    private string Path(string name) => System.IO.Path.Combine(_folder, name.Replace('/', System.IO.Path.DirectorySeparatorChar));

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllText(Path(name), text);
    }

    private void WriteGzip(string name, string text)
    {
        using var gzip = new GZipStream(File.Create(Path(name)), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(text));
    }
}
