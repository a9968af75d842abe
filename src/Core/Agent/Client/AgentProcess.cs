using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace RealmTools.Agent;

/// <summary>A program that was started to speak the protocol on its standard streams.</summary>
internal sealed partial class AgentProcess : IDisposable
{
    private const int LongestLastWords = 2000;
    private const int SigTerm = 15;

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_shortGrace = TimeSpan.FromMilliseconds(500);

    // Ctrl+C at the terminal reaches every program in the foreground. It is meant for the command that runs, not for the conversation.
    private static readonly string[] s_shield = OperatingSystem.IsWindows() ? [] : ["/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh"];

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly ManualResetEventSlim _saidAll = new();

    private AgentProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>What it says.</summary>
    public Stream Input => _process.StandardOutput.BaseStream;

    /// <summary>Takes requests.</summary>
    public Stream Output => _process.StandardInput.BaseStream;

    /// <summary>Starts a program.</summary>
    /// <exception cref="AgentException">There is no such program.</exception>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static AgentProcess Start(IReadOnlyList<string> command)
    {
        if (s_shield.Length > 0 && !IsProgram(command[0]))
            throw new AgentException($"there is no program '{command[0]}'{(command[0].Contains('/', StringComparison.Ordinal) ? string.Empty : " on PATH")}");
        string[] words = [.. s_shield, .. command];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        return new AgentProcess(Process.Start(start)!);
    }

    /// <summary>What it said on its standard error, for a message about its end; empty when nothing.</summary>
    public string LastWords()
    {
        // The end of the stream may arrive before the words that explain it.
        _saidAll.Wait(s_grace);
        lock (_errors)
        {
            return _errors.ToString().Trim();
        }
    }

    /// <summary>Its exit status, waiting a little for it; null while it runs.</summary>
    public int? ExitCode() => Quietly(() => _process.WaitForExit(s_grace)) ? _process.ExitCode : null;

    /// <summary>Ends it at once, in the way that lets it put the terminal right if it was just asking something there.</summary>
    public void End()
    {
        bool isOver = !OperatingSystem.IsWindows() && Quietly(() => _process.HasExited || (Signal(_process.Id, SigTerm) == 0 && _process.WaitForExit(s_shortGrace)));
        if (!isOver)
            Kill();
    }

    /// <summary>Lets it end by itself, its standard input being closed; kills it when it does not.</summary>
    public void Dispose()
    {
        if (!Quietly(() => _process.WaitForExit(s_grace)))
            Kill();
        _process.Dispose();
    }

    private static bool IsProgram(string name) =>
        name.Contains('/', StringComparison.Ordinal)
            ? File.Exists(name)
            : (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));

    private void Kill() => Quietly(() =>
    {
        _process.Kill(entireProcessTree: true);
        return true;
    });

    private static bool Quietly(Func<bool> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It ended by itself.
            return false;
        }
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            _saidAll.Set();
            return;
        }

        lock (_errors)
        {
            _errors.AppendLine(line);
            if (_errors.Length > LongestLastWords)
                _errors.Remove(0, _errors.Length - LongestLastWords);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
