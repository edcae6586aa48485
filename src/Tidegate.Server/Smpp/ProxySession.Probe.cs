using Tidegate.Smpp;

namespace Tidegate.Server.Smpp;

/// <summary>Whether both sides are there, and whether the SMSC answers.</summary>
internal sealed partial class ProxySession
{
    private static readonly TimeSpan LookAtHalves = TimeSpan.FromSeconds(1);

    private readonly HalfPdu _halfOfClient = new("the client", parts.Time);
    private readonly HalfPdu _halfOfSmsc = new("the SMSC", parts.Time);
    private int _probing; // an enquire_link to the SMSC that it has not answered
    private int _waitingForClient; // who has something for the client, which does not read
    private volatile bool _clientUnread; // the client is not read: the SMSC takes nothing
    private volatile bool _heardClient;
    private volatile bool _heardSmsc;

    /// <summary>Asks the SMSC, and the client where nothing is heard of it, whether it is there. Whatever comes from a side says that it is; one that is not
    /// read, because the other side takes nothing, is not held to be gone.</summary>
    private async Task ProbeAsync(CancellationToken cancel)
    {
        var asked = false;
        using var timer = new PeriodicTimer(parts.Options.EnquireEvery, parts.Time);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            var (waits, smscSilent, clientSilent) = (Volatile.Read(ref _waitingForClient) > 0, !_heardSmsc, !_heardClient);
            (_heardSmsc, _heardClient) = (false, false);
            if (Interlocked.Exchange(ref _probing, 1) == 0) upstream.Append(CommandId.EnquireLink, CommandStatus.Ok, _pending.AddOutside(new Pending(0, IsOwn: true)));
            else if (smscSilent && !waits) throw new IOException("the SMSC did not answer enquire_link");

            if (asked && clientSilent && waits) throw new IOException("the client does not read, and did not answer enquire_link");
            if (asked && clientSilent && !_clientUnread && !_draining) throw new IOException("the client did not answer enquire_link");
            asked = clientSilent;
            if (asked) client.Append(CommandId.EnquireLink, CommandStatus.Ok, _own.Add(null));

            // Not waited for: a side that takes nothing is to be told apart at the next tick.
            foreach (var sent in new[] { upstream.FlushAsync(), client.FlushAsync() })
                if (sent.IsFaulted) await sent;
        }
    }

    /// <summary>Gives up requests that the SMSC does not answer: their places are free again.</summary>
    private async Task ExpireAsync(CancellationToken cancel)
    {
        var timeout = parts.Options.ResponseTimeout;
        if (timeout == TimeSpan.Zero) await Task.Delay(Timeout.InfiniteTimeSpan, parts.Time, cancel);
        var between = Math.Clamp(timeout.TotalMilliseconds / 4, 10, 1000);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(between), parts.Time);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            var now = parts.Time.GetTimestamp();
            foreach (var request in _pending.TakeWhere(r => !r.IsOwn && parts.Time.GetElapsedTime(r.Since, now) >= timeout)) GiveUp(request);
        }
    }

    /// <summary>Ends it where a side does not send the rest of a PDU: enquire_link does not tell, for what such a side trickles says that it is there.</summary>
    private async Task WatchHalvesAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(LookAtHalves, parts.Time);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            _halfOfClient.Check();
            _halfOfSmsc.Check();
        }
    }

    private void GiveUp(in Pending request)
    {
        if (request.Submission is not { } submission) return;
        parts.Observer.InDoubt(account, submission);
        Interlocked.Increment(ref _inDoubt);
    }

    private Task FlushClientAsync()
    {
        var sent = client.FlushAsync();
        return sent.IsCompleted ? sent : WaitForClientAsync(sent);
    }

    private async Task WaitForClientAsync(Task sent)
    {
        Interlocked.Increment(ref _waitingForClient);
        try
        {
            await sent;
        }
        finally
        {
            _heardSmsc = true; // it was not read meanwhile
            _heardClient = true; // it reads
            Interlocked.Decrement(ref _waitingForClient);
        }
    }
}
