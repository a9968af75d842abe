using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Pictures;

/// <summary>Tells a visitor which realm each call is about.</summary>
internal sealed class RealmCallWatch : RmmDecorator, IRmmReset
{
    private readonly RealmWatch _realms;
    private readonly RealmCallVisitor _visitor;
    private readonly Func<long> _line;
    private readonly Dictionary<ulong, TraceRealm> _byRd = [];
    private readonly Dictionary<ulong, ulong> _rdOfRec = [];

    internal RealmCallWatch(RealmWatch inner, RealmCallVisitor visitor, Func<long> line)
        : base(inner)
    {
        _realms = inner;
        _visitor = visitor;
        _line = line;
    }

    /// <inheritdoc/>
    public override void Call(ref RmiRegisters registers)
    {
        RmiRegisters arguments = registers;
        long line = _line();
        if (!Platform.Profile.Commands.TryGet((uint)arguments.X0, out RmiCommandInfo? command))
        {
            Inner.Call(ref registers);
            return;
        }

        TraceRealm? realm = IsStep(command) ? RealmOf(command, arguments) : null;
        if (realm is not null)
        {
            _visitor.Before(realm, Inner, line);
        }

        Inner.Call(ref registers);
        realm = Note(command, arguments, registers.Result, line, realm);
        if (realm is null)
        {
            _visitor.Other(command);
            return;
        }

        realm.LastLine = line;
        _visitor.After(realm, Inner, new RealmCall(command, arguments, registers.Result, line, Diagnosis(registers.Result)));
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _byRd.Clear();
        _rdOfRec.Clear();
        _realms.Reset();
    }

    /// <inheritdoc/>
    public override T? As<T>()
        where T : class => typeof(T) == typeof(IRmmReset) && _realms.As<IRmmReset>() is null ? null : base.As<T>();

    private RmiDiagnosis Diagnosis(RmiResult result) =>
        result.IsSuccess ? default : Inner.As<IRmmDiagnostics>()?.LastDiagnosis ?? default;

    // Running a REC and reading an entry leave the tree as it is.
    private static bool IsStep(RmiCommandInfo command) =>
        command.Command is not (RmiCommand.RttReadEntry or RmiCommand.RecEnter or RmiCommand.PsciComplete) && command.Inputs.Length > 0;

    private TraceRealm? RealmOf(RmiCommandInfo command, RmiRegisters arguments)
    {
        ulong rd = command.Command == RmiCommand.RecDestroy ? _rdOfRec.GetValueOrDefault(arguments.X1) : arguments.X1;
        return command.Inputs[0] == "rd" || command.Command == RmiCommand.RecDestroy ? _byRd.GetValueOrDefault(rd) : null;
    }

    private TraceRealm? Note(RmiCommandInfo command, RmiRegisters arguments, RmiResult result, long line, TraceRealm? realm)
    {
        switch (command.Command)
        {
            case RmiCommand.RealmCreate when result.IsSuccess && _realms.TryGet(arguments.X1, out RealmGeometry? geometry):
                realm = new TraceRealm(_visitor.NextNumber(), geometry, line);
                _byRd[arguments.X1] = realm;
                _visitor.Created(realm);
                break;
            case RmiCommand.RealmDestroy when result.IsSuccess:
                _byRd.Remove(arguments.X1);
                break;
            case RmiCommand.RecCreate when result.IsSuccess || result.Status == RmiStatus.Incomplete:
                _rdOfRec[arguments.X2] = arguments.X1;
                break;
        }

        return realm;
    }
}
