using System.Buffers.Binary;
using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Tests.Rmm;

/// <summary>
/// A host that makes calls at random. Most operands are what the command asks for, drawn from a small pool so that aliases are frequent;
/// the rest are operands of another kind or nonsense. The same seed gives the same calls.
/// </summary>
internal sealed class HostileHost
{
    private const ulong Base = 0x8000_0000;
    private const int GranuleCount = 96;
    private const ulong ParamsPage = Base + (250 * Granule.Size);
    private const ulong RecPage = Base + (251 * Granule.Size);
    private const ulong ListPage = Base + (252 * Granule.Size);
    private const ulong RunPage = Base + (253 * Granule.Size);
    private const ulong SourcePage = Base + (254 * Granule.Size);
    private const int NonsenseIn = 24;

    private static readonly ulong[] s_nonsense = [0, 1, 8, 0x1000, 0x7000_0000, 0x9000_0000, 0xA000_0000, ulong.MaxValue, 0xFFFF_FFFF_FFFF_F000, 1ul << 63, 1ul << 48];
    private static readonly RmiCommand[] s_favourites20 =
    [
        RmiCommand.RealmCreate, RmiCommand.RttCreate, RmiCommand.RttCreate, RmiCommand.RttDataMap, RmiCommand.RttDataMap, RmiCommand.RttInitRipas,
        RmiCommand.RttUnprotMap, RmiCommand.OpMemDonate, RmiCommand.OpMemReclaim, RmiCommand.OpContinue, RmiCommand.OpContinue, RmiCommand.RttAuxCreate,
        RmiCommand.RttAuxMapProtected, RmiCommand.RttDataUnmap, RmiCommand.RttFold, RmiCommand.RttDestroy, RmiCommand.RecEnter,
    ];

    private static readonly RmiCommand[] s_favourites10 =
    [
        RmiCommand.RealmCreate, RmiCommand.RttCreate, RmiCommand.RttCreate, RmiCommand.DataCreate, RmiCommand.DataCreateUnknown, RmiCommand.RttInitRipas,
        RmiCommand.RttMapUnprotected, RmiCommand.RecCreate, RmiCommand.RecCreate, RmiCommand.DataDestroy, RmiCommand.RttFold, RmiCommand.RttDestroy,
        RmiCommand.RecEnter, RmiCommand.RealmActivate,
    ];

    private readonly Random _random;
    private readonly SimulatedRmm _rmm;
    private readonly RmiCommandTable _commands;
    private readonly RmiCommand[] _favourites;

    internal HostileHost(SimulatedRmm rmm, int seed)
    {
        _rmm = rmm;
        _random = new Random(seed);
        _commands = rmm.Platform.Profile.Commands;
        _favourites = rmm.Platform.Profile == RmiProfile.V10 ? s_favourites10 : s_favourites20;
        rmm.RmmActivate();
        for (int i = 0; i < GranuleCount; i++)
        {
            ulong granule = Base + ((ulong)i * Granule.Size);
            rmm.GranuleRangeDelegate(granule, granule + Granule.Size);
            rmm.Call(RmiCommand.GranuleDelegate, granule);
        }

        if (_random.Next(2) == 0)
        {
            BuildRealm();
        }
    }

    /// <summary>A realm with tables, memory and two RECs, half of the time active: from there calls get further.</summary>
    private void BuildRealm()
    {
        ulong rd = At(0);
        WriteRealmParams(plain: true, At(2));
        _rmm.RealmCreate(rd, ParamsPage);
        _rmm.RttCreate(rd, At(4), 0, 2);
        _rmm.RttCreate(rd, At(5), 0, 3);
        _rmm.RttCreate(rd, At(6), 1ul << 39, 2);
        _rmm.RttInitRipas(rd, 0, 4 * Granule.Size);
        _rmm.RttDataMap(rd, 0, 2 * Granule.Size, new RttRangeFlags(OutputAddressType.Single), At(8) | (2 << 2));
        for (int i = 0; i < 2; i++)
        {
            byte[] page = new byte[(int)Granule.Size];
            _ = new RecParams(page) { Flags = RecParams.Runnable, Mpidr = RecParams.MpidrOf(i) };
            _rmm.WriteMemory(RecPage, page);
            _rmm.RecCreate(rd, At(10 + i), RecPage);
            _rmm.WriteMemory(ListPage, BitConverter.GetBytes(At(16 + (16 * i)) | (16 << 2)));
            _rmm.OpMemDonate(0, ListPage, 1);
            _rmm.OpContinue(0);
        }

        if (_random.Next(2) == 0)
        {
            _rmm.RealmActivate(rd);
        }
    }

