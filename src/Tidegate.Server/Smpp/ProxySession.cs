using System.Buffers;
using System.Net;
using Tidegate.Smpp;
using Tidegate.Smpp.Sessions;

namespace Tidegate.Server.Smpp;

/// <summary>One client bind and one bind at the SMSC. PDUs pass as they are, but for the sequence numbers of the client's requests;
/// submissions that do not pass are answered here.</summary>
internal sealed partial class ProxySession(SmppParts parts, SmppAccount account, IPEndPoint from, CommandId bound, SmppConnection client, SmppConnection upstream) : IDisposable
{
    private static long _ids;

    private readonly RequestWindow<Pending> _pending = new(parts.Options.Window, last: 1); // the bind's
    private readonly OwnDeliveries _own = new();
    private readonly Lock _ending = new();
    private readonly CancellationTokenSource _asked = new();
    private int _probing;
    private int _answering;
    private volatile bool _draining;

    public SmppAccount Account => account;

    /// <summary>Tells it from the others since the service began.</summary>
    public long Id { get; } = Interlocked.Increment(ref _ids);

    /// <summary>Whether it takes no more from the client and waits for what the SMSC has not answered.</summary>
    public bool IsDraining => _draining;

    /// <summary>Where the client is.</summary>
    public IPAddress Address => from.Address;

    /// <summary>bind_transmitter, bind_receiver or bind_transceiver.</summary>
    public CommandId Bound => bound;

    public DateTimeOffset Since { get; } = parts.Time.GetUtcNow();

    /// <summary>Requests of the client that the SMSC has not answered.</summary>
    public int Unanswered => _pending.Count;

    /// <summary>Submissions passed on.</summary>
    public SmppCounts.Count Submitted { get; } = new();

    /// <summary>Whether receipts can be given to it.</summary>
    public bool Receives => bound != CommandId.BindTransmitter;

    /// <summary>Passes PDUs until a side closes, breaks, or is not SMPP, or the service stops; then tells of what is in doubt.</summary>
    /// <returns>Why it ended, and how many submissions are in doubt.</returns>
    public async Task<(Exception? Why, int InDoubt)> RunAsync(CancellationToken stopping)
    {
        using var end = new CancellationTokenSource();
        Task[] work = [FromClientAsync(end.Token), FromUpstreamAsync(end.Token), ProbeAsync(end.Token), DrainAsync(stopping, end.Token)];
        account.Enter(this);
        if (parts.Captures.Running(account.SystemId) is { } capture) Show(capture);
        account.HandOut();
        var first = await Task.WhenAny(work);
        await Task.WhenAny(Task.WhenAll(client.DrainAsync(), upstream.DrainAsync()), Task.Delay(TimeSpan.FromSeconds(5), parts.Time, CancellationToken.None));
        await end.CancelAsync();
        await client.DisposeAsync();
        await upstream.DisposeAsync();
        await Task.WhenAll(work).ContinueWith(static _ => { }, TaskScheduler.Default);
        account.Leave(this);
        var inDoubt = 0;
        foreach (var request in _pending.Close())
        {
            if (request.Submission is not { } submission) continue;
            parts.Observer.InDoubt(account, submission);
            inDoubt++;
        }

        foreach (var receipt in _own.TakeAll()) account.OwnReceipts.Return(receipt);
        account.HandOut();
        return (first.Exception?.InnerException, inDoubt);
    }

    /// <summary>Lets a capture see it.</summary>
    public void Show(SmppCapture capture)
    {
        capture.Watch(client, "client", from);
        capture.Watch(upstream, "SMSC", from);
    }

    /// <summary>Gives the client receipts of our own that are due, as many as it may have unanswered.</summary>
    public void TakeOwnReceipts()
    {
        while (!_own.IsFull && account.OwnReceipts.TryTake(out var receipt))
        {
            client.Append(new ReadOnlySequence<byte>(receipt!.Pdu), _own.Add(receipt));
            parts.Counts.ReceiptsMade.Add();
        }

        _ = client.FlushAsync().ContinueWith(static sent => _ = sent.Exception, TaskContinuationOptions.OnlyOnFaulted); // a broken connection is seen by its reader
    }

