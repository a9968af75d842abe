using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace RealmTools.Tests.Pictures.Browser;

/// <summary>A page in a tab: what its reader sees, and what the reader does with keys and mouse.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private readonly DevTools _tools;
    private readonly string _target;
    private readonly string _session;
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BrowserPage(DevTools tools, string target, string session)
    {
        _tools = tools;
        _target = target;
        _session = session;
    }

    /// <summary>Errors on the console, exceptions and violations of the content security policy.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    /// <summary>Addresses that the page asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static async Task<BrowserPage> Open(DevTools tools, Uri address, bool dark, int width, int height)
    {
        string target = (string)(await tools.Send("Target.createTarget", new JsonObject { ["url"] = "about:blank" }))["targetId"]!;
        string session = (string)(await tools.Send("Target.attachToTarget", new JsonObject { ["targetId"] = target, ["flatten"] = true }))["sessionId"]!;
        var page = new BrowserPage(tools, target, session);
        tools.Listeners[session] = page.Note;
        foreach (string domain in new[] { "Page", "Runtime", "Log", "Network" })
            await page.Send($"{domain}.enable");
        await page.Send("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        await page.UseDark(dark);
        await page.Send("Page.navigate", new JsonObject { ["url"] = address.AbsoluteUri });
        await page._loaded.Task.WaitAsync(Chromium.Patience);
        await page.Settle();
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        _tools.Listeners.TryRemove(_session, out _);
        await _tools.Send("Target.closeTarget", new JsonObject { ["targetId"] = _target });
    }

    /// <summary>The value of an expression in the page.</summary>
    public async Task<JsonNode?> Evaluate(string expression)
    {
        JsonNode answer = await Send(
            "Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true });
        Assert.True(answer["exceptionDetails"] is null, $"{expression}: {answer["exceptionDetails"]?.ToJsonString()}");
        return answer["result"]!["value"]?.DeepClone();
    }

    /// <summary>The text of an element as it is shown.</summary>
    public async Task<string> Text(string selector) => (string)(await Evaluate($"document.querySelector('{selector}').innerText"))!;

    /// <summary>Waits until what was asked for is drawn.</summary>
    public Task Settle() => Evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    public async Task Focus(string selector) => await Evaluate($"document.querySelector('{selector}').focus()");

    /// <summary>Presses keys, each by its name (<c>ArrowLeft</c>) or character.</summary>
    public async Task Press(params string[] keys)
    {
        foreach (string key in keys)
        {
            string text = key.Length == 1 ? key : key == "Enter" ? "\r" : "";
            await Send("Input.dispatchKeyEvent", Key(text.Length > 0 ? "keyDown" : "rawKeyDown", key, text));
            await Send("Input.dispatchKeyEvent", Key("keyUp", key, ""));
        }

        await Settle();
    }

    /// <summary>Types into what has the focus.</summary>
    public async Task Type(string text)
    {
        await Send("Input.insertText", new JsonObject { ["text"] = text });
        await Settle();
    }

    /// <summary>Clicks on the middle of an element.</summary>
    public async Task Click(string selector)
    {
        (double x, double y) = await PlaceIn(selector, 0.5, 0.5);
        await Mouse("mousePressed", x, y, 1);
        await Mouse("mouseReleased", x, y, 0);
        await Settle();
    }

    /// <summary>Moves the pointer to a place in an element, given as shares of its width and height.</summary>
    public async Task Hover(string selector, double right, double down)
    {
        (double x, double y) = await PlaceIn(selector, right, down);
        await Mouse("mouseMoved", x, y, 0);
        await Settle();
    }

    /// <summary>Drags from one place of an element to another.</summary>
    public async Task Drag(string selector, double from, double to)
    {
        (double start, double y) = await PlaceIn(selector, from, 0.5);
        (double end, _) = await PlaceIn(selector, to, 0.5);
        await Mouse("mousePressed", start, y, 1);
        for (int i = 1; i <= 4; i++)
            await Mouse("mouseMoved", start + ((end - start) * i / 4), y, 1);
        await Mouse("mouseReleased", end, y, 0);
        await Settle();
    }

    /// <summary>Puts two fingers on an element and moves them to other places, given as shares of its width.</summary>
    public async Task Pinch(string selector, (double Left, double Right) from, (double Left, double Right) to)
    {
        await Send("Emulation.setTouchEmulationEnabled", new JsonObject { ["enabled"] = true, ["maxTouchPoints"] = 2 });
        await Touch("touchStart", selector, from);
        for (int i = 1; i <= 4; i++)
            await Touch("touchMove", selector, (from.Left + ((to.Left - from.Left) * i / 4), from.Right + ((to.Right - from.Right) * i / 4)));
        await Send("Input.dispatchTouchEvent", new JsonObject { ["type"] = "touchEnd", ["touchPoints"] = new JsonArray() });
        await Settle();
    }

    public async Task UseDark(bool dark)
    {
        await Send("Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }),
        });
    }

    /// <summary>The colours that a canvas shows, as <c>#rrggbb</c>, of every pixel of a row or of the whole canvas.</summary>
    public async Task<HashSet<string>> ColoursOf(string canvas)
    {
        JsonNode? colours = await Evaluate(
            $$"""
            (() => {
              const canvas = document.querySelector('{{canvas}}');
              const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              const found = new Set();
              for (let i = 0; i < data.length; i += 4) {
                if (data[i + 3] === 255) found.add('#' + [0, 1, 2].map(c => data[i + c].toString(16).padStart(2, '0')).join(''));
              }
              return [...found];
            })()
            """);
        return [.. colours!.AsArray().Select(c => (string)c!)];
    }

    /// <summary>The page as a picture, for a person to look at.</summary>
    public async Task<byte[]> Screenshot() =>
        Convert.FromBase64String((string)(await Send("Page.captureScreenshot", new JsonObject { ["format"] = "png" }))["data"]!);

    private Task<JsonNode> Send(string method, JsonObject? parameters = null) => _tools.Send(method, parameters, _session);

    private async Task<(double X, double Y)> PlaceIn(string selector, double right, double down)
    {
        JsonNode box = (await Evaluate(
            $"(() => {{ const e = document.querySelector('{selector}'); e.scrollIntoView({{ block: 'nearest' }}); const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; }})()"))!;
        double[] numbers = [.. box.AsArray().Select(n => (double)n!)];
        return (numbers[0] + (right * numbers[2]), numbers[1] + (down * numbers[3]));
    }

    private async Task Touch(string type, string selector, (double Left, double Right) fingers)
    {
        (double left, double y) = await PlaceIn(selector, fingers.Left, 0.5);
        (double right, _) = await PlaceIn(selector, fingers.Right, 0.5);
        var points = new JsonArray(
            new JsonObject { ["x"] = left, ["y"] = y, ["id"] = 1 },
            new JsonObject { ["x"] = right, ["y"] = y, ["id"] = 2 });
        await Send("Input.dispatchTouchEvent", new JsonObject { ["type"] = type, ["touchPoints"] = points });
    }

    private Task<JsonNode> Mouse(string type, double x, double y, int buttons) => Send("Input.dispatchMouseEvent", new JsonObject
    {
        ["type"] = type,
        ["x"] = x,
        ["y"] = y,
        ["button"] = type == "mouseMoved" && buttons == 0 ? "none" : "left",
        ["buttons"] = buttons,
        ["clickCount"] = type == "mouseMoved" ? 0 : 1,
    });

    private static JsonObject Key(string type, string key, string text) => new()
    {
        ["type"] = type,
        ["key"] = key,
        ["code"] = key,
        ["text"] = text,
        ["windowsVirtualKeyCode"] = key switch
        {
            "Enter" => 13,
            "Escape" => 27,
            "End" => 35,
            "Home" => 36,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            "Tab" => 9,
            _ => 0,
        },
    };

    private void Note(string method, JsonNode parameters)
    {
        switch (method)
        {
            case "Page.loadEventFired":
                _loaded.TrySetResult();
                break;
            case "Runtime.exceptionThrown":
                Errors.Enqueue(parameters["exceptionDetails"]!.ToJsonString());
                break;
            case "Runtime.consoleAPICalled" when (string?)parameters["type"] is "error" or "warning" or "assert":
                Errors.Enqueue(parameters["args"]!.ToJsonString());
                break;
            case "Log.entryAdded" when (string?)parameters["entry"]!["level"] is "error" or "warning":
                Errors.Enqueue(parameters["entry"]!.ToJsonString());
                break;
            case "Network.requestWillBeSent":
                Requests.Enqueue((string)parameters["request"]!["url"]!);
                break;
        }
    }
}
