using System.Runtime.CompilerServices;

namespace RealmTools.Trace;

/// <summary>A lock that costs one interlocked operation when nobody else wants it: half of what any other does. Not re-entrant.</summary>
/// <remarks>Who must wait spins shortly and then sleeps: what happens inside may take as long as an RMM elsewhere.</remarks>
internal sealed class CallGate
{
    // Leaving does not look for those who come at this very moment: they look again by themselves.
    private const int LongestNap = 1;

    private readonly object _nap = new();
    private int _isTaken;
    private int _waiting;

    /// <summary>Enters, waiting for its turn.</summary>
    /// <returns>Leaves when it is disposed of.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Stay Enter()
    {
        if (!TryEnter())
            EnterLater();
        return new Stay(this);
    }

    /// <summary>Enters if nobody is inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter() => Interlocked.CompareExchange(ref _isTaken, 1, 0) == 0;

    /// <summary>Leaves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit()
    {
        Volatile.Write(ref _isTaken, 0);
        if (_waiting != 0)
            Rouse();
    }

    private void EnterLater()
    {
        var spin = default(SpinWait);
        while (!spin.NextSpinWillYield)
        {
            spin.SpinOnce();
            if (TryEnter())
                return;
        }

        Interlocked.Increment(ref _waiting);
        try
        {
            while (!TryEnter())
            {
                lock (_nap)
                {
                    Monitor.Wait(_nap, LongestNap);
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private void Rouse()
    {
        lock (_nap)
        {
            Monitor.Pulse(_nap);
        }
    }

    /// <summary>Being inside.</summary>
    public readonly ref struct Stay(CallGate gate)
    {
        /// <summary>Leaves.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Dispose() => gate.Exit();
    }
}
