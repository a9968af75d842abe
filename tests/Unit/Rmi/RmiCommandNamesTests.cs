using RealmTools.Rmi;

namespace RealmTools.Tests.Rmi;

public sealed class RmiCommandNamesTests
{
    [Theory]
    [InlineData(RmiCommand.RttDestroy, "RTT_DESTROY")]
    [InlineData(RmiCommand.RttUnprotMap, "RTT_UNPROT_MAP")]
    public void A_command_is_spelled_as_in_the_specification(RmiCommand command, string name) => Assert.Equal(name, command.ToSpecName());

    [Fact]
    public void Every_command_of_every_generation_has_its_name()
    {
        foreach (RmiCommandInfo info in RmiProfile.All.SelectMany(profile => profile.Commands.Commands))
        {
            Assert.Contains(RmiProfile.All, profile => profile.Commands.TryGet(info.Command.ToSpecName(), out RmiCommandInfo? found) && found.Command == info.Command);
        }
    }
}
