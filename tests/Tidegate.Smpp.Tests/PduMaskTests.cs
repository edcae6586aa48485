using System.Text;
using CsCheck;
using Shouldly;
using Tidegate.Smpp.Pdus;
using Xunit;

namespace Tidegate.Smpp.Tests;

public sealed class PduMaskTests
{
    private static readonly Gen<string> Digits = Gen.Char['0', '9'].Array[6, 15].Select(c => new string(c));

    [Fact]
    public void Receipt_KeepsItsIdStateErrorAndDates_AndNothingElse() => Masked(Message(CommandId.DeliverSm, 4, "id:0ab1 sub:001 dlvrd:001 submit date:2611271200 done date:2611271201 stat:DELIVRD err:000 text:Code 771943 for 393391234567"))
        .ShouldBe("id:0ab1*******************submit date:2611271200*done date:2611271201*stat:DELIVRD*err:000" + new string('*', 34));

    [Theory]
    [InlineData("id:1 stat:DELIVRD err:77194312", "id:1*stat:DELIVRD*************")] // no error code is so long
    [InlineData("your code is 771943", "*******************")]
    [InlineData("DELIVRD,2611271200,2611271201,0,393391234567,ACME,", "DELIVRD*2611271200*2611271201*0*******************")]
    public void Receipt_IsMaskedWhereItIsNotWhatItSeems(string text, string expected) => Masked(Message(CommandId.DeliverSm, 4, text)).ShouldBe(expected);

    [Theory]
    [InlineData("id:998911223344 stat:DELIVRD err:000", "****************stat:DELIVRD*err:000")] // whom it is from
    [InlineData("id:ab-447700900123 stat:DELIVRD err:000", "*******************stat:DELIVRD*err:000")] // whom it is to
    [InlineData("id:998911223345 stat:DELIVERED err:000", "id:998911223345*stat:DELIVERED*err:000")]
    [InlineData("id:1 stat:DELIVSECRET err:000", "id:1******************err:000")]
    [InlineData("id:Dear_Jo stat:DELIVRD err:000", "***********stat:DELIVRD*err:000")]
    [InlineData("id:1 done date:998911223344 stat:DELIVRD", "id:1************************stat:DELIVRD")]
    [InlineData("id:1 done date:yourcode stat:DELIVRD", "id:1********************stat:DELIVRD")]
    public void Receipt_KeepsWhatLooksAsItShould_AndNoNumberOfItsOwn(string text, string expected)
    {
        var pdu = new byte[512];
        pdu = pdu[..PduWriter.Write(pdu, CommandId.DeliverSm, CommandStatus.Ok, 1, new MessageSm
        {
            Source = new SmppAddress(1, 1, "+998911223344"u8),
            Destination = new SmppAddress(1, 1, "447700900123"u8),
            Settings = new MessageSettings { EsmClass = 4 },
            ShortMessage = Encoding.ASCII.GetBytes(text),
            Tlvs = new Tlvs([0, 0x1E, 0, 13, .. "998911223344"u8, 0]),
        })];
        Masked(pdu).ShouldBe(expected);
        pdu[^13..].ShouldBe([.. Enumerable.Repeat(PduMask.Mark, 12), 0]);
    }

    [Theory]
    [InlineData(CommandId.SubmitSmResp, CommandStatus.Ok, "00AB-12", "00AB-12")]
    [InlineData(CommandId.SubmitSmResp, CommandStatus.Ok, "Dear Jo 12", "**********")]
    [InlineData(CommandId.SubmitSmResp, CommandStatus.SubmitFailed, "Number 998911223344 is barred: it", "*********************************")]
    [InlineData(CommandId.DataSmResp, CommandStatus.SubmitFailed, "998911223344", "************")]
    [InlineData(CommandId.DeliverSmResp, CommandStatus.Ok, "SECRETTEXT1", "***********")]
    [InlineData(CommandId.BindTransceiverResp, CommandStatus.Ok, "smsc", "smsc")]
    public void Response_KeepsWhatIsAMessageIdAndNothingElse(CommandId command, CommandStatus status, string text, string expected)
    {
        var pdu = new byte[128];
        pdu = pdu[..PduWriter.Write(pdu, command, status, 1, new TextResp { HasBody = true, Text = Encoding.ASCII.GetBytes(text) })];
        PduMask.Mask(pdu);
        Encoding.ASCII.GetString(pdu[SmppHeader.Size..^1]).ShouldBe(expected);
    }

