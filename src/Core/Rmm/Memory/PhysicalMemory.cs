using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>The DRAM an RMM manages: state and content of every granule. Memory that nobody touched costs nothing.</summary>
internal sealed class PhysicalMemory
{
    private readonly MemoryBank[] _banks;
    private readonly NodePool _pool = new();
    private object _owner = new();
    private LeafCache _leaf;

    internal PhysicalMemory(ImmutableArray<MemoryRange> banks) => _banks = [.. banks.Select(bank => new MemoryBank(bank))];

    private PhysicalMemory(PhysicalMemory source) => _banks = [.. source._banks.Select(bank => bank.Fork())];

    /// <summary>Where the newest walk ended.</summary>
    internal ref LeafCache Leaf => ref _leaf;

    /// <summary>A copy that shares everything until either side writes.</summary>
    internal PhysicalMemory Fork()
    {
        _owner = new object();
        return new PhysicalMemory(this);
    }

    /// <summary>The descriptor of a granule; <see cref="GranuleDescriptor.None"/> when the address is unaligned or in no bank.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Descriptor(ulong address)
    {
        MemoryBank? bank = BankOf(address);
        return bank is null || !Granule.IsAligned(address) ? GranuleDescriptor.None : bank.BlockAt(address).Descriptor(IndexOf(address));
    }

    /// <summary>G(address, state) of §4.0: aligned, in a bank, in that state.</summary>
    internal bool Is(ulong address, GranuleState state)
    {
        int descriptor = Descriptor(address);
        return descriptor >= 0 && GranuleDescriptor.State(descriptor) == state;
    }

    /// <summary>Moves a granule to a state if it is in another; its content goes.</summary>
    /// <returns>The descriptor it had: the granule was moved if that is <paramref name="from"/>.</returns>
    internal int Move(ulong address, GranuleState from, GranuleState to)
    {
        MemoryBank? bank = BankOf(address);
        if (bank is null || !Granule.IsAligned(address))
        {
            return GranuleDescriptor.None;
        }

        MemoryBlock block = bank.BlockAt(address);
        int index = IndexOf(address);
        ref byte descriptor = ref block.Descriptor(index);
        int before = descriptor;
        if (before == (int)from)
        {
            if (ReferenceEquals(block.Owner, _owner) && !block.HasContent && index != MemoryBlock.Granules - 1)
            {
                descriptor = (byte)to;
            }
            else
            {
                SetState(address, to);
            }
        }

        return before;
    }

    /// <summary>Moves a granule to a state; its content goes.</summary>
    internal void SetState(ulong address, GranuleState state) => SetDescriptor(address, (byte)state, null);

    /// <summary>Moves a granule to a state and gives it content.</summary>
    internal void SetState(ulong address, GranuleState state, OwnedNode content)
    {
        content.Owner = _owner;
        SetDescriptor(address, (byte)state, content);
    }

    /// <summary>Moves a granule to a state and keeps its content.</summary>
    internal void ChangeState(ulong address, GranuleState state) => WritableBlock(address).Descriptor(IndexOf(address)) = (byte)state;

    /// <summary>Changes the number of auxiliary mappings of a DATA granule.</summary>
    internal void AddAuxiliaryMappings(ulong address, int change)
    {
        ref byte descriptor = ref WritableBlock(address).Descriptor(IndexOf(address));
        descriptor = GranuleDescriptor.With(GranuleDescriptor.State(descriptor), GranuleDescriptor.AuxiliaryMappings(descriptor) + change);
    }

    /// <summary>Makes a granule an RTT and returns its page, content unspecified.</summary>
    internal Page MakeTable(ulong address)
    {
        Page page = _pool.TakePage(_owner);
        _leaf = default;
        SetDescriptor(address, (byte)GranuleState.Rtt, page);
        return page;
    }

    /// <summary>The content of a granule, for reading; the caller knows from the state what it is.</summary>
    internal T? Content<T>(ulong address)
        where T : OwnedNode => Unsafe.As<T>(BankOf(address)!.BlockAt(address).Slot(IndexOf(address)));

    /// <summary>The content of a granule, for writing.</summary>
    internal T WritableContent<T>(ulong address)
        where T : OwnedNode
    {
        if (Content<T>(address) is { } own && ReferenceEquals(own.Owner, _owner))
        {
            return own;
        }

        MemoryBlock block = WritableBlock(address);
        int index = IndexOf(address);
        OwnedNode node = block.Slot(index)!;
        if (!ReferenceEquals(node.Owner, _owner))
        {
            _leaf = default;
            node = node.CopyFor(_owner);
            block.SetSlot(index, node);
        }

        return Unsafe.As<T>(node);
    }

    /// <summary>The table where a walk ended, for writing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Page WritableTable(in RttWalk walk) => ReferenceEquals(walk.Page.Owner, _owner) ? walk.Page : WritableContent<Page>(walk.Table);

    /// <summary>The page of an NS or DATA granule for writing; made, zeroed, when it has none.</summary>
    internal Page WritablePage(ulong address)
    {
        if (Content<Page>(address) is not null)
        {
            return WritableContent<Page>(address);
        }

        Page page = _pool.TakePage(_owner);
        page.Words.Clear();
        WritableBlock(address).SetSlot(IndexOf(address), page);
        return page;
    }