    private static ulong At(int granule) => Base + ((ulong)granule * Granule.Size);

    /// <summary>Makes a call; now and then writes one of the pages that calls read, or queues something for the realm to do.</summary>
    internal RmiRegisters Step()
    {
        if (_random.Next(4) == 0)
        {
            WritePage();
        }

        if (_random.Next(16) == 0)
        {
            _rmm.Enqueue(Action());
        }

        if (_random.Next(32) == 0)
        {
            ulong rec = OfState(GranuleState.Rec);
            _ = _random.Next(2) == 0 ? _rmm.HoldRec(rec) : _rmm.ReleaseRec(rec);
        }

        RmiRegisters registers = _random.Next(64) == 0 ? new RmiRegisters((ulong)_random.NextInt64()) : MakeCall(PickCommand());
        _rmm.Call(ref registers);
        return registers;
    }

    private RmiCommandInfo PickCommand()
    {
        if (_random.Next(5) == 0)
        {
            return _commands.Commands[_random.Next(_commands.Commands.Length)];
        }

        _ = _commands.TryGet(_favourites[_random.Next(_favourites.Length)].ToFunctionId(), out RmiCommandInfo? info);
        return info!;
    }

    private RmiRegisters MakeCall(RmiCommandInfo command)
    {
        var registers = new RmiRegisters(command.Command);
        ulong last = 0;
        for (int i = 0; i < command.Inputs.Length; i++)
        {
            last = _random.Next(NonsenseIn) == 0 ? Nonsense() : Operand(command, command.Inputs[i], last);
            registers[i + 1] = last;
        }

        return registers;
    }

    private ulong Operand(RmiCommandInfo command, string name, ulong last) => name switch
    {
        "rd" => command.Command == RmiCommand.RealmCreate ? OfState(GranuleState.Delegated) : OfState(GranuleState.Rd),
        "rec" or "calling_rec" or "target_rec" => command.Command == RmiCommand.RecCreate ? OfState(GranuleState.Delegated) : OfState(GranuleState.Rec),
        "rtt" or "data" or "pdev" or "vdev" => OfState(GranuleState.Delegated),
        "params" => command.Command == RmiCommand.RecCreate ? RecPage : ParamsPage,
        "config" => ParamsPage,
        "run" => RunPage,
        "src" => SourcePage,
        "list" => ListPage + (8 * (ulong)_random.Next(3)),
        "count" => (ulong)_random.Next(20),
        "handle" => (ulong)_random.Next(3),
        "index" => (ulong)_random.Next(3),
        "status" => _random.Next(3) == 0 ? unchecked((ulong)-3L) : 0,
        "level" => (ulong)_random.Next(1, 4),
        "ipa" => AlignedIpa(),
        "base" => command.Name.StartsWith("GRANULE", StringComparison.Ordinal) ? Address() : AlignedIpa(),
        "top" => last + Length(command),
        "desc" => (Descriptor() & ~0xFFFul) | ((ulong)_random.Next(64) << 2),
        "flags" => (ulong)_random.Next(3) | (ulong)(_random.Next(2) == 0 ? 8 : 0) | 0x180000,
        "oaddr" => _random.Next(3) == 0 ? ListPage : Descriptor(),
        _ => Address(),
    };

    private ulong Length(RmiCommandInfo command) =>
        command.Name.StartsWith("GRANULE", StringComparison.Ordinal) || _random.Next(3) != 0 ? Granule.Size << _random.Next(4) : 1ul << _random.Next(20, 32);

    private RealmAction Action() => _random.Next(6) switch
    {
        0 => RealmAction.Irq,
        1 => RealmAction.Sync((0x24ul << 26) | (1ul << 24) | 7, 0, AlignedIpa() >> 8),
        2 => RealmAction.Smc(0xC4000197, AlignedIpa(), AlignedIpa() + 0x4000, (ulong)_random.Next(3), 1),
        3 => RealmAction.Smc(0xC4000199, AlignedIpa()),
        4 => RealmAction.Smc(0xC4000003, (ulong)_random.Next(3), 0x1000, 5),
        _ => RealmAction.Smc(0xC4000190 + (ulong)_random.Next(0x20), Nonsense(), AlignedIpa(), (ulong)_random.Next(4)),
    };

