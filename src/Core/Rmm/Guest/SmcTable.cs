using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>The SMCs that the RMM serves to realms, by function ID.</summary>
internal sealed class SmcTable
{
    /// <summary>x0 of a function ID that nobody serves.</summary>
    internal const ulong Unknown = ulong.MaxValue;

    private const uint RsiBase = 0xC4000190;

    private readonly FrozenDictionary<uint, SmcHandler> _handlers;

    /// <summary>PSCI, SMCCC_VERSION, and the RSI commands of a generation by their offset.</summary>
    internal SmcTable(params ReadOnlySpan<(uint Offset, SmcHandler Handler)> rsi)
    {
        var handlers = new Dictionary<uint, SmcHandler>();
        foreach ((uint functionId, SmcHandler handler) in PsciCommands.Table)
        {
            handlers.Add(functionId, handler);
        }

        foreach ((uint offset, SmcHandler handler) in rsi)
        {
            handlers.Add(RsiBase + offset, handler);
        }

        _handlers = handlers.ToFrozenDictionary();
    }

    /// <summary>Finds the handler of a function ID; its upper 32 bits are ignored.</summary>
    internal bool TryGet(ulong functionId, [NotNullWhen(true)] out SmcHandler? handler)
    {
        uint given = unchecked((uint)functionId);
        uint plain = given & ~RmiFunction.SveHint;

        // The reference drops the SVE hint before it looks for RSI commands, but PSCI sees the function ID as the realm gave it.
        if (given != plain && PsciCommands.Owns(plain))
        {
            handler = null;
            return false;
        }

        return _handlers.TryGetValue(plain, out handler);
    }
}
