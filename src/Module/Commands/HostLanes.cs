using System.Collections.Concurrent;
using System.Globalization;
using System.Management.Automation.Runspaces;
using System.Runtime.ExceptionServices;
using RealmTools.Module.Session;

namespace RealmTools.Module.Commands;

/// <summary>Runs the lanes of a command on threads of their own: calls wait for machines, which the thread pool is not for.</summary>
internal static class HostLanes
{
    /// <summary>The most hosts at a time, unless told otherwise: as Invoke-Command has it.</summary>
    public const int DefaultThrottleLimit = 32;

    /// <summary>
    /// Does work on hosts at once and returns when all is done. What ends the command in one lane or on the pipeline's thread ends the other
    /// lanes after the RMI call each is in.
    /// </summary>
    /// <param name="work">Hosts by name, and what to do on each.</param>
    /// <param name="throttleLimit">The most hosts at a time.</param>
    /// <param name="cancellation">Cancelled when the pipeline is stopped.</param>
    /// <exception cref="OperationCanceledException">The pipeline was stopped.</exception>
    public static void Run(IEnumerable<(string Host, Action Work)> work, int throttleLimit, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        (string Host, Action Work)[] all = [.. work];
        var pipeline = new PipelineQueue(all.Length);
        using CancellationTokenRegistration stopping = stop.Token.UnsafeRegister(static queue => ((PipelineQueue)queue!).Stop(), pipeline);
        var lanes = new ConcurrentQueue<(HostLane Lane, Action Work)>(
            all.Select((one, i) => (new HostLane(one.Host, i + 1, pipeline, stop.Token), one.Work)));
        ExceptionDispatchInfo? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, Math.Min(throttleLimit, all.Length)).Select(_ => Start(lanes, RealmSession.Current, End))];
        try
        {
            pipeline.Drain();
        }
        catch
        {
            stop.Cancel();
            throw;
        }
        finally
        {
            Array.ForEach(threads, static thread => thread.Join());
        }

        failure?.Throw();
        cancellation.ThrowIfCancellationRequested();

        void End(Exception? e)
        {
            if (e is not null)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                stop.Cancel();
            }

            pipeline.Leave();
        }
    }

    private static Thread Start(ConcurrentQueue<(HostLane Lane, Action Work)> lanes, RealmSession session, Action<Exception?> end)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo language = CultureInfo.CurrentUICulture;
        var thread = new Thread(() =>
        {
            CultureInfo.CurrentCulture = culture;
            CultureInfo.CurrentUICulture = language;
            session.Adopt();
            while (lanes.TryDequeue(out (HostLane Lane, Action Work) next))
            {
                Exception? failure = null;
                try
                {
                    next.Lane.Cancellation.ThrowIfCancellationRequested();
                    next.Lane.Run(next.Work);
                }
                catch (Exception e)
                {
                    failure = e;
                }

                end(failure);
            }

            // The one that a fault's script block may have needed.
            Runspace.DefaultRunspace?.Dispose();
        })
        {
            IsBackground = true,
            Name = "host lane",
        };
        thread.Start();
        return thread;
    }
}
