using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>Shows how far a long operation is: not before half a second, at most five times a second, with rate and time left.</summary>
/// <param name="command">The command.</param>
/// <param name="lane">The host's lane, where the command works on several: each has a bar of its own.</param>
internal sealed class ProgressDisplay(RealmCommand command, HostLane? lane = null) : IProgress<HostProgress>
{
    private const int ActivityId = 0x7EA1;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(0.2);

    private readonly int _id = ActivityId + (lane?.Number ?? 0);
    private string _activity = string.Empty;
    private long _started;
    private long _shown;
    private bool _isShowing;

    public void Report(HostProgress value)
    {
        if (value.Activity != _activity)
        {
            Complete();
            _activity = value.Activity;
            _started = _shown = Stopwatch.GetTimestamp();
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(_started);
        if (elapsed >= s_patience && Stopwatch.GetElapsedTime(_shown) >= s_interval)
        {
            _shown = Stopwatch.GetTimestamp();
            _isShowing = true;
            command.WriteDuringOperation(() => command.WriteProgress(Describe(value, elapsed)));
        }
    }

    public void Complete()
    {
        if (_isShowing)
        {
            _isShowing = false;
            command.WriteProgress(new ProgressRecord(_id, NameOf(_activity), "done") { RecordType = ProgressRecordType.Completed });
        }

        _activity = string.Empty;
    }

    private string NameOf(string activity) => lane?.Say(activity) ?? activity;

    private ProgressRecord Describe(HostProgress value, TimeSpan elapsed)
    {
        double rate = value.Done / elapsed.TotalSeconds;
        string status = value.IsBytes
            ? $"{new ByteSize(value.Done)} of {new ByteSize(value.Total)}, {new ByteSize((ulong)rate)}/s"
            : string.Create(CultureInfo.InvariantCulture, $"{value.Done} of {value.Total}, {rate:0}/s");
        return new ProgressRecord(_id, NameOf(value.Activity), status)
        {
            PercentComplete = value.Percent,
            SecondsRemaining = rate > 0 && value.Total > value.Done ? (int)Math.Min(int.MaxValue, (value.Total - value.Done) / rate) : -1,
        };
    }
}
