using System.Globalization;
using System.Text;
using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Tests.Rmm;

/// <summary>All that can be observed of a simulator as text, to compare two.</summary>
internal static class StateText
{
    internal static string Of(SimulatedRmm rmm)
    {
        var text = new StringBuilder();
        foreach (MemoryRange bank in rmm.Platform.Dram)
        {
            for (ulong address = bank.Base; rmm.TryGetGranuleRun(address, out GranuleView view, out ulong top); address = top)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"{address:x}-{top:x} {view}");
                AddContent(rmm, address, view.State, text);
            }
        }

        return text.ToString();
    }

    private static void AddContent(SimulatedRmm rmm, ulong address, GranuleState state, StringBuilder text)
    {
        if (state == GranuleState.Rtt)
        {
            text.AppendJoin(' ', rmm.Core.Memory.Content<Page>(address)!.Words.ToArray().Select(word => word.ToString("x", CultureInfo.InvariantCulture))).AppendLine();
        }
        else if (state == GranuleState.Rd)
        {
            RealmDescriptor realm = rmm.Core.Memory.Content<RealmDescriptor>(address)!;
            text.AppendLine(CultureInfo.InvariantCulture, $"{realm.State} {realm.RecCount} {realm.RunningRecs} {Convert.ToHexString(realm.Measurements.Slot(0))}");
        }
    }
}
