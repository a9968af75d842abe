using System.CommandLine;

return new RootCommand("Replays RMI traces and serves an RMM to RealmTools.").Parse(args).Invoke();
