using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Shouldly;
using Tidegate.Notify.Senders.Webhooks;
using Xunit;

namespace Tidegate.Notify.Tests.Senders;

public sealed class WebhookSignatureTests
{
    [Fact]
    public void Of_VectorOfStandardWebhooks_IsTheirs()
    {
        WebhookSecret.TryParse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", out var key).ShouldBeTrue();
        WebhookSignature.Of([key!], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"u8)
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    [Fact]
    public void Of_AnyKeyAndBody_IsHmacByItsDefinition() =>
        Gen.Select(Gen.Byte.Array[24, 64], Gen.String[Gen.Char.AlphaNumeric, 1, 40], Gen.Long[0, 4_000_000_000], Gen.Byte.Array[0, 500]).Sample((key, id, at, body) =>
            WebhookSignature.Of([key], id, at, body) == "v1," + Convert.ToBase64String(Hmac(key, [.. Encoding.UTF8.GetBytes($"{id}.{at}."), .. body])));

    [Fact]
    public void Of_TwoKeys_SignsByBothInOrder()
    {
        byte[] old = [.. Enumerable.Repeat((byte)1, 32)], next = [.. Enumerable.Repeat((byte)2, 32)];
        var both = WebhookSignature.Of([next, old], "msg_1", 1, "{}"u8).Split(' ');
        both.ShouldBe([WebhookSignature.Of([next], "msg_1", 1, "{}"u8), WebhookSignature.Of([old], "msg_1", 1, "{}"u8)]);
    }

    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("whsec_", false)]
    [InlineData("whsec_AAAA", false)]
    [InlineData("whsec_not base64 at all, not at all!!", false)]
    public void TryParse_Text_IsASecretOrNot(string text, bool expected) => WebhookSecret.TryParse(text, out _).ShouldBe(expected);

    [Fact]
    public void Create_Twice_MakesTwoGoodOnes()
    {
        var (a, b) = (WebhookSecret.Create(), WebhookSecret.Create());
        a.ShouldNotBe(b);
        WebhookSecret.TryParse(a, out var key).ShouldBeTrue();
        key!.Length.ShouldBe(32);
    }

    // RFC 2104, from the hash up.
    private static byte[] Hmac(byte[] key, byte[] text)
    {
        var block = new byte[64];
        (key.Length > 64 ? SHA256.HashData(key) : key).CopyTo(block, 0);
        byte[] inner = [.. block.Select(b => (byte)(b ^ 0x36)), .. text];
        return SHA256.HashData([.. block.Select(b => (byte)(b ^ 0x5c)), .. SHA256.HashData(inner)]);
    }
}
