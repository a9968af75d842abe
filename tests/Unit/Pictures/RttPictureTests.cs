using RealmTools.Pictures;

namespace RealmTools.Tests.Pictures;

public sealed class RttPictureTests
{
    [Theory]
    [InlineData("a.svg", PictureFormat.Svg)]
    [InlineData("a.HTML", PictureFormat.Html)]
    [InlineData("a.b.htm", PictureFormat.Html)]
    [InlineData("a.gv", PictureFormat.Dot)]
    [InlineData("a.dot", PictureFormat.Dot)]
    [InlineData("/x.y/a.json", PictureFormat.Json)]
    public void Format_follows_from_the_extension(string path, PictureFormat expected)
    {
        Assert.True(RttPicture.TryGetFormat(path, out PictureFormat? format));
        Assert.Equal(expected, format);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a.png")]
    [InlineData("svg")]
    public void Other_extensions_have_no_format(string path) => Assert.False(RttPicture.TryGetFormat(path, out _));

    [Fact]
    public void Unknown_format_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RttPicture.Write(Stream.Null, SampleTrees.Small(), (PictureFormat)99));
}
