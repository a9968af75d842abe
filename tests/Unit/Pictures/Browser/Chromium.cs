using System.Diagnostics;

namespace RealmTools.Tests.Pictures.Browser;

/// <summary>A headless browser with an empty profile, shared by the tests of a class and ended with them.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Announcement = "DevTools listening on ";

    private static readonly string[] s_flags =
    [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-port=0",
    ];

    private readonly string _profile = Directory.CreateTempSubdirectory("realmtools-chromium-").FullName;
    private Process? _process;
    private DevTools? _tools;

    internal static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2);

    public async Task InitializeAsync()
    {
        if (ChromiumProgram.File is null)
            return;
        var start = new ProcessStartInfo(ChromiumProgram.File, [.. s_flags, $"--user-data-dir={_profile}", "about:blank"]) { RedirectStandardError = true };
        _process = Process.Start(start)!;
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
                address.TrySetException(new InvalidOperationException("Chromium ended before it could be reached."));
            else if (line.Data.StartsWith(Announcement, StringComparison.Ordinal))
                address.TrySetResult(new Uri(line.Data[Announcement.Length..]));
        };
        _process.BeginErrorReadLine();
        _tools = await DevTools.Connect(await address.Task.WaitAsync(Patience));
    }

    public async Task DisposeAsync()
    {
        if (_tools is not null)
            await _tools.DisposeAsync();
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync().WaitAsync(Patience);
            _process.Dispose();
        }

        Directory.Delete(_profile, recursive: true);
    }

    /// <summary>Opens a file in a tab of its own.</summary>
    internal async Task<BrowserPage> Open(string file, bool dark = false, int width = 1440, int height = 960) =>
        await BrowserPage.Open(_tools!, new Uri(file), dark, width, height);
}
