using System.Diagnostics;

namespace RealmTools.Tests.Agent;

/// <summary>The program <c>realm-agent</c> as its users run it.</summary>
internal static class AgentProgram
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static ProcessStartInfo Start(params IEnumerable<string> arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "realm-agent.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_NOLOGO"] = "1" },
        };

    public static async Task<(int ExitCode, string Output, string Error)> Run(params IEnumerable<string> arguments)
    {
        using Process process = Process.Start(Start(arguments))!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(s_patience);
        return (process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
    }
}