    private void WritePage()
    {
        try
        {
            switch (_random.Next(4))
            {
                case 0: WriteRealmParams(plain: false, OfState(GranuleState.Delegated)); break;
                case 1: WriteRecParams(); break;
                case 2: WriteList(); break;
                default: _rmm.WriteMemory(RunPage, BitConverter.GetBytes((ulong)_random.Next(256))); break;
            }
        }
        catch (GranuleProtectionFaultException)
        {
            // The pages themselves may have been delegated: then the calls that read them must refuse.
        }
    }

    private void WriteRealmParams(bool plain, ulong roots)
    {
        byte[] page = new byte[(int)Granule.Size];
        bool planes = !plain && _random.Next(2) == 0;
        int width = plain ? 40 : _random.Next(3) switch { 0 => 33, 1 => 39, _ => 40 };
        var view = new RealmParams(page)
        {
            Flags0 = (ulong)(!plain && _random.Next(8) == 0 ? _random.Next(512) : 0),
            IpaBits = (uint)width,
            Breakpoints = 1,
            Watchpoints = 1,
            HashAlgorithm = (RealmHashAlgorithm)_random.Next(3),
            RttBase = roots & (width == 40 ? ~0x1FFFul : ~0xFFFul),
            StartLevel = 1,
            RootCount = (uint)RttGeometry.RootCount(width, 1),
            AuxiliaryPlanes = planes ? (uint)_random.Next(1, 3) : 0,
            Flags1 = planes ? 1u : 0,
            Vmid = (ushort)_random.Next(4),
        };
        for (int tree = 1; tree < 4; tree++)
        {
            view.SetAuxiliaryRttBase(tree, OfState(GranuleState.Delegated) & ~0x1FFFul);
        }

        _rmm.WriteMemory(ParamsPage, page);
    }

    private void WriteRecParams()
    {
        byte[] page = new byte[(int)Granule.Size];
        var view = new RecParams(page)
        {
            Flags = (ulong)_random.Next(4),
            Mpidr = (ulong)_random.Next(3),
            AuxiliaryCount = _random.Next(16) == 0 ? (ulong)_random.Next(20) : RecParams.AuxiliaryGranules,
        };
        ulong auxiliary = OfState(GranuleState.Delegated);
        foreach (ref ulong address in view.AuxiliaryAddresses)
        {
            address = auxiliary;
            auxiliary += _random.Next(64) == 0 ? 0 : Granule.Size;
        }

        _rmm.WriteMemory(RecPage, page);
    }

    private void WriteList()
    {
        byte[] words = new byte[20 * 8];
        for (int i = 0; i < words.Length; i += 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(words.AsSpan(i), Descriptor());
        }

        _rmm.WriteMemory(ListPage, words);
    }

    private ulong Descriptor() => OfState(GranuleState.Delegated) | ((ulong)_random.Next(1, 4) << 2) | (_random.Next(24) == 0 ? 1ul : 0);

    private ulong Nonsense() => _random.Next(3) switch
    {
        0 => (ulong)_random.NextInt64(),
        1 => s_nonsense[_random.Next(s_nonsense.Length)],
        _ => Address(),
    };

    /// <summary>A granule in a state, if a few tries find one.</summary>
    private ulong OfState(GranuleState state)
    {
        ulong address = Address();
        for (int i = 0; i < GranuleCount; i++)
        {
            if (_rmm.TryGetGranule(address, out GranuleView view) && view.State == state)
            {
                break;
            }

            address = address + Granule.Size < Base + (GranuleCount * Granule.Size) ? address + Granule.Size : Base;
        }

        return address;
    }

    private ulong Address() => Base + ((ulong)_random.Next(GranuleCount) * Granule.Size);

    private ulong AlignedIpa()
    {
        ulong ipa = (ulong)_random.Next(2) << 30;
        if (_random.Next(3) != 0)
        {
            ipa += (ulong)_random.Next(2) << 21;
        }

        if (_random.Next(3) != 0)
        {
            ipa += (ulong)_random.Next(6) << 12;
        }

        return ipa + (_random.Next(4) == 0 ? 1ul << _random.Next(32, 40) : 0);
    }
}
