using System.Text;
using Shouldly;
using Tidegate.Server.Smpp;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Receipts;
using Xunit;
using static Tidegate.Server.Tests.Smpp.Through;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>What a client gets for a blocked message, as its account is configured.</summary>
public sealed class BlockAnswerTests
{
    [Fact]
    public async Task Accept_TakesTheMessage_NeverSendsItOn_AndAReceiptTellsThatItFailed()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync("mode: enforce\n" + Config(smsc, "block: accept, block_receipt: undeliverable"));
        await BlockAsync(host);
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(7, Bad, registered: 1);
        var answer = await esme.ReadAsync();
        SmppHeader.Read(answer).ShouldBe(new SmppHeader((uint)answer.Length, CommandId.SubmitSmResp, CommandStatus.Ok, 7));
        var id = Encoding.ASCII.GetString(answer[16..^1]);
        id.Length.ShouldBeGreaterThan(8);
        var receipt = await esme.ReadAsync();
        Told(receipt).ShouldBe((id, MessageState.Undeliverable, Bad, "ACME"));
        await esme.SendAsync(HeaderOnly(CommandId.DeliverSmResp), SmppHeader.Read(receipt).Sequence);
        await esme.SubmitAsync(8, Bad); // asks for no receipt
        (await esme.ReadAsync()).Length.ShouldBeGreaterThan(16);
        await esme.SubmitAsync(9, Good);
        SmppHeader.Read(await esme.ReadAsync()).Sequence.ShouldBe(9u);
        smsc.Received.Count.ShouldBe(1); // the good one: neither the blocked ones nor the answer to a receipt that it never sent
        host.Service<SmppCounts>().Accepted.Value.ShouldBe(2);
        host.Service<SmppCounts>().ReceiptsMade.Value.ShouldBe(1);
    }

    [Fact]
    public async Task Accept_GivesTheReceiptToTheBindThatReceives_AlsoWhenItComesLater_AndAgainWhenItWasNotAnswered()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync("mode: enforce\n" + Config(smsc, "block: accept"));
        await BlockAsync(host);
        await using var sends = await BoundAsync(host, kind: CommandId.BindTransmitter);
        await sends.SubmitAsync(1, Bad, registered: 1);
        var id = Encoding.ASCII.GetString((await sends.ReadAsync())[16..^1]);
        await using (var receives = await BoundAsync(host, kind: CommandId.BindReceiver)) Told(await receives.ReadAsync()).ShouldBe((id, MessageState.Rejected, Bad, "ACME"));
        await using var again = await BoundAsync(host, kind: CommandId.BindReceiver);
        Told(await again.ReadAsync()).Id.ShouldBe(id);
        await using var other = await BoundAsync(host, "other", CommandId.BindReceiver);
        await other.SendAsync(HeaderOnly(CommandId.EnquireLink), 2);
        SmppHeader.Read(await other.ReadAsync()).Command.ShouldBe(CommandId.EnquireLinkResp); // nothing of another account's
    }

    [Fact]
    public async Task ReceiptThatTheClientCannotTakeNow_ComesAgain_OnThatBindAndOnTheNext_UntilItIsTaken()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync("mode: enforce\n" + Config(smsc, "block: accept"));
        await BlockAsync(host);
        string id;
        await using (var esme = await BoundAsync(host))
        {
            await esme.SubmitAsync(1, Bad, registered: 1);
            id = Encoding.ASCII.GetString((await esme.ReadAsync())[16..^1]);
            foreach (var status in new[] { CommandStatus.ReceiverTemporaryError, CommandStatus.MessageQueueFull })
            {
                var receipt = await esme.ReadAsync();
                Told(receipt).Id.ShouldBe(id);
                await esme.SendAsync(Response(status), SmppHeader.Read(receipt).Sequence);
            }

            await UntilAsync(() => host.Service<SmppCounts>().ReceiptsPutOff.Value == 2);
        }

        await using (var next = await BoundAsync(host))
        {
            var receipt = await next.ReadAsync();
            Told(receipt).Id.ShouldBe(id);
            await next.SendAsync(Response(CommandStatus.SubmitFailed), SmppHeader.Read(receipt).Sequence); // for good
            await UntilAsync(() => host.Service<SmppCounts>().ReceiptsRefused.Value == 1);
        }

        await host.RestartAsync();
        await using var last = await BoundAsync(host);
        await last.SendAsync(HeaderOnly(CommandId.EnquireLink), 2);
        SmppHeader.Read(await last.ReadAsync()).Command.ShouldBe(CommandId.EnquireLinkResp); // and no receipt
    }

    [Theory]
    [InlineData("+00998901112233")]
    [InlineData("0000998901112233")]
    [InlineData("000998901112233")]
    [InlineData("+0998901112233")]
    [InlineData("\t998901112233\t")]
    [InlineData("998901112233;ext=1")]
    [InlineData("tel:+998901112233")]
    [InlineData("TEL: +998-90-111-22-33;phone-context=+1")]
    [InlineData("998_901_112_233")]
    public async Task BlockedNumber_IsBlockedHoweverItIsWritten_AndObserved(string written)
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync("mode: enforce\n" + Config(smsc));
        await BlockAsync(host);
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(1, written);
        SmppHeader.Read(await esme.ReadAsync()).Status.ShouldBe(CommandStatus.SubmitFailed);
        smsc.Received.ShouldBeEmpty();
        await UntilAsync(() => host.Engine.Health().Events == 1);
    }

    [Theory]
    [InlineData("0998901112233")] // national perhaps
    [InlineData("tel:")]
    [InlineData("998901112233x")]
    [InlineData("")]
    public async Task WhatIsNoInternationalNumber_Passes_AsItIs(string written)
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync("mode: enforce\n" + Config(smsc));
        await BlockAsync(host);
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(1, written);
        SmppHeader.Read(await esme.ReadAsync()).Status.ShouldBe(CommandStatus.Ok);
        smsc.Received.TryPeek(out var seen).ShouldBeTrue();
        seen![4..].ShouldBe([.. Esme.Submission(written)[4..12], .. seen[12..16], .. Esme.Submission(written)[16..]]);
    }

    [Fact]
    public async Task Shadow_PassesWhatIsBlocked_AndCountsIt()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync("mode: enforce\n" + Config(smsc, "accounts: [{system_id: acme, block: shadow}]"));
        await BlockAsync(host);
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(7, Bad);
        SmppHeader.Read(await esme.ReadAsync()).Status.ShouldBe(CommandStatus.Ok);
        smsc.Received.Count.ShouldBe(1);
        host.Service<SmppCounts>().Shadowed.Value.ShouldBe(1);
        await using var other = await BoundAsync(host, "other");
        await other.SubmitAsync(1, Bad);
        SmppHeader.Read(await other.ReadAsync()).Status.ShouldBe(CommandStatus.SubmitFailed);
    }

    [Fact]
    public async Task SubmitMulti_GoesOnWithoutTheBlockedNumbers_WhichComeBackAsUnsuccessful()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync("mode: enforce\n" + Config(smsc));
        await BlockAsync(host);
        await using var esme = await BoundAsync(host);
        await esme.SendAsync(Multi(Good, Bad, "393391234568", "998901112244"), 5);
        Refused(await esme.ReadAsync(), 5, CommandStatus.Ok).ShouldBe([("7", CommandStatus.InvalidDestinationAddress), (Bad, CommandStatus.SubmitFailed), ("998901112244", CommandStatus.SubmitFailed)]);
        smsc.Received.TryPeek(out var seen).ShouldBeTrue();
        var expected = Multi(Good, "393391234568");
        SmppHeader.WriteSequence(expected, SmppHeader.Read(seen!).Sequence);
        seen.ShouldBe(expected);
        await esme.SendAsync(Multi(Bad, "998901112244"), 6);
        Convert.ToHexStringLower(await esme.ReadAsync()).ShouldBe("00000010800000210000004500000006");
        await UntilAsync(() => host.Engine.Health().Events == 6); // every number is an event, whatever became of it
        await esme.SendAsync(Multi(Good, "393391234568"), 7);
        Refused(await esme.ReadAsync(), 7, CommandStatus.Ok).ShouldBe([("7", CommandStatus.InvalidDestinationAddress)]);
        smsc.Received.Count.ShouldBe(2);
    }

    [Fact]
    public async Task ContractedRate_IsHeldToByThrottling_AndNothingElseIs()
    {
        var time = new SteppedTime();
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc, "accounts: [{system_id: acme, rate: 5, burst: 6}]"), time: time);
        await using var esme = await BoundAsync(host);
        await using var other = await BoundAsync(host, "other");
        (await SubmitAsync(esme, 8)).ShouldBe([0, 0, 0, 0, 0, 0, 0x58, 0x58]);
        (await SubmitAsync(other, 8)).ShouldAllBe(s => s == 0);
        time.Step(TimeSpan.FromSeconds(0.4));
        (await SubmitAsync(esme, 3)).ShouldBe([0, 0, 0x58]);
        time.Step(TimeSpan.FromHours(1));
        (await SubmitAsync(esme, 7)).ShouldBe([0, 0, 0, 0, 0, 0, 0x58]);
        host.Service<SmppCounts>().Throttled.Value.ShouldBe(4);
    }

    [Theory]
    [InlineData("", "open", CommandStatus.Ok)]
    [InlineData("failure_policies: {table_stale: block}\n", "open", CommandStatus.Ok)]
    [InlineData("failure_policies: {table_stale: block}\n", "policies", CommandStatus.SubmitFailed)]
    [InlineData("", "policies", CommandStatus.Ok)]
    [InlineData("", "closed", CommandStatus.SystemError)]
    public async Task WithoutAVerdict_TheAccountIsOpenOrClosed(string policies, string onFailure, CommandStatus expected)
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync($"mode: enforce\nfailures_forced: [table_stale]\n{policies}{Config(smsc, $"accounts: [{{system_id: acme, on_failure: {onFailure}}}]")}");
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(1, Good);
        SmppHeader.Read(await esme.ReadAsync()).Status.ShouldBe(expected);
        host.Service<SmppCounts>().FailedOpen.Value.ShouldBe(expected == CommandStatus.Ok ? 1 : 0);
        host.Service<SmppCounts>().FailedClosed.Value.ShouldBe(expected == CommandStatus.SystemError ? 1 : 0);
    }

    private static byte[] Response(CommandStatus status)
    {
        var pdu = new byte[32];
        return pdu[..PduWriter.Write(pdu, CommandId.DeliverSmResp, status, 0, new TextResp { HasBody = true })];
    }

    private static async Task<List<int>> SubmitAsync(Esme esme, int count)
    {
        var statuses = new List<int>();
        for (uint i = 1; i <= count; i++)
        {
            await esme.SubmitAsync(i, Good);
            statuses.Add((int)SmppHeader.Read(await esme.ReadAsync()).Status);
        }

        return statuses;
    }

    private static (string Id, MessageState State, string From, string To) Told(byte[] pdu)
    {
        SmppHeader.Read(pdu).Command.ShouldBe(CommandId.DeliverSm);
        PduBody.TryRead<MessageSm>(pdu.AsSpan(16), out var message, out _).ShouldBeTrue();
        DeliveryReceipt.TryRead(message.Settings.EsmClass, message.ShortMessage, message.Tlvs, out var receipt).ShouldBeTrue();
        ReceiptText.TryRead(message.ShortMessage, out var text).ShouldBeTrue();
        text.Id.SequenceEqual(receipt.MessageId).ShouldBeTrue();
        return (Encoding.ASCII.GetString(receipt.MessageId), receipt.State, Encoding.ASCII.GetString(message.Source.Digits), Encoding.ASCII.GetString(message.Destination.Digits));
    }

    private static List<(string Number, CommandStatus Status)> Refused(byte[] pdu, uint sequence, CommandStatus status)
    {
        SmppHeader.Read(pdu).ShouldBe(new SmppHeader((uint)pdu.Length, CommandId.SubmitMultiResp, status, sequence));
        PduBody.TryRead<SubmitMultiResp>(pdu.AsSpan(16), out var response, out _).ShouldBeTrue();
        Encoding.ASCII.GetString(response.MessageId).ShouldBe("multi-1");
        var refused = new List<(string, CommandStatus)>();
        foreach (var one in response.Unsuccessful) refused.Add((Encoding.ASCII.GetString(one.Address.Digits), one.Status));
        return refused;
    }

    internal static byte[] Multi(params string[] numbers)
    {
        Destinations.TryCreate(numbers.Length, [.. numbers.SelectMany(n => new byte[] { 1, 1, 1 }.Concat(Encoding.ASCII.GetBytes(n)).Append((byte)0))], out var destinations).ShouldBeTrue();
        var pdu = new byte[512];
        var length = PduWriter.Write(pdu, CommandId.SubmitMulti, CommandStatus.Ok, 0, new SubmitMulti { Source = new SmppAddress(5, 0, "ACME"u8), Destinations = destinations, ShortMessage = "hello"u8 });
        return pdu[..length];
    }
}
