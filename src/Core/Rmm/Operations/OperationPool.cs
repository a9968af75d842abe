using System.Diagnostics.CodeAnalysis;

namespace RealmTools.Rmm;

/// <summary>The contexts of stateful operations: handle = position, lowest free one first (§4.7).</summary>
internal sealed class OperationPool
{
    /// <summary>The reference's pool: 16 CPUs of 10 contexts.</summary>
    internal const int Capacity = 160;

    private readonly Operation?[] _contexts = new Operation?[Capacity];
    private int _used;

    /// <summary>Whether a context is free.</summary>
    internal bool HasFree => _used < Capacity;

    /// <summary>Seals a new operation into the lowest free context, which the caller has made sure exists.</summary>
    /// <returns>The handle.</returns>
    internal ulong Add(Operation operation)
    {
        int handle = Array.IndexOf(_contexts, null);
        _contexts[handle] = operation;
        _used++;
        return (ulong)handle;
    }

    internal bool TryGet(ulong handle, [NotNullWhen(true)] out Operation? operation)
    {
        operation = handle < Capacity ? _contexts[handle] : null;
        return operation is not null;
    }

    internal void Remove(ulong handle)
    {
        _contexts[handle] = null;
        _used--;
    }

    internal OperationPool Fork()
    {
        var copy = new OperationPool { _used = _used };
        for (int i = 0; _used != 0 && i < Capacity; i++)
        {
            copy._contexts[i] = _contexts[i]?.Clone();
        }

        return copy;
    }
}