    /// <summary>The first of consecutive granules that is in another state, has auxiliary mappings, or is in no bank.</summary>
    /// <returns>Its PA; null when there is none.</returns>
    internal ulong? FirstOther(ulong address, ulong count, GranuleState state)
    {
        while (count != 0)
        {
            MemoryBank? bank = BankOf(address);
            if (bank is null)
            {
                return address;
            }

            int inBlock = CountInBlock(bank, address, count);
            MemoryBlock block = bank.BlockAt(address);
            if (!ReferenceEquals(block, MemoryBlock.Uniform(state)))
            {
                int other = block.Descriptors.Slice(IndexOf(address), inBlock).IndexOfAnyExcept((byte)state);
                if (other >= 0)
                {
                    return address + ((ulong)other << Granule.Shift);
                }
            }

            address += (ulong)inBlock << Granule.Shift;
            count -= (ulong)inBlock;
        }

        return null;
    }

    /// <summary>Moves consecutive granules from one state to another, as many whole units from the start as are in that state.</summary>
    /// <param name="address">PA of the first granule, 4 KiB aligned.</param>
    /// <param name="count">Number of granules.</param>
    /// <param name="unit">Granules that move together; divides <paramref name="count"/>.</param>
    /// <param name="from">State they must be in, without auxiliary mappings.</param>
    /// <param name="to">New state; their content goes.</param>
    /// <param name="other">PA of the first granule that is in another state or in no bank, if any stopped the move.</param>
    /// <returns>How many units were moved.</returns>
    internal int MoveLeading(ulong address, ulong count, ulong unit, GranuleState from, GranuleState to, out ulong other)
    {
        other = FirstOther(address, count, from) ?? address + (count << Granule.Shift);
        ulong units = ((other - address) >> Granule.Shift) / unit;
        MoveAll(address, units * unit, to);
        return (int)units;
    }

    /// <summary>Moves consecutive granules to a state; their content goes.</summary>
    internal void MoveAll(ulong address, ulong count, GranuleState to)
    {
        while (count != 0)
        {
            int index = IndexOf(address);
            int inBlock = CountInBlock(BankOf(address)!, address, count);
            if (inBlock == MemoryBlock.Granules)
            {
                SetUniform(address, to);
            }
            else
            {
                MoveInBlock(address, index, inBlock, to);
            }

            address += (ulong)inBlock << Granule.Shift;
            count -= (ulong)inBlock;
        }
    }

    /// <summary>The bank that holds an address; null when none does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal MemoryBank? BankOf(ulong address)
    {
        foreach (MemoryBank bank in _banks)
        {
            if (bank.Contains(address))
            {
                return bank;
            }
        }

        return null;
    }

    private static int IndexOf(ulong address) => (int)((address >> Granule.Shift) & (MemoryBlock.Granules - 1));

    private static int CountInBlock(MemoryBank bank, ulong address, ulong count)
    {
        ulong inBank = (bank.Top - address) >> Granule.Shift;
        return (int)Math.Min(Math.Min(count, inBank), (ulong)(MemoryBlock.Granules - IndexOf(address)));
    }

    private void MoveInBlock(ulong address, int index, int count, GranuleState to)
    {
        MemoryBlock block = WritableBlock(address);
        block.Descriptors.Slice(index, count).Fill((byte)to);
        if (block.HasContent)
        {
            for (int i = index; i < index + count; i++)
            {
                DropContent(block, i);
            }
        }
    }

    private void SetUniform(ulong address, GranuleState state)
    {
        ref MemoryBlock? place = ref BankOf(address)!.PlaceOf(address, _owner);
        if (place is { HasContent: true })
        {
            MoveInBlock(address, 0, MemoryBlock.Granules, state);
        }

        if (place is not null)
        {
            _pool.Give(place, _owner);
        }

        place = state == GranuleState.NonSecure ? null : MemoryBlock.Uniform(state);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetDescriptor(ulong address, byte descriptor, OwnedNode? content)
    {
        MemoryBlock block = WritableBlock(address);
        int index = IndexOf(address);
        block.Descriptor(index) = descriptor;
        if (block.HasContent || content is not null)
        {
            DropContent(block, index);
            block.SetSlot(index, content);
        }
        else if (index == MemoryBlock.Granules - 1)
        {
            ShareIfUniform(address, block, descriptor);
        }
    }

    private void ShareIfUniform(ulong address, MemoryBlock block, byte descriptor)
    {
        if (block.Descriptor(0) == descriptor && block.Descriptors.IndexOfAnyExcept(descriptor) < 0)
        {
            SetUniform(address, GranuleDescriptor.State(descriptor));
        }
    }

    private void DropContent(MemoryBlock block, int index)
    {
        OwnedNode? old = block.Slot(index);
        if (old is not null)
        {
            _leaf = default;
            block.SetSlot(index, null);
            _pool.Give(old, _owner);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private MemoryBlock WritableBlock(ulong address)
    {
        ref MemoryBlock? place = ref BankOf(address)!.PlaceOf(address, _owner);
        MemoryBlock? block = place;
        if (block is null || !ReferenceEquals(block.Owner, _owner))
        {
            block = _pool.TakeCopy(block ?? MemoryBlock.Uniform(GranuleState.NonSecure), _owner);
            place = block;
        }

        return block;
    }
}
