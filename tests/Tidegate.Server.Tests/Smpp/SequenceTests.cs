using Shouldly;
using Tidegate.Server.Smpp;
using Tidegate.Smpp;
using Xunit;
using static Tidegate.Server.Tests.Smpp.Through;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>Responses reach who asked, whatever sequence numbers the two sides use.</summary>
public sealed class SequenceTests
{
    /// <summary>It is about a PDU whose number could not be read: SMPP 3.4, 4.3.</summary>
    [Fact]
    public async Task GenericNackWithNumber0_GoesOnBothWays_AndAnswersNothingThatWaits()
    {
        await using var smsc = new Smsc(answerEvery: 1000);
        await using var host = await Host.StartAsync(Config(smsc, "window: 1"));
        var counts = host.Service<SmppCounts>();
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(5, Good);
        await UntilAsync(() => smsc.Received.Count == 1);

        var nack = HeaderOnly(CommandId.GenericNack, CommandStatus.InvalidCommandLength);
        await esme.SendAsync(nack, 0);
        await UntilAsync(() => smsc.Received.Any(p => SmppHeader.Read(p) == SmppHeader.Read(nack)));
        await smsc.SendAsync(nack, 0);
        (await esme.ReadAsync()).ShouldBe(nack);
        counts.UnknownResponses.Value.ShouldBe(0);

        await smsc.AnswerAllAsync();
        var answer = SmppHeader.Read(await esme.ReadAsync());
        (answer.Command, answer.Status, answer.Sequence).ShouldBe((CommandId.SubmitSmResp, CommandStatus.Ok, 5u));
    }

    [Fact]
    public async Task SmscThatUsesTheNumbersOfOurOwnRequests_HasItsResponses_AndOurReceiptIsAnswered()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync("mode: enforce\n" + Config(smsc, "block: accept"));
        await BlockAsync(host);
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(1, Bad, registered: 1);
        await esme.ReadAsync();
        var ours = SmppHeader.Read(await esme.ReadAsync()); // the receipt of the message that was not sent
        ours.Command.ShouldBe(CommandId.DeliverSm);

        var theirs = await DeliveredAsync(smsc, esme, ours.Sequence); // the receipt has it
        var again = await DeliveredAsync(smsc, esme, ours.Sequence); // and so has the SMSC now
        var before = await DeliveredAsync(smsc, esme, theirs.Sequence + 5); // one that ours will come to
        new[] { ours.Sequence, theirs.Sequence, again.Sequence, before.Sequence }.ShouldBeUnique();
        before.Sequence.ShouldBe(theirs.Sequence + 5); // unchanged where nothing is in its way

        var more = new List<uint>();
        for (uint i = 2; i <= 8; i++)
        {
            await esme.SubmitAsync(i, Bad, registered: 1);
            await esme.ReadAsync();
            more.Add(SmppHeader.Read(await esme.ReadAsync()).Sequence);
        }

        more.ShouldNotContain(before.Sequence);
        foreach (var number in more.Append(ours.Sequence)) await esme.SendAsync(HeaderOnly(CommandId.DeliverSmResp), number);
        foreach (var (number, status) in new[] { (before.Sequence, 0x64u), (again.Sequence, 0x14u), (theirs.Sequence, 0x58u) })
            await esme.SendAsync(HeaderOnly(CommandId.DeliverSmResp, (CommandStatus)status), number);
        await UntilAsync(() => smsc.Received.Count == 3);
        smsc.Received.Select(p => SmppHeader.Read(p)).Select(h => (h.Command, (uint)h.Status, h.Sequence)).ShouldBe(
            [(CommandId.DeliverSmResp, 0x64u, before.Sequence), (CommandId.DeliverSmResp, 0x14u, ours.Sequence), (CommandId.DeliverSmResp, 0x58u, ours.Sequence)]);

        await esme.DisposeAsync();
        await using var next = await BoundAsync(host);
        await next.SubmitAsync(1, Good); // before it come receipts that were not answered: none
        SmppHeader.Read(await next.ReadAsync()).Command.ShouldBe(CommandId.SubmitSmResp);
        host.Service<SmppCounts>().ReceiptsPutOff.Value.ShouldBe(0); // the statuses were the SMSC's
    }

    [Fact]
    public async Task ClientThatUsesThem_HasItsOwnBack()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync("mode: enforce\n" + Config(smsc, "block: accept, enquire_every: 1s"));
        await BlockAsync(host);
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(1, Bad, registered: 1);
        await esme.ReadAsync();
        var ours = SmppHeader.Read(await esme.ReadAsync());
        foreach (var number in new[] { ours.Sequence, ours.Sequence, ours.Sequence + 1, 2u, 3u, 0u, 0xFFFF_FFFF })
        {
            await esme.SubmitAsync(number, Good);
            SmppHeader answer;
            do answer = SmppHeader.Read(await esme.ReadAsync());
            while (answer.Command != CommandId.SubmitSmResp); // it is asked whether it is there as well
            (answer.Status, answer.Sequence).ShouldBe((CommandStatus.Ok, number));
        }

        smsc.Received.ShouldNotContain(p => SmppHeader.Read(p).Command.IsResponse());
    }

    private static async Task<SmppHeader> DeliveredAsync(Smsc smsc, Esme esme, uint sequence)
    {
        await smsc.SendAsync(HeaderOnly(CommandId.DeliverSm), sequence);
        var delivered = SmppHeader.Read(await esme.ReadAsync());
        delivered.Command.ShouldBe(CommandId.DeliverSm);
        return delivered;
    }
}
