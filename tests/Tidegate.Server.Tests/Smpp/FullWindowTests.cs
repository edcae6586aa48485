using Shouldly;
using Tidegate.Server.Smpp;
using Tidegate.Smpp;
using Xunit;
using static Tidegate.Server.Tests.Smpp.Through;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>While the SMSC answers no more, and the window is full.</summary>
public sealed class FullWindowTests
{
    [Fact]
    public async Task ClientThatCloses_EndsTheSession_AndWhatTheSmscHasIsInDoubt()
    {
        await using var smsc = new Smsc(answerEvery: 1000);
        await using var host = await Host.StartAsync(Config(smsc, "window: 2"));
        var counts = host.Service<SmppCounts>();
        var log = LogLines.Of(host);
        await using (var esme = await BoundAsync(host))
        {
            for (uint i = 1; i <= 5; i++) await esme.SubmitAsync(i, Good);
            await UntilAsync(() => smsc.Received.Count == 2);
        }

        await UntilAsync(() => counts.Sessions.Value == 0);
        counts.InDoubt.Value.ShouldBe(2);
        counts.Submitted.Value.ShouldBe(2); // the others were never passed on
        await UntilAsync(() => log.Have("the client closed; submissions in doubt: 2"));
    }

    /// <summary>It is not read then; only Linux tells nevertheless, so that elsewhere it is seen when the client is next asked whether it is there.</summary>
    [Fact]
    public async Task ClientThatCloses_BehindMoreThanIsHeld_EndsTheSessionToo()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var smsc = new Smsc(answerEvery: 100_000);
        await using var host = await Host.StartAsync(Config(smsc, "window: 1, enquire_every: 1h"));
        var counts = host.Service<SmppCounts>();
        var log = LogLines.Of(host);
        await using (var esme = await BoundAsync(host))
        {
            var submission = Esme.Submission(Good);
            await esme.SendOctetsAsync([.. Enumerable.Repeat(submission, (80 << 10) / submission.Length).SelectMany(s => s)]);
            await UntilAsync(() => smsc.Received.Count == 1);
        }

        await UntilAsync(() => log.Have("a bind of acme has ended: the client closed; submissions in doubt: 1"));
        counts.Submitted.Value.ShouldBe(1);
    }

    [Fact]
    public async Task WhatNeedsNoPlace_GoesOn_AndRequestsFollowInOrder()
    {
        await using var smsc = new Smsc(answerEvery: 1000);
        await using var host = await Host.StartAsync(Config(smsc, "window: 1"));
        await using var esme = await BoundAsync(host);
        for (uint i = 1; i <= 3; i++) await esme.SubmitAsync(i, Good);
        await smsc.SendAsync(HeaderOnly(CommandId.DeliverSm), 9);
        SmppHeader.Read(await esme.ReadAsync()).Command.ShouldBe(CommandId.DeliverSm);
        await esme.SendAsync(HeaderOnly(CommandId.DeliverSmResp), 9);
        await UntilAsync(() => smsc.Received.Any(p => SmppHeader.Read(p) is { Command: CommandId.DeliverSmResp, Sequence: 9 }));
        await esme.SendAsync(HeaderOnly(CommandId.EnquireLink), 4);
        SmppHeader.Read(await esme.ReadAsync()).ShouldBe(new SmppHeader(16, CommandId.EnquireLinkResp, CommandStatus.Ok, 4));
        smsc.Received.Count(p => SmppHeader.Read(p).Command == CommandId.SubmitSm).ShouldBe(1);

        await smsc.AnswerAllAsync();
        for (uint i = 1; i <= 3; i++) SmppHeader.Read(await esme.ReadAsync()).Sequence.ShouldBe(i);
    }

    [Fact]
    public async Task RequestThatIsNotAnswered_IsGivenUp_AndItsPlaceIsFree()
    {
        await using var smsc = new Smsc(answerEvery: 1000);
        await using var host = await Host.StartAsync(Config(smsc, "window: 1, response_timeout: 1s"));
        var counts = host.Service<SmppCounts>();
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(1, Good);
        await esme.SubmitAsync(2, Good);
        await UntilAsync(() => smsc.Received.Count == 2 && counts.InDoubt.Value >= 1);
        await smsc.AnswerAllAsync();
        await UntilAsync(() => counts.UnknownResponses.Value >= 1);
        await esme.SubmitAsync(3, Good);
        byte[] answer;
        do answer = await esme.ReadAsync();
        while (SmppHeader.Read(answer).Sequence == 2); // if it was in time
        SmppHeader.Read(answer).ShouldBe(new SmppHeader((uint)answer.Length, CommandId.SubmitSmResp, CommandStatus.Ok, 3));
    }
}
