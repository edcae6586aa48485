using System.Text;
using Shouldly;
using Tidegate.Smpp.Receipts;
using Xunit;

namespace Tidegate.Smpp.Tests;

public sealed class ReceiptTests
{
    [Theory]
    [InlineData("id:0123456789 sub:001 dlvrd:001 submit date:2603011200 done date:2603011201 stat:DELIVRD err:000 text:Your code", "0123456789", MessageState.Delivered, "000", "2603011201")]
    [InlineData("id:ab12 submit date:260301120000 done date:260301120102 stat:UNDELIV err:0x1F Text:hi", "ab12", MessageState.Undeliverable, "0x1F", "260301120102")]
    [InlineData("id: 77 sub: 001 stat: EXPIRED err: 0000", "77", MessageState.Expired, "0000", "")]
    [InlineData("ID:77 STAT:rejectd ERR:A01", "77", MessageState.Rejected, "A01", "")]
    [InlineData("id:3f2504e0-4f89-11d3-9a0c-0305e82c3301 stat:DELIVERED", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", MessageState.Delivered, "", "")]
    [InlineData("id:SAR-1-2-1 sub:001 dlvrd:000 stat:ACCEPTD err:000 text:", "SAR-1-2-1", MessageState.Accepted, "000", "")]
    [InlineData("stat:ENROUTE id:5", "5", MessageState.EnRoute, "", "")]
    [InlineData("id:5 stat:DELIVRD text:your id:9 stat:REJECTD", "5", MessageState.Delivered, "", "")]
    [InlineData("id:5 err: stat:UNKNOWN", "5", MessageState.Unknown, "", "")]
    [InlineData("id:5 done date:2603011201 stat:DELETED\0", "5", MessageState.Deleted, "", "2603011201")]
    [InlineData("id:77, sub:001, dlvrd:001, done date:2603011201, stat:DELIVRD, err:000, text:x", "77", MessageState.Delivered, "000", "2603011201")]
    [InlineData("Id:77,sub:001,submit date:2603011200,done date:2603011201,Stat:DELIVRD,err:000,text:id:9,stat:REJECTD", "77", MessageState.Delivered, "000", "2603011201")]
    [InlineData("ID: \"7-7\"; stat:'UNDELIV';err:\"1\"", "7-7", MessageState.Undeliverable, "1", "")]
    [InlineData("id:,stat:DELIVRD", "", MessageState.Delivered, "", "")]
    [InlineData("id:12,34;5 stat:DELIVRD", "12,34;5", MessageState.Delivered, "", "")] // no field begins there: part of the id
    [InlineData("DELIVRD,20260301120000,20260301120105,000,39333,ACME,0", "", MessageState.Delivered, "000", "20260301120105")]
    public void VendorVariants(string text, string id, MessageState state, string error, string done)
    {
        ReceiptText.TryRead(Encoding.ASCII.GetBytes(text), out var receipt).ShouldBeTrue();
        MessageStates.TryParse(receipt.Stat, out var read).ShouldBeTrue();
        Encoding.ASCII.GetString(receipt.Id).ShouldBe(id);
        read.ShouldBe(state);
        Encoding.ASCII.GetString(receipt.Err).ShouldBe(error);
        Encoding.ASCII.GetString(receipt.DoneDate).ShouldBe(done);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Hello, how are you: fine")]
    [InlineData("id:5 text:stat:DELIVRD")]
    [InlineData("id:5 stat:")]
    public void OtherTextIsNoReceipt(string text) => ReceiptText.TryRead(Encoding.ASCII.GetBytes(text), out _).ShouldBeFalse();

    [Fact]
    public void OptionalParametersGoBeforeTheText()
    {
        var tlvs = new Tlvs(Convert.FromHexString("001e000461620000" + "0427000105")); // "ab" with two NULs; undeliverable
        DeliveryReceipt.TryRead(0x04, "id:9 stat:DELIVRD"u8, tlvs, out var receipt).ShouldBeTrue();
        Encoding.ASCII.GetString(receipt.MessageId).ShouldBe("ab");
        receipt.State.ShouldBe(MessageState.Undeliverable);
    }

    [Theory]
    [InlineData("id:00AB stat:DELIVRD err:000", 0x08, false)]
    [InlineData("id:00AB stat:DELIVRD err:000", 0x18, false)] // flash
    [InlineData("\ufeffid:00AB stat:DELIVRD text:\u043f\u0440\u0438\u0432\u0435\u0442", 0x08, false)]
    [InlineData("id:00AB stat:DELIVRD", 0x08, true)] // behind a user data header
    public void Ucs2_IsRead(string text, int dataCoding, bool hasHeader)
    {
        byte[] octets = [.. hasHeader ? "\u0003\u0024\u0001\u0001"u8 : default, .. Encoding.BigEndianUnicode.GetBytes(text)];
        var esmClass = (byte)(hasHeader ? 0x44 : 0x04);
        DeliveryReceipt.TryRead(esmClass, (byte)dataCoding, octets, default, stackalloc byte[64], out var receipt).ShouldBeTrue();
        Encoding.ASCII.GetString(receipt.MessageId).ShouldBe("00AB");
        receipt.State.ShouldBe(MessageState.Delivered);
        DeliveryReceipt.TryRead(esmClass, (byte)dataCoding, octets, default, stackalloc byte[8], out _).ShouldBeFalse(); // no room: not in part
        DeliveryReceipt.TryRead(esmClass, 0, octets, default, stackalloc byte[64], out _).ShouldBeFalse(); // it does not say so
    }

    [Fact]
    public void AsciiThatSaysUcs2_IsRead()
    {
        DeliveryReceipt.TryRead(0x04, 0x08, "id:9 stat:DELIVRD"u8, default, default, out var receipt).ShouldBeTrue();
        Encoding.ASCII.GetString(receipt.MessageId).ShouldBe("9");
    }

    [Theory]
    [InlineData(0x00, true)] // not marked, but with an id and a state
    [InlineData(0x04, true)]
    [InlineData(0x20, true)]
    public void UnmarkedReceiptsCountByContent(int esmClass, bool expected) =>
        DeliveryReceipt.TryRead((byte)esmClass, "id:9 stat:DELIVRD"u8, default, out _).ShouldBe(expected);

    [Fact]
    public void MessageOfAPersonIsNoReceipt() => DeliveryReceipt.TryRead(0, "stat:DELIVRD please"u8, default, out _).ShouldBeFalse();

    [Theory]
    [InlineData("00AB", MessageIdForm.Exact, "00AB")]
    [InlineData(" 00AB ", MessageIdForm.Canonical, "ab")]
    [InlineData("00AB", MessageIdForm.Hex, "171")]
    [InlineData("0xAB", MessageIdForm.Hex, "171")]
    [InlineData("0171", MessageIdForm.Decimal, "171")]
    [InlineData("ffffffffffffffffffff", MessageIdForm.Hex, "1208925819614629174706175")]
    [InlineData("3f-x", MessageIdForm.Hex, "3f-x")]
    [InlineData("000", MessageIdForm.Canonical, "0")]
    public void MessageIdsMeet(string id, MessageIdForm form, string key) => MessageIdKey.Of(id, form).ShouldBe(key);
}
