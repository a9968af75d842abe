using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RealmTools.Rmm;

namespace RealmTools.Agent;

/// <summary><c>realm-agent replay FILE|FOLDER… [--stats] [--tree [LINE]] [--continue] [--history]</c>.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("FILE|FOLDER")
        {
            Description = "Traces (.rmi, .rmi.gz), or folders that hold some.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var stats = new Option<bool>("--stats") { Description = "Tell how fast each trace was replayed." };
        var goOn = new Option<bool>("--continue") { Description = "Go on after a mismatch and show all of them." };
        var history = new Option<bool>("--history") { Description = "Tell what happened before to the object that the first mismatch is about." };
        var tree = new Option<TreePoint?>("--tree")
        {
            Description = "Show every realm's tables and the granules by state, at the end or before a line of the trace.",
            HelpName = "LINE",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = ParseTreePoint,
        };

        var command = new Command("replay", "Replays traces, each on a freshly booted simulator, and tells where the two part.") { paths, stats, goOn, history, tree };
        command.Validators.Add(result =>
        {
            if (PathsOf(result.GetValue(paths), result.GetValue(tree)).Length == 0)
            {
                result.AddError("Name at least one trace or folder.");
            }
        });
        command.SetAction((result, cancellation) =>
        {
            var replay = new ReplayRun(
                result.InvocationConfiguration.Output,
                result.InvocationConfiguration.Error,
                platform => new SimulatedRmm(platform))
            {
                ShowsRate = result.GetValue(stats),
                Continues = result.GetValue(goOn),
                ShowsHistory = result.GetValue(history),
                Tree = result.GetValue(tree),
            };
            return Task.FromResult(replay.Run(PathsOf(result.GetValue(paths), result.GetValue(tree)), cancellation));
        });
        return command;
    }

    /// <summary>The traces asked for; what follows a bare --tree is one of them unless it is a line number.</summary>
    private static string[] PathsOf(string[]? paths, TreePoint? tree) => tree?.Path is { } path ? [path, .. paths ?? []] : paths ?? [];

    private static TreePoint ParseTreePoint(ArgumentResult argument)
    {
        if (argument.Tokens.Count == 0)
        {
            return new TreePoint(0);
        }

        string text = argument.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long line) && line != 0)
        {
            return new TreePoint(line);
        }

        return new TreePoint(0, text);
    }
}
