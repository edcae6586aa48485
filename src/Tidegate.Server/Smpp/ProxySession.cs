using System.Buffers;
using System.Net;
using Tidegate.Smpp;
using Tidegate.Smpp.Sessions;

namespace Tidegate.Server.Smpp;

/// <summary>One client bind and one bind at the SMSC. PDUs pass as they are, but for the sequence numbers of the client's requests;
/// submissions that do not pass are answered here.</summary>
internal sealed partial class ProxySession(SmppParts parts, SmppAccount account, ClientPlace at, CommandId bound, SmppConnection client, SmppConnection upstream) : IDisposable
{
    private static long _ids;

    private readonly RequestWindow<Pending> _pending = new(parts.Options.Window, last: 1); // the bind's
    private readonly OwnDeliveries _own = new();
    private readonly Lock _ending = new();
    private readonly CancellationTokenSource _asked = new();
    private int _answering;
    private int _inDoubt;
    private volatile bool _draining;
    private volatile bool _unbound;

    public SmppAccount Account => account;

    /// <summary>Tells it from the others since the service began.</summary>
    public long Id { get; } = Interlocked.Increment(ref _ids);

    /// <summary>Whether it takes no more from the client and waits for what the SMSC has not answered.</summary>
    public bool IsDraining => _draining;

    /// <summary>Where the client is.</summary>
    public IPAddress Address => at.From.Address;

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
    public async Task<(string Why, int InDoubt)> RunAsync(CancellationToken stopping)
    {
        using var end = new CancellationTokenSource();
        Task[] work = [FromClientAsync(end.Token), PassHeldAsync(end.Token), FromUpstreamAsync(end.Token), ProbeAsync(end.Token), ExpireAsync(end.Token), WatchHalvesAsync(end.Token), DrainAsync(stopping, end.Token)];
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
        foreach (var request in _pending.Close()) GiveUp(request);
        foreach (var receipt in _own.TakeAll()) account.OwnReceipts.Return(receipt);
        account.HandOut();
        return (Why(first.Exception?.InnerException), _inDoubt);
    }

    /// <summary>Lets a capture see it.</summary>
    public void Show(SmppCapture capture)
    {
        capture.Watch(client, "client", at.From);
        capture.Watch(upstream, "SMSC", at.From);
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

    private async Task FromUpstreamAsync(CancellationToken cancel)
    {
        while (true)
        {
            _halfOfSmsc.Resume();
            var received = await upstream.WaitAsync(cancel);
            _halfOfSmsc.Pause();
            _heardSmsc = true;
            var (answered, took) = (false, false);
            var came = parts.Time.GetTimestamp();
            Interlocked.Increment(ref _answering); // before anything leaves what is pending: who drains must not unbind between the two
            while (upstream.TryTake(ref received, out var header, out var pdu))
            {
                took = true;
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
            _halfOfSmsc.Left(received, took);
            upstream.Taken(received);
            await FlushClientAsync();
            if (answered) await upstream.FlushAsync();
        }
    }

    private void HandOn(SmppHeader header, in ReadOnlySequence<byte> pdu, long came)
    {
        if (header is { Command: CommandId.GenericNack, Sequence: 0 }) // SMPP 3.4, 4.3: about a PDU that could not be decoded, so it answers none that waits
        {
            client.Append(pdu, 0);
            return;
        }

        if (!_pending.TryTake(header.Sequence, out var request))
        {
            parts.Counts.UnknownResponses.Add();
            return;
        }

        if (request.IsOwn)
        {
            if (header.Command == CommandId.UnbindResp) _smscParted.TrySetResult();
            else Volatile.Write(ref _probing, 0);
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
        client.Append(pdu, header.Command is CommandId.AlertNotification or CommandId.Outbind ? header.Sequence : _own.Pass(header.Sequence)); // those two have no response
    }

    private string Why(Exception? e)
    {
        if (_unbound && (e is null || (e is EndOfStreamException && Interlocked.Read(ref _unbind) == Over))) return "the client unbound";
        if (e is null) return _clientClosed ? "the client closed" : "it was asked to end";
        var side = ReferenceEquals(e, client.Failure) ? "the client" : ReferenceEquals(e, upstream.Failure) ? "the SMSC" : null;
        return (side, e) switch
        {
            (null, _) => e.Message,
            (_, EndOfStreamException) => side + " closed",
            (_, InvalidDataException) => $"{side} sent {e.Message}",
            _ => $"the connection of {side} broke: {e.Message}",
        };
    }

    private static ReadOnlySpan<byte> Body(in ReadOnlySequence<byte> pdu) => (pdu.IsSingleSegment ? pdu.FirstSpan : pdu.ToArray())[SmppHeader.Size..];
}
