using System.Diagnostics;

namespace RealmTools.Trace;

/// <summary>Measures calls, unless there are too many: asking the clock twice costs as much as a short call.</summary>
/// <remarks>In a burst the first calls of each few milliseconds are measured; calls that come one by one all are.</remarks>
internal struct BurstStopwatch
{
    private const int MeasuresPerWindow = 64;
    private const int CallsPerLook = 16;

    private static readonly long s_window = Stopwatch.Frequency / 250;

    private int _left;
    private int _skipped;
    private long _tick;
    private long _windowStart;
    private long _start;

    /// <summary>Whether the next call is to be measured.</summary>
    public bool IsWorthwhile => _left > 0 || IsNextWindow();

    /// <summary>The call begins.</summary>
    public void Start()
    {
        _start = Stopwatch.GetTimestamp();
        if (_left == MeasuresPerWindow)
            _windowStart = _start;
    }

    /// <summary>The call ends.</summary>
    /// <returns>What it took, in ticks of <see cref="Stopwatch"/>.</returns>
    public long Stop()
    {
        long now = Stopwatch.GetTimestamp();
        if (--_left == 0 && now - _windowStart > s_window)
            _left = MeasuresPerWindow;
        return now - _start;
    }

    private bool IsNextWindow()
    {
        if (++_skipped % CallsPerLook != 1)
            return false;
        long tick = Environment.TickCount64;
        if (tick == _tick)
            return false;
        _tick = tick;
        _skipped = 0;
        _left = MeasuresPerWindow;
        return true;
    }
}
