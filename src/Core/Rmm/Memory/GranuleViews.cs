using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>The private view of granules that a simulator offers for diagnosis.</summary>
internal static class GranuleViews
{
    internal static bool TryGet(PhysicalMemory memory, ulong address, out GranuleView view)
    {
        int descriptor = memory.Descriptor(address);
        view = descriptor < 0 ? default : View(memory, address, descriptor);
        return descriptor >= 0;
    }

    /// <summary>A run of equal descriptors; granules that carry a count or an owner of their own are runs of one.</summary>
    internal static bool TryGetRun(PhysicalMemory memory, ulong address, out GranuleView view, out ulong top)
    {
        top = address;
        if (!TryGet(memory, address, out view))
        {
            return false;
        }

        MemoryBank bank = memory.BankOf(address)!;
        top = address + Granule.Size;
        int descriptor = memory.Descriptor(address);
        if (view.State is GranuleState.Rd or GranuleState.Rtt or GranuleState.Rec)
        {
            return true;
        }

        while (top < bank.Top)
        {
            if (descriptor == (int)GranuleState.NonSecure && bank.IsUntouched(top))
            {
                top = bank.GibibyteTop(top);
                continue;
            }

            MemoryBlock block = bank.BlockAt(top);
            int index = (int)(top >> Granule.Shift) & (MemoryBlock.Granules - 1);
            int other = block.Descriptors[index..].IndexOfAnyExcept((byte)descriptor);
            int run = other < 0 ? MemoryBlock.Granules - index : other;
            top = Math.Min(bank.Top, top + ((ulong)(uint)run << Granule.Shift));
            if (other >= 0)
            {
                break;
            }
        }

        return true;
    }

    private static GranuleView View(PhysicalMemory memory, ulong address, int descriptor)
    {
        GranuleState state = GranuleDescriptor.State(descriptor);
        return state switch
        {
            GranuleState.Rd => new GranuleView(state, memory.Content<RealmDescriptor>(address)!.RecReferences, address),
            GranuleState.Rtt => new GranuleView(state, memory.Content<Page>(address)!.References),
            GranuleState.Rec => new GranuleView(state, memory.Content<Rec>(address)!.Running ? 1 : 0, memory.Content<Rec>(address)!.Rd),
            _ => new GranuleView(state, GranuleDescriptor.AuxiliaryMappings(descriptor)),
        };
    }
}
