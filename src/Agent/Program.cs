using System.CommandLine;
using RealmTools.Agent;

var root = new RootCommand("Replays RMI traces and serves an RMM to RealmTools.");
root.Add(ReplayCommand.Create());
root.Add(ServeCommand.Create());

ParseResult result = root.Parse(args);
int status = result.Invoke();

// 1 says that a replay failed; a command line that cannot be understood is unusable input.
return result.Errors.Count > 0 ? ExitStatus.Unusable : status;
