using System.Diagnostics.CodeAnalysis;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Knows which realms exist from the calls that made and destroyed them.</summary>
/// <param name="inner">The RMM that answers.</param>
public sealed class RealmWatch(IRmm inner) : RmmDecorator(inner), IRmmReset
{
    private readonly SortedDictionary<ulong, RealmGeometry> _realms = [];
    private readonly IRmmReset? _reset = inner.As<IRmmReset>();

    /// <summary>The realms, by the address of their RD.</summary>
    public IEnumerable<RealmGeometry> Realms => _realms.Values;

    /// <summary>The realm with an RD.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryGet(ulong rd, [NotNullWhen(true)] out RealmGeometry? realm) => _realms.TryGetValue(rd, out realm);

    /// <inheritdoc/>
    public override void Call(ref RmiRegisters registers)
    {
        RmiRegisters arguments = registers;
        uint function = (uint)arguments.X0 & ~RmiFunction.SveHint;
        if (function == RmiCommand.RealmCreate.ToFunctionId())
        {
            Create(ref registers);
            return;
        }

        Inner.Call(ref registers);
        if (function == RmiCommand.RealmDestroy.ToFunctionId() && registers.Result.IsSuccess)
        {
            _realms.Remove(arguments.X1);
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _reset?.Reset();
        _realms.Clear();
    }

    /// <inheritdoc/>
    public override T? As<T>()
        where T : class => typeof(T) == typeof(IRmmReset) && _reset is null ? null : base.As<T>();

    private void Create(ref RmiRegisters registers)
    {
        ulong rd = registers.X1;
        byte[] page = new byte[Granule.Size];
        try
        {
            Inner.ReadMemory(registers.X2, page);
        }
        catch (GranuleProtectionFaultException)
        {
            // The RMM will refuse the call for the same reason.
        }

        Inner.Call(ref registers);
        if (registers.Result.IsSuccess)
        {
            var parameters = new RealmParams(page);
            _realms[rd] = new RealmGeometry(
                new PhysicalAddress(rd), (int)parameters.IpaBits, (int)parameters.StartLevel, new PhysicalAddress(parameters.RttBase));
        }
    }
}