    public void Dispose()
    {
        lock (_ending) _asked.Dispose();
    }

    private async Task FromClientAsync(CancellationToken cancel)
    {
        while (true)
        {
            var received = await client.WaitAsync(cancel);
            var answered = false;
            var came = new Came(parts.Time);
            while (client.TryTake(ref received, out var header, out var pdu))
            {
                if (header.Command.IsResponse())
                {
                    AnswerOf(header, pdu);
                }
                else if (_draining && header.Command is not (CommandId.Unbind or CommandId.EnquireLink))
                {
                    continue; // never passed on and never answered: the client's to send again
                }
                else if (AnswerHere(header, pdu))
                {
                    answered = true;
                }
                else if (!SubmissionReader.Submits(header.Command))
                {
                    came = await PassAsync(pdu, new Pending(header.Sequence, came.Stamp), came, cancel);
                }
                else if (Rule(header, pdu, came, out var pending, out var split))
                {
                    came = await PassAsync(split is null ? pdu : new ReadOnlySequence<byte>(split.Pdu), pending, came, cancel);
                }
                else
                {
                    answered = true;
                }
            }

            client.Taken(received);
            await upstream.FlushAsync();
            if (answered) await client.FlushAsync(); // else what waits is the other reader's, which sends it when its batch is whole
            account.HandOut();
        }
    }

    private void AnswerOf(SmppHeader header, in ReadOnlySequence<byte> pdu)
    {
        if (!_own.TryTake(header.Sequence, out var receipt)) upstream.Append(pdu, header.Sequence);
        else if (receipt is not null && OwnReceipts.IsPassing(header.Status)) PutOff(receipt);
        else if (receipt is not null) Done(receipt, header.Status);
    }

    private void PutOff(OwnReceipt receipt)
    {
        parts.Counts.ReceiptsPutOff.Add();
        account.OwnReceipts.PutOff(receipt);
    }

    private void Done(OwnReceipt receipt, CommandStatus status)
    {
        if (status != CommandStatus.Ok) parts.Counts.ReceiptsRefused.Add();
        account.OwnReceipts.Done(receipt);
    }

    private bool AnswerHere(SmppHeader header, in ReadOnlySequence<byte> pdu)
    {
        if (header.Command != CommandId.EnquireLink)
            return header.Command is CommandId.QuerySm or CommandId.CancelSm or CommandId.ReplaceSm && parts.MadeIds.TryAnswer(account, client, header, Body(pdu));
        client.Append(CommandId.EnquireLinkResp, CommandStatus.Ok, header.Sequence);
        return true;
    }

    /// <returns>Whether it passes.</returns>
    private bool Rule(SmppHeader header, in ReadOnlySequence<byte> pdu, Came came, out Pending pending, out SplitMulti? split)
    {
        var octets = pdu.IsSingleSegment ? pdu.FirstSpan : pdu.ToArray();
        account.Received.Add(came.Stamp);
        var ruling = parts.Reader.On(account, header.Command, octets, came.Unix, out var submission, out split);
        pending = new Pending(header.Sequence, came.Stamp, Submission: submission, Split: split);
        switch (ruling)
        {
            case Ruling.Block:
                parts.Answers.Answer(account, client, header, octets, submission);
                return false;
            case Ruling.OverRate:
                parts.Counts.Throttled.Add();
                account.Throttled.Add();
                client.Append(header.Command.ToResponse(), CommandStatus.Throttled, header.Sequence);
                return false;
            case Ruling.Fail:
                client.Append(header.Command.ToResponse(), CommandStatus.SystemError, header.Sequence);
                return false;
            default:
                if (split is not null) parts.Observer.Blocked(account, split.Refused);
                parts.Counts.Submitted.Add();
                account.Submitted.Add();
                Submitted.Add();
                return true;
        }
    }

