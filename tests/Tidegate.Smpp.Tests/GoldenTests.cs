using System.Text;
using Shouldly;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Receipts;
using Tidegate.Smpp.Text;
using Xunit;

namespace Tidegate.Smpp.Tests;

public sealed class GoldenTests
{
    public static TheoryData<string> Pdus => new(Golden.All);

    [Theory]
    [MemberData(nameof(Pdus))]
    public void ReadAndWrittenAgainIsTheSame(string hex)
    {
        var pdu = Golden.Bytes(hex);
        Rewriting.TryRewrite(pdu, out var written, out var fault).ShouldBeTrue(fault.ToString());
        Convert.ToHexStringLower(written).ShouldBe(hex, Golden.Name(pdu));
    }

    [Fact]
    public void BindHasItsCredentials()
    {
        PduBody.TryRead<Bind>(Body(Golden.BindTransceiver), out var bind, out _).ShouldBeTrue();
        Text(bind.SystemId).ShouldBe("acme");
        Text(bind.Password).ShouldBe("secret");
        Text(bind.SystemType).ShouldBe("VMS");
        bind.InterfaceVersion.ShouldBe((byte)0x34);
        Text(bind.AddressRange.Digits).ShouldBe("39");
        PduBody.TryRead<TextResp>(Body(Golden.BindTransceiverResp), out var response, out _).ShouldBeTrue();
        response.Tlvs.TryFindNumber(TlvTag.ScInterfaceVersion, out var version).ShouldBeTrue();
        version.ShouldBe(0x34u);
    }

    [Fact]
    public void SubmitSmHasItsAddressesAndText()
    {
        PduBody.TryRead<MessageSm>(Body(Golden.SubmitSm), out var message, out _).ShouldBeTrue();
        Text(message.Source.Digits).ShouldBe("ACME");
        message.Source.Ton.ShouldBe((byte)5);
        Text(message.Destination.Digits).ShouldBe("393391234567");
        message.Settings.RegisteredDelivery.ShouldBe((byte)1);
        MessageText.Decode(message.UserData, message.Settings.DataCoding).ShouldBe("Code {1234} €");
    }

    [Fact]
    public void SubmitMultiHasNumbersAndLists()
    {
        PduBody.TryRead<SubmitMulti>(Body(Golden.SubmitMulti), out var multi, out _).ShouldBeTrue();
        var seen = new List<string>();
        foreach (var destination in multi.Destinations) seen.Add((destination.IsList ? "list " : "number ") + Text(destination.Address.Digits));
        seen.ShouldBe(["number 39333", "list friends"]);
        PduBody.TryRead<SubmitMultiResp>(Body(Golden.SubmitMultiResp), out var response, out _).ShouldBeTrue();
        var refused = new List<string>();
        foreach (var one in response.Unsuccessful) refused.Add($"{Text(one.Address.Digits)} {one.Status}");
        refused.ShouldBe(["39333 SubmitFailed"]);
    }

    [Fact]
    public void DeliverSmIsAReceipt()
    {
        PduBody.TryRead<MessageSm>(Body(Golden.DeliverSm), out var message, out _).ShouldBeTrue();
        DeliveryReceipt.TryRead(message.Settings.EsmClass, message.UserData, message.Tlvs, out var receipt).ShouldBeTrue();
        Text(receipt.MessageId).ShouldBe("0a");
        receipt.State.ShouldBe(MessageState.Delivered);
        Text(receipt.Error).ShouldBe("000");
    }

    [Fact]
    public void DataSmSaysWhichPartItIs()
    {
        PduBody.TryRead<DataSm>(Body(Golden.DataSm), out var data, out _).ShouldBeTrue();
        Concatenation.Of(data.EsmClass, data.UserData, data.Tlvs).ShouldBe(new Concatenation(9, 2, 1));
        Text(UserDataHeader.Skip(data.EsmClass, data.UserData)).ShouldBe("A");
    }

    [Fact]
    public void AnswerToABlockIsSixteenOctets()
    {
        var pdu = new byte[16];
        PduWriter.WriteHeaderOnly(pdu, CommandId.SubmitSm.ToResponse(), CommandStatus.SubmitFailed, 7).ShouldBe(16);
        Convert.ToHexStringLower(pdu).ShouldBe("00000010800000040000004500000007");
        PduBody.TryRead<TextResp>(pdu.AsSpan(16), out var response, out _).ShouldBeTrue();
        response.HasBody.ShouldBeFalse();
    }

    [Theory]
    [InlineData("0005004142", "source_addr at octet 3 of the body: expected a NUL at its end, where the PDU ends")]
    [InlineData("00050041420001013900000000000000000000ff41", "short_message at octet 20 of the body: expected 255 octets, where 1 are left")]
    [InlineData("", "service_type at octet 0 of the body: expected a NUL at its end, where the PDU ends")]
    public void FaultTellsWhatWhereAndWhatWasExpected(string body, string expected)
    {
        PduBody.TryRead<MessageSm>(Convert.FromHexString(body), out _, out var fault).ShouldBeFalse();
        fault.ToString().ShouldBe(expected);
    }

    [Fact]
    public void NulInAStringIsRefused() =>
        Should.Throw<ArgumentException>(() => PduWriter.Write(new byte[99], CommandId.Outbind, CommandStatus.Ok, 1, new Outbind { SystemId = "a\0b"u8 })).Message.ShouldContain("system_id");

    private static ReadOnlySpan<byte> Body(string hex) => Golden.Bytes(hex).AsSpan(SmppHeader.Size);

    private static string Text(ReadOnlySpan<byte> octets) => Encoding.ASCII.GetString(octets);
}
