using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Sessions;
using Xunit;

namespace Tidegate.Smpp.Tests.Sessions;

/// <summary>A client's session, with a peer whose every octet the test writes.</summary>
public sealed class SessionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Responses_AreMatched_InWhateverOrderTheyCome_AndTheWindowIsHeldTo()
    {
        var (session, peer) = await RawPeer.BoundAsync(new SmppSessionOptions { Window = 3 });
        await using var _ = session;
        await using var __ = peer;
        var submissions = Enumerable.Range(0, 5).Select(i => SubmitAsync(session, $"m{i}")).ToList();
        var sent = new List<(uint Sequence, string Text)>();
        for (var i = 0; i < 3; i++) sent.Add(Read(await peer.ReadAsync()));
        sent.Select(s => s.Text).ShouldBe(["m0", "m1", "m2"]);
        session.Unanswered.ShouldBe(3);
        await peer.SendAsync(RawPeer.HeaderOnly(CommandId.EnquireLink, 77));
        (await peer.ReadAsync(CommandId.EnquireLinkResp)).Sequence.ShouldBe(77u); // the next PDU: the fourth submission waits
        await peer.SendAsync(RawPeer.Text(CommandId.SubmitSmResp, sent[2].Sequence, "id-of-m2"));
        sent.Add(Read(await peer.ReadAsync()));
        await peer.SendAsync(RawPeer.Text(CommandId.SubmitSmResp, sent[0].Sequence, "id-of-m0"));
        sent.Add(Read(await peer.ReadAsync()));
        foreach (var (sequence, text) in sent.Where(s => s.Text is "m4" or "m1" or "m3").Reverse())
            await peer.SendAsync(text == "m3" ? RawPeer.HeaderOnly(CommandId.SubmitSmResp, sequence, CommandStatus.SubmitFailed) : RawPeer.Text(CommandId.SubmitSmResp, sequence, "id-of-" + text));
        var answers = await Task.WhenAll(submissions).WaitAsync(Patience);
        answers.Select(a => (a.Status, a.MessageId)).ShouldBe(
        [
            (CommandStatus.Ok, "id-of-m0"), (CommandStatus.Ok, "id-of-m1"), (CommandStatus.Ok, "id-of-m2"), (CommandStatus.SubmitFailed, ""), (CommandStatus.Ok, "id-of-m4"),
        ]);
        sent.Select(s => s.Sequence).ShouldBeUnique();
        session.Unanswered.ShouldBe(0);
    }

    [Fact]
    public async Task Cancelling_BeforeItIsSent_SendsNothing_AndAfter_GivesThePlaceBack()
    {
        var (session, peer) = await RawPeer.BoundAsync(new SmppSessionOptions { Window = 1 });
        await using var _ = session;
        await using var __ = peer;
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var sent = SubmitAsync(session, "sent", first.Token);
        var waiting = SubmitAsync(session, "waiting", second.Token);
        var third = SubmitAsync(session, "third");
        var (sequence, _) = Read(await peer.ReadAsync());
        await second.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));
        await first.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => sent.WaitAsync(Patience));
        var next = Read(await peer.ReadAsync());
        next.Text.ShouldBe("third");
        await peer.SendAsync(RawPeer.Text(CommandId.SubmitSmResp, sequence, "too late"), RawPeer.Text(CommandId.SubmitSmResp, next.Sequence, "in time"), RawPeer.Text(CommandId.SubmitSmResp, 0x7000_0000, "to nothing"));
        (await third.WaitAsync(Patience)).MessageId.ShouldBe("in time");
        await peer.SendAsync(RawPeer.HeaderOnly(CommandId.EnquireLink, 5));
        await peer.ReadAsync(CommandId.EnquireLinkResp);
        session.UnknownResponses.ShouldBe(2);
    }

    [Fact]
    public async Task ResponseThatDoesNotCome_IsATimeout_AndTheSessionGoesOn()
    {
        var time = new FakeTimeProvider();
        var (session, peer) = await RawPeer.BoundAsync(new SmppSessionOptions { Window = 1, ResponseTimeout = TimeSpan.FromSeconds(20), EnquireEvery = TimeSpan.FromMinutes(10), Time = time });
        await using var _ = session;
        await using var __ = peer;
        var lost = SubmitAsync(session, "lost");
        await peer.ReadAsync(CommandId.SubmitSm);
        time.Advance(TimeSpan.FromSeconds(15));
        lost.IsCompleted.ShouldBeFalse();
        var failed = Should.ThrowAsync<TimeoutException>(() => lost.WaitAsync(Patience));
        await AdvanceUntilAsync(time, () => lost.IsCompleted);
        await failed;
        var next = SubmitAsync(session, "next"); // its place is free again
        await peer.SendAsync(RawPeer.Text(CommandId.SubmitSmResp, Read(await peer.ReadAsync()).Sequence, "id"));
        (await next.WaitAsync(Patience)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task PeerThatIsSilent_IsAsked_AndOneThatDoesNotAnswerIsLeft_WithWhatIsUnansweredInDoubt()
    {
        var time = new FakeTimeProvider();
        var (session, peer) = await RawPeer.BoundAsync(new SmppSessionOptions { ResponseTimeout = TimeSpan.FromSeconds(40), EnquireEvery = TimeSpan.FromSeconds(20), Time = time });
        await using var _ = session;
        await using var __ = peer;
        var reading = peer.ReadAsync(CommandId.EnquireLink);
        await AdvanceUntilAsync(time, () => reading.IsCompleted);
        await peer.SendAsync(RawPeer.HeaderOnly(CommandId.EnquireLinkResp, (await reading).Sequence));
        reading = peer.ReadAsync(CommandId.EnquireLink); // it goes on after an answer
        await AdvanceUntilAsync(time, () => reading.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(10)); // the question is over before the submission is
        var submission = SubmitAsync(session, "in doubt");
        await AdvanceUntilAsync(time, () => session.Ended.IsCompleted);
        (await session.Ended)!.Message.ShouldBe("the peer did not answer enquire_link");
        (await Should.ThrowAsync<SmppSessionException>(() => submission.WaitAsync(Patience))).InDoubt.ShouldBeTrue();
        (await Should.ThrowAsync<SmppSessionException>(() => SubmitAsync(session, "later"))).InDoubt.ShouldBeFalse();
    }

    [Fact]
    public async Task PeersRequests_AreHanded_AndAnsweredAtOnceOrLater()
    {
        var later = new ConcurrentQueue<SmppHeader>();
        var texts = new ConcurrentQueue<string>();
        var options = new SmppSessionOptions
        {
            OnRequest = (session, header, pdu) =>
            {
                texts.Enqueue(header.Command == CommandId.DeliverSm ? Read(pdu.ToArray()).Text : header.Command.ToString());
                if (header.Sequence == 1) later.Enqueue(header);
                else if (header.Command == CommandId.DeliverSm) session.Answer(header, CommandStatus.Ok, new TextResp { HasBody = true });
                else session.Answer(header, CommandStatus.InvalidCommandId);
            },
        };
        var (session, peer) = await RawPeer.BoundAsync(options);
        await using var _ = session;
        await using var __ = peer;
        await peer.SendAsync(RawPeer.Message(CommandId.DeliverSm, 1, "one"), RawPeer.Message(CommandId.DeliverSm, 2, "two"), RawPeer.HeaderOnly((CommandId)0x444, 3), RawPeer.HeaderOnly(CommandId.AlertNotification, 4));
        (await peer.ReadAsync(CommandId.DeliverSmResp)).Sequence.ShouldBe(2u);
        (await peer.ReadAsync(CommandId.GenericNack)).ShouldBe(new SmppHeader(16, CommandId.GenericNack, CommandStatus.InvalidCommandId, 3));
        later.TryDequeue(out var first).ShouldBeTrue();
        await session.AnswerAsync(first, CommandStatus.Ok);
        (await peer.ReadAsync(CommandId.DeliverSmResp)).Sequence.ShouldBe(1u);
        texts.ShouldBe(["one", "two", "1092", "AlertNotification"]);
    }

    [Theory]
    [InlineData(CommandId.BindTransceiver, CommandId.DeliverSm, CommandId.DeliverSmResp, CommandStatus.ReceiverTemporaryError)] // it comes again
    [InlineData(CommandId.BindTransmitter, CommandId.DeliverSm, CommandId.DeliverSmResp, CommandStatus.IncorrectBindStatus)]
    [InlineData(CommandId.BindTransceiver, CommandId.BindReceiver, CommandId.BindReceiverResp, CommandStatus.AlreadyBound)]
    [InlineData(CommandId.BindTransceiver, (CommandId)0x444, CommandId.GenericNack, CommandStatus.InvalidCommandId)]
    public async Task RequestThatNobodyTakes_IsRefused(CommandId bind, CommandId request, CommandId answer, CommandStatus status)
    {
        var (session, peer) = await RawPeer.BoundAsync(new SmppSessionOptions(), bind);
        await using var _ = session;
        await using var __ = peer;
        await peer.SendAsync(RawPeer.HeaderOnly(request, 9));
        (await peer.ReadAsync(answer)).ShouldBe(new SmppHeader(16, answer, status, 9));
    }

    [Fact]
    public async Task Unbind_WaitsForResponses_TakesNoMore_AndThenCloses()
    {
        var (session, peer) = await RawPeer.BoundAsync(new SmppSessionOptions { Window = 1 });
        await using var _ = peer;
        var first = SubmitAsync(session, "first");
        var second = SubmitAsync(session, "second"); // waits for a place, and is sent before unbind
        var unbinding = session.UnbindAsync();
        (await Should.ThrowAsync<SmppSessionException>(() => SubmitAsync(session, "third"))).InDoubt.ShouldBeFalse();
        for (var i = 0; i < 2; i++) await peer.SendAsync(RawPeer.Text(CommandId.SubmitSmResp, (await peer.ReadAsync(CommandId.SubmitSm)).Sequence, "id"));
        var unbind = await peer.ReadAsync(CommandId.Unbind);
        unbinding.IsCompleted.ShouldBeFalse();
        await peer.SendAsync(RawPeer.HeaderOnly(CommandId.UnbindResp, unbind.Sequence));
        (await unbinding.WaitAsync(Patience))!.IsOk.ShouldBeTrue();
        (await first).IsOk.ShouldBeTrue();
        (await second).IsOk.ShouldBeTrue();
        (await session.Ended).ShouldBeNull();
        (await peer.IsClosedAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task PeersUnbind_IsAnswered_OnceItsRequestsAre()
    {
        var asked = new TaskCompletionSource<SmppHeader>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (session, peer) = await RawPeer.BoundAsync(new SmppSessionOptions { OnRequest = (_, header, _) => asked.TrySetResult(header) });
        await using var _ = session;
        await using var __ = peer;
        await peer.SendAsync(RawPeer.Message(CommandId.DeliverSm, 1, "one"), RawPeer.HeaderOnly(CommandId.Unbind, 2), RawPeer.HeaderOnly(CommandId.EnquireLink, 3), RawPeer.Message(CommandId.DeliverSm, 4, "after"));
        await peer.ReadAsync(CommandId.EnquireLinkResp); // it still reads
        (await peer.ReadAsync(CommandId.DeliverSmResp)).Status.ShouldBe(CommandStatus.IncorrectBindStatus);
        await session.AnswerAsync(await asked.Task, CommandStatus.Ok);
        (await peer.ReadAsync(CommandId.DeliverSmResp)).Sequence.ShouldBe(1u);
        (await peer.ReadAsync(CommandId.UnbindResp)).Sequence.ShouldBe(2u);
        (await session.Ended.WaitAsync(Patience)).ShouldBeNull();
        (await Should.ThrowAsync<SmppSessionException>(() => SubmitAsync(session, "later"))).InDoubt.ShouldBeFalse();
    }

    [Fact]
    public async Task ConnectionThatBreaks_TellsEveryRequest_WhetherItWasSent()
    {
        var (session, peer) = await RawPeer.BoundAsync(new SmppSessionOptions { Window = 2 });
        var submissions = Enumerable.Range(0, 4).Select(i => SubmitAsync(session, $"m{i}")).ToList();
        for (var i = 0; i < 2; i++) await peer.ReadAsync(CommandId.SubmitSm);
        peer.Break();
        var doubts = new List<bool>();
        foreach (var submission in submissions) doubts.Add((await Should.ThrowAsync<SmppSessionException>(() => submission.WaitAsync(Patience))).InDoubt);
        doubts.ShouldBe([true, true, false, false]);
        (await session.Ended).ShouldBeOfType<IOException>();
        (await session.UnbindAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task PostedRequests_AreTold_OnceEach()
    {
        var (session, peer) = await RawPeer.BoundAsync(new SmppSessionOptions { Window = 5 });
        await using var _ = peer;
        var told = new ConcurrentQueue<(object? State, uint Status, bool Failed)>();
        var posting = Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++) await session.PostAsync(RawPeer.Message(CommandId.SubmitSm, 0, "x"), (state, header, _, failure) => told.Enqueue((state, (uint)header.Status, failure is not null)), i);
            await session.FlushAsync();
        });
        for (var i = 0; i < 48; i++) await peer.SendAsync(RawPeer.HeaderOnly(CommandId.SubmitSmResp, (await peer.ReadAsync(CommandId.SubmitSm)).Sequence, (CommandStatus)i));
        await posting.WaitAsync(Patience);
        for (var i = 0; i < 2; i++) await peer.ReadAsync(CommandId.SubmitSm);
        using (var patience = new CancellationTokenSource(Patience))
            while (told.Count < 48) await Task.Delay(20, patience.Token);
        await session.DisposeAsync();
        told.Take(48).ShouldBe(Enumerable.Range(0, 48).Select(i => ((object?)i, (uint)i, false)));
        told.Skip(48).Select(t => (int)t.State!).Order().ShouldBe([48, 49]);
        told.Skip(48).ShouldAllBe(t => t.Failed);
    }

    private static Task<SmppResponse> SubmitAsync(SmppSession session, string text, CancellationToken cancel = default) =>
        session.SubmitAsync(new MessageSm { Destination = new SmppAddress(1, 1, "393391234567"u8), ShortMessage = Encoding.ASCII.GetBytes(text) }, cancel);

    private static (uint Sequence, string Text) Read(byte[] pdu)
    {
        PduBody.TryRead<MessageSm>(pdu.AsSpan(SmppHeader.Size), out var message, out var fault).ShouldBeTrue(fault.ToString());
        return (SmppHeader.Read(pdu).Sequence, Encoding.ASCII.GetString(message.ShortMessage));
    }

    private static async Task AdvanceUntilAsync(FakeTimeProvider time, Func<bool> met)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!met())
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(20, patience.Token);
        }
    }
}