    [Fact]
    public void Text_IsMasked_ButForWhichPartItIs()
    {
        var pdu = Message(CommandId.SubmitSm, 0x40, "\u0009\u0000\u0003\u0007\u0002\u0001\u0070\u0002AB the text");
        PduMask.Mask(pdu);
        PduBody.TryRead<MessageSm>(pdu.AsSpan(SmppHeader.Size), out var message, out _).ShouldBeTrue();
        Convert.ToHexStringLower(message.ShortMessage).ShouldBe("09000307020170022a2a" + string.Concat(Enumerable.Repeat("2a", 9)));
    }

    [Fact]
    public void NothingPlantedSurvives_InAnyPduThatHasIt_AndLengthsStay() => Gen.Select(Gen.Int[0, Golden.All.Count - 1], Digits, Gen.Int[0, 400]).Sample(
        (index, number, at) =>
        {
            // Somewhere in the body, over whatever is there: the PDU may be sound afterwards or not.
            var pdu = Golden.Bytes(Golden.All[index]);
            byte[] planted = [.. pdu, .. new byte[number.Length]];
            var place = SmppHeader.Size + (at % Math.Max(1, pdu.Length - SmppHeader.Size));
            Encoding.ASCII.GetBytes(number).CopyTo(planted, Math.Min(place, pdu.Length));
            var masked = planted.ToArray();
            PduMask.Mask(masked);
            if (!masked.AsSpan(0, SmppHeader.Size).SequenceEqual(planted.AsSpan(0, SmppHeader.Size))) return false;
            return IsName(index) || !Encoding.Latin1.GetString(masked).Contains(number, StringComparison.Ordinal);
        },
        iter: 50_000,
        seed: "0000KIa3kcH4");

    [Theory]
    [InlineData(CommandId.SubmitSm)]
    [InlineData(CommandId.DeliverSm)]
    public void AddressesTextAndUnknownParameters_AreMasked(CommandId command) => Gen.Select(Digits, Digits, Digits, Gen.UShort).Sample(
        (source, destination, text, tag) =>
        {
            if (tag is TlvTag.ReceiptedMessageId) return true;
            var pdu = new byte[512];
            byte[] tlvs = [(byte)(tag >> 8), (byte)tag, 0, (byte)text.Length, .. Encoding.ASCII.GetBytes(text), 1]; // and one octet too many
            var length = PduWriter.Write(pdu, command, CommandStatus.Ok, 1, new MessageSm
            {
                Source = new SmppAddress(1, 1, Encoding.ASCII.GetBytes(source)),
                Destination = new SmppAddress(1, 1, Encoding.ASCII.GetBytes(destination)),
                ShortMessage = Encoding.ASCII.GetBytes("code " + text),
                Tlvs = new Tlvs(tlvs),
            });
            PduMask.Mask(pdu.AsSpan(0, length));
            var seen = Encoding.Latin1.GetString(pdu);
            return !seen.Contains(source, StringComparison.Ordinal) && !seen.Contains(destination, StringComparison.Ordinal) && !seen.Contains(text, StringComparison.Ordinal);
        },
        iter: 20_000,
        seed: "0000KIa3kcH4");

    // Ids and system ids stay, so a number in their place does.
    private static bool IsName(int index) => SmppHeader.Read(Golden.Bytes(Golden.All[index])).Command is not (CommandId.SubmitSm or CommandId.SubmitMulti or CommandId.DataSm or CommandId.AlertNotification or CommandId.Unbind or CommandId.EnquireLink or CommandId.GenericNack);

    private static string Masked(byte[] pdu)
    {
        PduMask.Mask(pdu);
        PduBody.TryRead<MessageSm>(pdu.AsSpan(SmppHeader.Size), out var message, out _).ShouldBeTrue();
        return Encoding.ASCII.GetString(message.ShortMessage);
    }

    private static byte[] Message(CommandId command, byte esmClass, string text)
    {
        var pdu = new byte[512];
        return pdu[..PduWriter.Write(pdu, command, CommandStatus.Ok, 1, new MessageSm { Settings = new MessageSettings { EsmClass = esmClass }, ShortMessage = Encoding.Latin1.GetBytes(text) })];
    }
}
