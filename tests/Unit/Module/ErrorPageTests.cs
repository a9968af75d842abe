using System.Text;
using System.Xml.Linq;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Tests.Module;

public sealed class ErrorPageTests
{
    [Fact]
    public void The_help_page_lists_every_error_with_its_category_and_meaning() => Golden.Matches("docs/about/about_RealmToolsErrors.md", Page());

    private static string Page()
    {
        var page = new StringBuilder(
            """
            # about_RealmToolsErrors

            ## SHORT DESCRIPTION

            Every error of the commands: its identifier, its category, its meaning.

            ## LONG DESCRIPTION

            Errors are not terminating: a command goes on with its next input. An error says what was asked, what the RMM
            or the host answered, by which rule, and what to do (`Recommendation`, in `ErrorDetails.RecommendedAction`).

            FullyQualifiedErrorId is one of the identifiers below, a comma and the command's class. The identifiers are
            stable, so scripts may compare them:

                New-Realm vm1 -ErrorAction SilentlyContinue -ErrorVariable problem
                if ($problem -and $problem[0].FullyQualifiedErrorId -like 'RealmExists,*') { 'vm1 is there already' }

            TargetObject is what the error is about: a realm, an address, a file, a tear-down step. Where the host refuses
            or an RMI call failed, `$_.Exception` is a RealmTools.Host.HostException. After a failed call its property Call
            has the command, the registers before and after (Inputs, Outputs), the result and, where the RMM can tell, the
            reason and the object in the way (Diagnosis); Status is the status alone.

            What PowerShell itself refuses, such as a parameter that is missing, has PowerShell's own identifiers.


            """);
        Dictionary<string, string> meanings = Meanings();
        foreach (IGrouping<FailureCategory, FailureId> family in Enum.GetValues<FailureId>()
            .Where(id => id != FailureId.RmiFailed).GroupBy(FailureCategories.CategoryOf).OrderBy(family => family.Key))
        {
            page.Append("## ").AppendLine(family.Key.ToString()).AppendLine();
            foreach (FailureId id in family)
            {
                page.Append("- `").Append(id).Append("`: ").AppendLine(meanings[id.ToString()]);
            }

            page.AppendLine();
        }

        page.AppendLine("## RmiFailed").AppendLine().AppendLine(
            """
            The RMM refused a call. The category follows the status; about_RmiReasons lists the reasons.

            """);
        foreach (IGrouping<FailureCategory, RmiStatus> family in Enum.GetValues<RmiStatus>()
            .Where(status => status != RmiStatus.Success).GroupBy(status => FailureCategories.CategoryOf(RmiResult.From(status))).OrderBy(family => family.Key))
        {
            page.Append("- ").Append(family.Key).Append(": ").AppendJoin(", ", family.Select(status => status.ToSpecName())).AppendLine();
        }

        return page.Append(
            """

            ## SEE ALSO

            - about_RealmTools
            - about_RmiReasons
            - Get-Error

            """).ToString();
    }

    /// <summary>What the code itself says of each identifier.</summary>
    private static Dictionary<string, string> Meanings()
    {
        const string Prefix = "F:RealmTools.Host.FailureId.";
        XDocument comments = XDocument.Load(Path.ChangeExtension(typeof(FailureId).Assembly.Location, ".xml"));
        return comments.Descendants("member")
            .Where(member => member.Attribute("name")!.Value.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(member => member.Attribute("name")!.Value[Prefix.Length..], member => member.Element("summary")!.Value.Trim());
    }
}
