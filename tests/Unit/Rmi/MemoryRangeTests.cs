using RealmTools.Rmi;

namespace RealmTools.Tests.Rmi;

public sealed class MemoryRangeTests
{
    [Theory]
    [InlineData("0x80000000+512MB", 0x8000_0000, 0x2000_0000)]
    [InlineData("0x80000000-0xa0000000", 0x8000_0000, 0x2000_0000)]
    [InlineData("2GB + 1g", 0x8000_0000, 0x4000_0000)]
    [InlineData("0+0", 0, 0)]
    public void Ranges_are_written_with_a_length_or_an_end(string text, ulong start, ulong size) =>
        Assert.Equal(new MemoryRange(start, size), MemoryRange.Parse(text));

    [Theory]
    [InlineData("0x80000000")]
    [InlineData("+4KB")]
    [InlineData("0x2000-0x1000")]
    [InlineData("0xffffffffffffffff+2")]
    [InlineData("here-there")]
    [InlineData("")]
    public void Other_text_is_refused_with_an_example(string text) =>
        Assert.Contains("0x80000000+512MB", Assert.Throws<FormatException>(() => MemoryRange.Parse(text)).Message);

    [Fact]
    public void Text_converts_as_it_does_in_PowerShell() => Assert.Equal(new MemoryRange(0x1000, 0x2000), new MemoryRange("0x1000+8KB"));
}
