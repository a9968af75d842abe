using System.Collections.Immutable;
using System.Text;
using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Tests.Rmm;

public sealed class ReasonPageTests
{
    [Fact]
    public void The_help_page_lists_every_reason_with_its_rule_and_way_out() => Golden.Matches("docs/about/about_RmiReasons.md", Page());

    private static string Page()
    {
        var page = new StringBuilder(
            """
            # about_RmiReasons

            ## SHORT DESCRIPTION

            Every reason for which the simulated RMM refuses a call, and the way out.

            ## LONG DESCRIPTION

            A real RMM answers a failed call with a status and sometimes an index. The simulator also says which of its
            checks refused the call. The reason's name is the command and the check, such as `RTT_DESTROY.table-live`; it
            is stable, so scripts may compare it. It appears in errors, in the output of Invoke-Rmi and in traces. A check
            that several commands make has the same second half in each. Reasons that only RMI 1.0 has come last.

            With an RMM somewhere else that cannot tell reasons, errors say what the status alone can mean.


            """);
        ImmutableArray<RmiReason> newer = RmiReasons.For(RmiProfile.V20).All;
        Append(page, newer, string.Empty);
        Append(page, RmiReasons.For(RmiProfile.V10).All.Where(reason => newer.All(known => known.Id != reason.Id)), " (RMI 1.0)");

        return page.Append(
            """
            ## SEE ALSO

            - Invoke-Rmi
            - about_RealmTools
            - about_RealmTeardown

            """).ToString();
    }
    private static void Append(StringBuilder page, IEnumerable<RmiReason> reasons, string generation)
    {
        foreach (IGrouping<string, RmiReason> command in reasons.GroupBy(reason => reason.Id[..reason.Id.IndexOf('.', StringComparison.Ordinal)]))
        {
            page.Append("## ").Append(command.Key).AppendLine(generation).AppendLine();
            foreach (RmiReason reason in command)
            {
                page.Append("- `").Append(reason.Id).Append("`: ").Append(reason.Sentence).Append(' ').AppendLine(reason.WayOut);
            }

            page.AppendLine();
        }
    }
}
