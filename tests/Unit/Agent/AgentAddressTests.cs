using RealmTools.Agent;

namespace RealmTools.Tests.Agent;

public sealed class AgentAddressTests
{
    [Fact]
    public void Socket_and_program_are_read()
    {
        Assert.Equal("/run/rmm.sock", AgentAddress.Parse("unix:/run/rmm.sock").SocketPath);
        Assert.Equal(["realm-agent", "serve", "--stdio"], AgentAddress.Parse("exec:realm-agent serve  --stdio ").Command);
        Assert.Equal(["/a b/x", "it's", "", "--y=z w"], AgentAddress.Parse("EXEC:\"/a b/x\" \"it's\" '' --y='z w'").Command);
    }

    [Theory]
    [InlineData("")]
    [InlineData("unix:")]
    [InlineData("exec:")]
    [InlineData("exec:  ")]
    [InlineData("tcp:localhost:1")]
    [InlineData("exec:\"unfinished")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => AgentAddress.Parse(text));

    [Fact]
    public void Ssh_is_the_users_own_with_the_users_own_configuration_and_asks_nothing()
    {
        AgentAddress address = AgentAddress.Ssh("me@board");

        Assert.Equal(["ssh", "-o", "BatchMode=yes", "-o", "RemoteCommand=none", "-T", "--", "me@board", "realm-agent serve --stdio"], address.Command);
        Assert.Equal("ssh -o RemoteCommand=none -T -- me@board 'realm-agent serve --stdio'", address.ByHand);
        Assert.Equal("ssh:board:2222", AgentAddress.Ssh("board", new SshOptions { Port = 2222 }).ToString());
    }

    [Fact]
    public void Ssh_takes_what_the_user_says_before_what_is_configured()
    {
        var options = new SshOptions
        {
            Port = 2222,
            IdentityFile = "my key",
            ConfigFile = "config",
            Settings = [KeyValuePair.Create("BatchMode", "no")],
            Subsystem = "rmm",
            ConnectSeconds = 3,
        };

        Assert.Equal(
            ["ssh", "-F", "config", "-o", "BatchMode=no", "-o", "BatchMode=yes", "-o", "ConnectTimeout=3", "-o", "RemoteCommand=none",
                "-p", "2222", "-i", "my key", "-T", "-s", "--", "board", "rmm"],
            AgentAddress.Ssh("board", options).Command);
        Assert.DoesNotContain("BatchMode=yes", AgentAddress.Ssh("board", options with { MayAsk = true }).Command);
        Assert.Equal("ssh -F config -o BatchMode=no -o RemoteCommand=none -p 2222 -i 'my key' -T -s -- board rmm", AgentAddress.Ssh("board", options).ByHand);
        Assert.Equal("sudo realm-agent serve --stdio", AgentAddress.Ssh("board", new SshOptions { Command = "sudo realm-agent serve --stdio" }).Command[^1]);
    }

    [Theory]
    [InlineData("-oProxyCommand=evil", "User")]
    [InlineData(" ", "User")]
    [InlineData("board", "")]
    [InlineData("board", "User=me\nProxyCommand")]
    public void Host_or_setting_that_is_none_is_refused(string host, string setting) =>
        Assert.Throws<FormatException>(() => AgentAddress.Ssh(host, new SshOptions { Settings = [KeyValuePair.Create(setting, "x")] }));
}
