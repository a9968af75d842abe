using System.Management.Automation;
using System.Management.Automation.Runspaces;
using RealmTools.Module.Commands;

namespace RealmTools.Hosted.Tests;

/// <summary>Questions of a command that works on several hosts at once, answered by a person.</summary>
public sealed class ConfirmationTests
{
    private const string Connect = "Connect-RealmHost a; Connect-RealmHost b; Connect-RealmHost c; New-Realm vm1 -RealmHost a, b, c";
    private const string Left = "Get-Realm -RealmHost a, b, c | ForEach-Object HostName | Sort-Object";

    [HostedFact]
    public void Each_host_is_asked_about_and_what_was_answered_is_done()
    {
        var person = new AnsweringHost(question => question.Contains("[b] vm1", StringComparison.Ordinal) ? "No" : "Yes");

        Assert.Equal(["b"], Run(person, "Remove-Realm vm1 -RealmHost a, b, c", Left));
        Assert.Equal(3, person.Questions.Count);
    }

    [HostedFact]
    public void Yes_to_all_answers_for_the_other_hosts()
    {
        var person = new AnsweringHost(_ => "Yes to All");

        Assert.Empty(Run(person, "Remove-Realm vm1 -RealmHost a, b, c", Left));
        Assert.Single(person.Questions);
    }

    [HostedFact]
    public void A_question_that_nobody_can_answer_ends_the_command_on_all_hosts()
    {
        var nobody = new AnsweringHost(_ => throw new PSInvalidOperationException("Nobody is here."));

        Assert.Equal(["a", "b", "c"], Run(nobody, "try { Remove-Realm vm1 -RealmHost a, b, c } catch { }", Left));
    }

    private static string[] Run(AnsweringHost person, params string[] script)
    {
        InitialSessionState state = InitialSessionState.CreateDefault();
        state.Commands.Add(
        [
            new SessionStateCmdletEntry("Connect-RealmHost", typeof(ConnectRealmHostCommand), null),
            new SessionStateCmdletEntry("New-Realm", typeof(NewRealmCommand), null),
            new SessionStateCmdletEntry("Get-Realm", typeof(GetRealmCommand), null),
            new SessionStateCmdletEntry("Remove-Realm", typeof(RemoveRealmCommand), null),
        ]);
        using Runspace runspace = RunspaceFactory.CreateRunspace(person, state);
        runspace.Open();
        return script.Prepend(Connect).Select(one => Invoke(runspace, one)).ToArray()[^1];
    }

    private static string[] Invoke(Runspace runspace, string script)
    {
        using var shell = PowerShell.Create();
        shell.Runspace = runspace;
        string[] output = [.. shell.AddScript(script).Invoke().Select(one => $"{one}")];
        Assert.Empty(shell.Streams.Error);
        return output;
    }
}
