using System.Runtime.ExceptionServices;

namespace RealmTools.Module.Commands;

/// <summary>
/// What the lanes of a command leave for the pipeline's thread to do: each lane's in its order, the lanes' as they come. When something
/// fails there or the command is stopped, nothing further is taken, and lanes that wait are let go.
/// </summary>
internal sealed class PipelineQueue(int lanes)
{
    // Enough to keep the pipeline's thread busy, little to hold while a slow command behind it works.
    private const int Capacity = 256;

    private readonly object _gate = new();
    private readonly Queue<(Action Action, bool IsOutput)> _waiting = [];
    private int _working = lanes;
    private bool _isDelivering;
    private bool _isStopped;

    /// <summary>Hands on an object. Waits while many are waiting, so that a lane does not run ahead of the pipeline.</summary>
    /// <exception cref="OperationCanceledException">The command is ending.</exception>
    public void Output(Action write)
    {
        if (!Enqueue(write, isOutput: true))
        {
            throw new OperationCanceledException();
        }
    }

    /// <summary>Tells the user something from within an operation, which goes on, also when the command is ending.</summary>
    public void Tell(Action write) => Enqueue(write, isOutput: false);

    /// <summary>Has something done and waits for it.</summary>
    /// <exception cref="OperationCanceledException">The command is ending.</exception>
    public void Do(Action action) => Ask(() =>
    {
        action();
        return true;
    });

    /// <summary>Asks something and waits for the answer; what the question throws is thrown here.</summary>
    /// <exception cref="OperationCanceledException">The command is ending.</exception>
    public T Ask<T>(Func<T> question)
    {
        T answer = default!;
        ExceptionDispatchInfo? failure = null;
        bool isAnswered = false;
        bool isTaken = Enqueue(
            () =>
            {
                try
                {
                    answer = question();
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }

                lock (_gate)
                {
                    isAnswered = true;
                    Monitor.PulseAll(_gate);
                }
            },
            isOutput: false);
        lock (_gate)
        {
            while (isTaken && !isAnswered && !_isStopped)
            {
                Monitor.Wait(_gate);
            }
        }

        failure?.Throw();
        return isAnswered ? answer : throw new OperationCanceledException();
    }

    /// <summary>Says that a lane has ended.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _working--;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes nothing further.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            _waiting.Clear();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The pipeline's thread does what the lanes leave to it, until all have ended or it is stopped.</summary>
    public void Drain()
    {
        while (Next() is { } action)
        {
            action();
        }
    }

    private Action? Next()
    {
        lock (_gate)
        {
            _isDelivering = false;
            while (_waiting.Count == 0 && _working > 0 && !_isStopped)
            {
                Monitor.Wait(_gate);
            }

            if (!_waiting.TryDequeue(out (Action Action, bool IsOutput) next))
            {
                return null;
            }

            _isDelivering = next.IsOutput;
            Monitor.PulseAll(_gate);
            return next.Action;
        }
    }

    private bool Enqueue(Action action, bool isOutput)
    {
        lock (_gate)
        {
            // While an object is delivered, commands behind this one may wait for the very host whose operation tells something.
            while (_waiting.Count >= Capacity && !_isStopped && (isOutput || !_isDelivering))
            {
                Monitor.Wait(_gate);
            }

            if (!_isStopped)
            {
                _waiting.Enqueue((action, isOutput));
                Monitor.PulseAll(_gate);
            }

            return !_isStopped;
        }
    }
}