    private ValueTask<Came> PassAsync(in ReadOnlySequence<byte> pdu, in Pending pending, Came came, CancellationToken cancel)
    {
        if (!_pending.TryAdd(pending, out var sequence)) return PassLaterAsync(pdu, pending, cancel);
        upstream.Append(pdu, sequence);
        return ValueTask.FromResult(came);
    }

    // What is behind one that waited for a place counts from then on: the wait was here and not at the SMSC.
    private async ValueTask<Came> PassLaterAsync(ReadOnlySequence<byte> pdu, Pending pending, CancellationToken cancel)
    {
        await upstream.FlushAsync();
        await client.FlushAsync();
        await _pending.EnterAsync(cancel);
        var came = new Came(parts.Time);
        upstream.Append(pdu, _pending.AddEntered(pending with { Since = came.Stamp }));
        return came;
    }

    private async Task FromUpstreamAsync(CancellationToken cancel)
    {
        while (true)
        {
            var received = await upstream.WaitAsync(cancel);
            var answered = false;
            var came = parts.Time.GetTimestamp();
            Interlocked.Increment(ref _answering); // before anything leaves what is pending: who drains must not unbind between the two
            while (upstream.TryTake(ref received, out var header, out var pdu))
            {
                if (header.Command.IsResponse())
                {
                    HandOn(header, pdu, came);
                }
                else if (header.Command == CommandId.EnquireLink)
                {
                    upstream.Append(CommandId.EnquireLinkResp, CommandStatus.Ok, header.Sequence);
                    answered = true;
                }
                else
                {
                    Deliver(header, pdu);
                }
            }

            Interlocked.Decrement(ref _answering);
            upstream.Taken(received);
            await client.FlushAsync();
            if (answered) await upstream.FlushAsync();
        }
    }

    private void HandOn(SmppHeader header, in ReadOnlySequence<byte> pdu, long came)
    {
        if (!_pending.TryTake(header.Sequence, out var request))
        {
            parts.Counts.UnknownResponses.Add();
            return;
        }

        if (request.IsOwn)
        {
            Volatile.Write(ref _probing, 0);
            return;
        }

        if (request.Submission is { } submission)
        {
            parts.Counts.Responded(account, parts.Time.GetElapsedTime(request.Since, came));
            parts.Observer.Answered(account, submission, header, Body(pdu));
        }

        client.Append(request.Split is { } split ? new ReadOnlySequence<byte>(split.Merge(pdu.ToArray())) : pdu, request.ClientSequence);
    }

    private void Deliver(SmppHeader header, in ReadOnlySequence<byte> pdu)
    {
        if (header.Command is CommandId.DeliverSm or CommandId.DataSm) parts.Observer.Delivered(account, header.Command, Body(pdu));
        client.Append(pdu, header.Sequence);
    }

    private async Task ProbeAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(parts.Options.EnquireEvery, parts.Time);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            if (Interlocked.Exchange(ref _probing, 1) == 1) throw new IOException("the SMSC did not answer enquire_link");
            upstream.Append(CommandId.EnquireLink, CommandStatus.Ok, _pending.AddOutside(new Pending(0, IsOwn: true)));
            await upstream.FlushAsync();
        }
    }

    private static ReadOnlySpan<byte> Body(in ReadOnlySequence<byte> pdu) => (pdu.IsSingleSegment ? pdu.FirstSpan : pdu.ToArray())[SmppHeader.Size..];

    /// <summary>When a batch came: asked once, not for each PDU of it.</summary>
    private readonly struct Came(TimeProvider time)
    {
        public long Stamp { get; } = time.GetTimestamp();

        /// <summary>Unix ms.</summary>
        public long Unix { get; } = time.GetUtcNow().ToUnixTimeMilliseconds();
    }
}
