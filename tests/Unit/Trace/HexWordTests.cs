using System.Globalization;
using System.Text;
using RealmTools.Trace;

namespace RealmTools.Tests.Trace;

public sealed class HexWordTests
{
    // Digits, and the bytes that a comparison of whole blocks is most likely to take for one.
    private static readonly byte[] s_alphabet =
        [.. "0123456789abcdefABCDEF01234567899999"u8, 0, 0x0F, 0x10, 0x19, 0x2F, 0x3A, 0x40, 0x47, 0x60, 0x67, 0x7F, 0x80, 0xB0, 0xC1, 0xFF, .. " \t#=-gGx"u8];

    [Fact]
    public void Digits_are_read_as_a_plain_loop_would_read_them()
    {
        var random = new Random(7);
        for (int i = 0; i < 200_000; i++)
        {
            byte[] text = new byte[random.Next(1, 40)];
            int pool = random.Next(22, s_alphabet.Length + 1);
            for (int k = 0; k < text.Length; k++)
            {
                text[k] = s_alphabet[random.Next(pool)];
            }

            int position = random.Next(text.Length);
            int count = 0;
            while (position + count < text.Length && char.IsAsciiHexDigit((char)text[position + count]))
            {
                count++;
            }

            int read = HexWord.Read(text, position, out ulong value);

            Assert.Equal(count > 16 ? 0 : count, read);
            if (read > 0)
            {
                Assert.Equal(ulong.Parse(Encoding.ASCII.GetString(text, position, read), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), value);
            }
        }
    }
}
