using RealmTools.Rmi;

namespace RealmTools.Tests.Rmi;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData(0UL, "0 B")]
    [InlineData(1023UL, "1023 B")]
    [InlineData(0x1000UL, "4 KiB")]
    [InlineData(0x6000_0000UL, "1.5 GiB")]
    [InlineData(0xFF_FF7F_E000UL, "1 TiB")]
    [InlineData(0xFF_E000_0000UL, "1023.5 GiB")]
    [InlineData(ulong.MaxValue, "16 EiB")]
    public void A_size_reads_in_the_largest_unit_it_reaches(ulong bytes, string text) => Assert.Equal(text, new ByteSize(bytes).ToString());
}
