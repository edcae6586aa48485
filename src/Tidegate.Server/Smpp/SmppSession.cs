using System.Buffers;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;

namespace Tidegate.Server.Smpp;

/// <summary>One client bind and one bind at the SMSC. PDUs pass as they are, but for the sequence numbers of the client's requests;
/// blocked submissions are answered here.</summary>
internal sealed class SmppSession(SmppOptions options, SubmissionReader reader, SmppObserver observer, SmppCounts counts, TimeProvider time, SmppConnection client, SmppConnection upstream) : IDisposable
{
    private readonly PendingRequests _pending = new(options.Window);
    private SmppAccount _account = new("");
    private int _probing;

    /// <summary>Who is bound; empty before.</summary>
    public string Account => _account.Name;

    /// <summary>Relays the bind, and its answer as it is.</summary>
    /// <returns>Whether the SMSC took it.</returns>
    public async Task<bool> BindAsync(byte[] bind, CancellationToken cancel)
    {
        if (!PduBody.TryRead<Bind>(bind.AsSpan(SmppHeader.Size), out var body, out var fault)) throw new InvalidDataException($"bind: {fault}");
        _account = new SmppAccount(SmppEvent.Name(body.SystemId));
        var asked = SmppHeader.Read(bind);
        var sequence = _pending.Add(new Pending(asked.Sequence, IsOwn: true));
        upstream.Append(new ReadOnlySequence<byte>(bind), sequence);
        await upstream.FlushAsync();
        var answer = await upstream.ReadOneAsync(cancel);
        var header = SmppHeader.Read(answer);
        _pending.TryTake(sequence, out _);
        client.Append(new ReadOnlySequence<byte>(answer), asked.Sequence);
        await client.DrainAsync();
        return header.Command == asked.Command.ToResponse() && header.Status == CommandStatus.Ok;
    }

    /// <summary>Passes PDUs until a side closes, breaks, or is not SMPP; then tells of what is in doubt.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<Exception?> RunAsync(CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task[] work = [FromClientAsync(end.Token), FromUpstreamAsync(end.Token), ProbeAsync(end.Token)];
        var first = await Task.WhenAny(work);
        await Task.WhenAny(Task.WhenAll(client.DrainAsync(), upstream.DrainAsync()), Task.Delay(TimeSpan.FromSeconds(5), time, CancellationToken.None));
        await end.CancelAsync();
        await client.DisposeAsync();
        await upstream.DisposeAsync();
        await Task.WhenAll(work).ContinueWith(static _ => { }, TaskScheduler.Default);
        foreach (var request in _pending.TakeAll())
            if (request.Submission is { } submission) observer.InDoubt(_account, submission);
        return first.Exception?.InnerException;
    }

    public void Dispose() => _pending.Dispose();

    private async Task FromClientAsync(CancellationToken cancel)
    {
        while (true)
        {
            var received = await client.WaitAsync(cancel);
            while (client.TryTake(ref received, out var header, out var pdu))
            {
                if (header.Command == CommandId.EnquireLink) client.Append(CommandId.EnquireLinkResp, CommandStatus.Ok, header.Sequence);
                else if (header.Command.IsResponse()) upstream.Append(pdu, header.Sequence);
                else if (!IsBlocked(header, pdu, out var submission)) await PassAsync(header, pdu, submission, cancel);
            }

            client.Taken(received);
            await upstream.FlushAsync();
            await client.FlushAsync();
        }
    }

    private bool IsBlocked(SmppHeader header, in ReadOnlySequence<byte> pdu, out Submission? submission)
    {
        submission = null;
        if (!SubmissionReader.Submits(header.Command)) return false;
        var blocked = reader.IsBlocked(_account, header.Command, pdu.IsSingleSegment ? pdu.FirstSpan : pdu.ToArray(), out submission);
        if (blocked)
        {
            observer.Blocked(_account, submission);
            client.Append(header.Command.ToResponse(), options.BlockStatus, header.Sequence);
        }
        else
        {
            counts.Submitted.Add();
        }

        return blocked;
    }

    private async ValueTask PassAsync(SmppHeader header, ReadOnlySequence<byte> pdu, Submission? submission, CancellationToken cancel)
    {
        if (!_pending.TryEnter())
        {
            await upstream.FlushAsync();
            await client.FlushAsync();
            await _pending.EnterAsync(cancel);
        }

        upstream.Append(pdu, _pending.Add(new Pending(header.Sequence, Submission: submission)));
    }

    private async Task FromUpstreamAsync(CancellationToken cancel)
    {
        while (true)
        {
            var received = await upstream.WaitAsync(cancel);
            while (upstream.TryTake(ref received, out var header, out var pdu))
            {
                if (header.Command == CommandId.EnquireLink) upstream.Append(CommandId.EnquireLinkResp, CommandStatus.Ok, header.Sequence);
                else if (header.Command.IsResponse()) Answer(header, pdu);
                else Deliver(header, pdu);
            }

            upstream.Taken(received);
            await client.FlushAsync();
            await upstream.FlushAsync();
        }
    }

    private void Answer(SmppHeader header, in ReadOnlySequence<byte> pdu)
    {
        if (!_pending.TryTake(header.Sequence, out var request))
        {
            counts.UnknownResponses.Add();
            return;
        }

        if (request.IsOwn)
        {
            Volatile.Write(ref _probing, 0);
            return;
        }

        if (request.Submission is { } submission) observer.Answered(_account, submission, header, Body(pdu));
        client.Append(pdu, request.ClientSequence);
    }

    private void Deliver(SmppHeader header, in ReadOnlySequence<byte> pdu)
    {
        if (header.Command is CommandId.DeliverSm or CommandId.DataSm) observer.Delivered(_account, header.Command, Body(pdu));
        client.Append(pdu, header.Sequence);
    }

    private async Task ProbeAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(options.EnquireEvery, time);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            if (Interlocked.Exchange(ref _probing, 1) == 1) throw new IOException("the SMSC did not answer enquire_link");
            upstream.Append(CommandId.EnquireLink, CommandStatus.Ok, _pending.Add(new Pending(0, IsOwn: true)));
            await upstream.FlushAsync();
        }
    }

    private static ReadOnlySpan<byte> Body(in ReadOnlySequence<byte> pdu) => (pdu.IsSingleSegment ? pdu.FirstSpan : pdu.ToArray())[SmppHeader.Size..];
}
