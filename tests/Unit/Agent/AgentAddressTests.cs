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
    public void Ssh_is_the_users_own_with_the_users_own_configuration()
    {
        Assert.Equal(["ssh", "-T", "--", "me@board", "realm-agent serve --stdio"], AgentAddress.Ssh("me@board").Command);
        Assert.Equal(
            ["ssh", "-o", "BatchMode=yes", "-p", "2222", "-i", "key", "-T", "--", "board", "sudo realm-agent serve --stdio"],
            AgentAddress.Ssh("board", 2222, "key", "sudo realm-agent serve --stdio", "-o", "BatchMode=yes").Command);
        Assert.Equal("ssh:board:2222", AgentAddress.Ssh("board", 2222).ToString());
        Assert.Throws<FormatException>(() => AgentAddress.Ssh("-oProxyCommand=evil"));
    }
}
