using System.Text;
using CsCheck;
using Shouldly;
using Tidegate.Server.Smpp;
using Tidegate.Smpp.Receipts;
using Xunit;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>Keys by which the id of a response and that of a receipt meet, whichever way they are made.</summary>
public sealed class MessageKeysTests
{
    private static readonly Gen<string> Ids = Gen.OneOf(
        Gen.String[Gen.Char["0123456789"], 0, 80], Gen.String[Gen.Char["0xX12aAbBfFgG-_. "], 0, 20], Gen.String[Gen.Char['\u0001', '\u00ff'], 0, 70]);

    /// <summary>The way without allocation makes the key that the way by text makes.</summary>
    [Fact]
    public void Key_IsTheHashOfTheIdsKey() => Gen.Select(Ids, Gen.Enum<MessageIdForm>()).Sample(
        (id, form) => MessageKeys.Of(Encoding.Latin1.GetBytes(id), form) == MessageKeys.Of(MessageIdKey.Of(id, form)), iter: 20_000, seed: "0N0XIzNsQ0O2");

    [Theory]
    [InlineData("00AB12", MessageIdForm.Canonical, "ab12", MessageIdForm.Canonical)]
    [InlineData("0xAB12", MessageIdForm.Hex, "43794", MessageIdForm.Decimal)]
    [InlineData("0000000000", MessageIdForm.Decimal, "0", MessageIdForm.Decimal)]
    public void SameMessage_WrittenInTwoForms_Meets(string response, MessageIdForm responseForm, string receipt, MessageIdForm receiptForm) =>
        MessageKeys.Of(Encoding.Latin1.GetBytes(response), responseForm).ShouldBe(MessageKeys.Of(Encoding.Latin1.GetBytes(receipt), receiptForm));

    [Fact]
    public void OtherMessages_AndOtherNumbersOfOneMessage_DoNotMeet()
    {
        var id = "ab12"u8;
        MessageKeys.Of(id, MessageIdForm.Exact).ShouldNotBe(MessageKeys.Of("AB12"u8, MessageIdForm.Exact));
        MessageKeys.Of(id, MessageIdForm.Exact).ShouldNotBe(MessageKeys.Of(id, MessageIdForm.Exact, place: 1));
        MessageKeys.Of(id, MessageIdForm.Exact, place: 2).ShouldNotBe(MessageKeys.Of(id, MessageIdForm.Exact, place: 1));
    }
}
