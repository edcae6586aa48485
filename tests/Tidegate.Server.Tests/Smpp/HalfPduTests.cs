using System.Buffers;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Tidegate.Server.Smpp;
using Tidegate.Smpp;
using Xunit;
using static Tidegate.Server.Tests.Smpp.Through;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>A side that begins a PDU and does not end it.</summary>
public sealed class HalfPduTests
{
    private static readonly TimeSpan Almost = HalfPdu.Most - TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(20, "20 of 74 octets came")]
    [InlineData(3, "3 of a header of 16 octets came")]
    public async Task OfTheClient_EndsTheBind_AndTheLogTellsHowMuchCame(int came, string told)
    {
        var time = new SteppedTime();
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc), time: time);
        var log = LogLines.Of(host);
        await using var esme = await BoundAsync(host);
        var pdu = Esme.Submission(Good);
        pdu.Length.ShouldBe(74);
        SmppHeader.WriteSequence(pdu, 8);

        await esme.SendOctetsAsync([.. HeaderOnly(CommandId.EnquireLink), .. pdu[..came]]);
        SmppHeader.Read(await esme.ReadAsync()).Command.ShouldBe(CommandId.EnquireLinkResp);
        time.Step(Almost);
        await esme.SendOctetsAsync(pdu[came..]); // in time
        SmppHeader.Read(await esme.ReadAsync()).Sequence.ShouldBe(8u);

        await esme.SendOctetsAsync(pdu[..came]);
        await EndedAsync(time, log, $"a bind of acme has ended: the client began a PDU and did not end it in 30 s: {told}; submissions in doubt: 0");
        await Should.ThrowAsync<IOException>(esme.ReadAsync);
        smsc.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task OfTheSmsc_EndsTheBind_AndTheLogTellsHowMuchCame()
    {
        var time = new SteppedTime();
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc), time: time);
        var log = LogLines.Of(host);
        await using var esme = await BoundAsync(host);
        await smsc.SendOctetsAsync([.. HeaderOnly(CommandId.EnquireLink), .. HeaderOnly(CommandId.DeliverSm)[..15]]);
        await UntilAsync(() => smsc.Received.Any(p => SmppHeader.Read(p).Command == CommandId.EnquireLinkResp));
        await EndedAsync(time, log, "a bind of acme has ended: the SMSC began a PDU and did not end it in 30 s: 15 of 16 octets came");
        await Should.ThrowAsync<IOException>(esme.ReadAsync);
    }

    [Fact]
    public void Trickle_CountsFromTheFirstOctet_AndTimeInWhichNobodyReadsDoesNot()
    {
        var time = new FakeTimeProvider();
        var half = new HalfPdu("the client", time);
        for (var came = 1; came <= 2; came++)
        {
            half.Left(new ReadOnlySequence<byte>(new byte[came]), took: came == 1);
            time.Advance(TimeSpan.FromHours(1)); // not read
            half.Check();
            half.Resume();
            time.Advance(TimeSpan.FromSeconds(14));
            half.Check();
            half.Pause();
        }

        half.Left(new ReadOnlySequence<byte>(new byte[3]), took: false);
        half.Resume();
        time.Advance(TimeSpan.FromSeconds(2));
        Should.Throw<IOException>(half.Check).Message.ShouldContain("3 of a header");
        half.Left(new ReadOnlySequence<byte>(new byte[3]), took: true); // the next one
        half.Check();
        half.Left(ReadOnlySequence<byte>.Empty, took: true);
        half.Resume();
        time.Advance(TimeSpan.FromHours(1));
        half.Check();
    }

    // By steps of which none is long enough alone: when it is read again is not seen from here.
    private static Task EndedAsync(SteppedTime time, LogLines log, string line) => UntilAsync(() =>
    {
        time.Step(Almost);
        return log.Have(line);
    });
}
