using System.Text;
using Shouldly;
using Tidegate.Smpp.Text;
using Xunit;

namespace Tidegate.Smpp.Tests;

public sealed class TextTests
{
    [Theory]
    [InlineData("00", "@")]
    [InlineData("02", "$")]
    [InlineData("11", "_")]
    [InlineData("1b65", "€")]
    [InlineData("1b281b291b3c1b3e1b401b3d1b141b2f", "{}[]|~^\\")]
    [InlineData("1b41", " A")] // no such extension
    [InlineData("411b", "A")]
    [InlineData("41ff42", "A\uFFFDB")]
    [InlineData("1e1f7f", "ßÉà")]
    public void TextInTheDefaultAlphabet(string hex, string text) => MessageText.Decode(Convert.FromHexString(hex), 0).ShouldBe(text);

    // 3GPP TS 23.038's packing, with the example that is in every textbook: "hellohello".
    [Fact]
    public void PackedSeptets() => MessageText.Decode(Convert.FromHexString("e8329bfd4697d9ec37"), 0, DefaultAlphabet.GsmPacked).ShouldBe("hellohello");

    [Theory]
    [InlineData(0x08, "041f04400438", "При")]
    [InlineData(0x08, "d83dde0041", "😀")] // an odd octet at the end
    [InlineData(0x18, "0041", "A")]
    [InlineData(0x03, "e9", "é")]
    [InlineData(0x01, "4180", "A\uFFFD")]
    [InlineData(0x10, "00", "@")]
    [InlineData(0xF0, "00", "@")]
    [InlineData(0xF4, "00", null)]
    [InlineData(0x04, "00", null)]
    [InlineData(0x80, "00", null)]
    public void OtherCodings(int coding, string hex, string? text) => MessageText.Decode(Convert.FromHexString(hex), (byte)coding).ShouldBe(text);

    [Theory]
    [InlineData(0, 160, 1)]
    [InlineData(0, 161, 2)]
    [InlineData(0, 306, 2)]
    [InlineData(0, 307, 3)]
    [InlineData(8, 140, 1)]
    [InlineData(8, 142, 2)]
    [InlineData(4, 141, 2)]
    [InlineData(0, 0, 1)]
    public void Parts(int coding, int octets, int parts) => PartCount.Of(new byte[octets], (byte)coding).ShouldBe(parts);

    [Theory]
    [InlineData(0x40, "050003ab0302", "", 0xab, 3, 2)]
    [InlineData(0x40, "06080412340501", "", 0x1234, 5, 1)]
    [InlineData(0x40, "0b0504158a000000030905", "", 0, 1, 1)] // a part 5 of 9, cut short
    [InlineData(0x40, "0b0504158a000000030909050041", "", 9, 9, 5)] // after ports
    [InlineData(0x40, "050003ab0300", "", 0, 1, 1)] // part 0
    [InlineData(0x40, "ff0003ab0302", "", 0, 1, 1)] // a header longer than the data
    [InlineData(0x00, "050003ab0302", "", 0, 1, 1)] // not marked
    [InlineData(0x00, "41", "020c00020102020e000104020f000103", 0x102, 4, 3)]
    [InlineData(0x40, "050003ab0302", "020c00020102020e000104020f000103", 0xab, 3, 2)] // both: the header counts
    [InlineData(0x00, "41", "020c00020102020e000104020f000105", 0, 1, 1)] // part 5 of 4
    public void WhichPart(int esmClass, string data, string tlvs, int reference, int total, int number) =>
        Concatenation.Of((byte)esmClass, Convert.FromHexString(data), new Tlvs(Convert.FromHexString(tlvs))).ShouldBe(new Concatenation(reference, total, number));

    [Fact]
    public void CharacterOutsideTheAlphabetIsNotEncoded()
    {
        Gsm0338.TryEncode("ж", out _).ShouldBeFalse();
        Gsm0338.TryCountSeptets("a€", out var septets).ShouldBeTrue();
        septets.ShouldBe(3);
        Encoding.ASCII.GetString(UserDataHeader.Skip(0x40, "\u0002ABhello"u8)).ShouldBe("hello");
    }
}
