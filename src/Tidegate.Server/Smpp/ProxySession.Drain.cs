using Tidegate.Smpp;

namespace Tidegate.Server.Smpp;

/// <summary>The end of a session when the service stops, when it is asked to end, and when the client unbinds or closes.</summary>
internal sealed partial class ProxySession
{
    private const long Nobody = -1;
    private const long Over = -2;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly Lock _leaving = new();
    private readonly TaskCompletionSource _clientParted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _smscParted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _unbind = Nobody; // the sequence number of the client's
    private long _closedAt;
    private volatile bool _clientClosed;
    private bool _left;

    /// <summary>Asks it to end without losing anything: it takes no more from the client, waits for what the SMSC has not answered, and unbinds.</summary>
    public void Drain()
    {
        lock (_ending)
        {
            try
            {
                _asked.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // it has ended by itself meanwhile
            }
        }
    }

    /// <summary>Waits for the service to stop, or to be asked; then takes no more from the client, waits for what the SMSC has not answered, and
    /// unbinds both sides: a client that unbinds is answered then.</summary>
    private async Task DrainAsync(CancellationToken stopping, CancellationToken cancel)
    {
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancel, _asked.Token))
            await Task.Delay(Timeout.InfiniteTimeSpan, parts.Time, either.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        cancel.ThrowIfCancellationRequested();
        _draining = true;
        var begin = parts.Time.GetTimestamp();
        while ((_pending.Count > 0 || !_held.IsEmpty || Volatile.Read(ref _answering) > 0) && parts.Time.GetElapsedTime(begin) < parts.Options.DrainTimeout && !IsLongClosed()) await Task.Delay(Poll, parts.Time, cancel);
        if (!Part()) return;

        // A side that answers closes or is closed then; one that does not is closed anyway.
        await Task.WhenAny(
            Task.WhenAll(client.FlushAsync(), upstream.FlushAsync(), _clientParted.Task, _smscParted.Task),
            Task.Delay(Farewell, parts.Time, cancel));
    }

    /// <returns>False where there is nobody to take leave of.</returns>
    private bool Part()
    {
        lock (_leaving) _left = true; // what is held now is never passed on
        var unbind = Interlocked.Exchange(ref _unbind, Over);
        if (unbind == Nobody && _clientClosed) return false;
        upstream.Append(CommandId.Unbind, CommandStatus.Ok, _pending.AddOutside(new Pending(0, IsOwn: true)));
        if (unbind == Nobody)
        {
            client.Append(CommandId.Unbind, CommandStatus.Ok, _own.Add(null));
            return true;
        }

        client.Append(CommandId.UnbindResp, CommandStatus.Ok, (uint)unbind);
        _clientParted.TrySetResult();
        return true;
    }

    /// <summary>Takes the client's unbind: it is answered once nothing is unanswered, or at once where the session is over anyway.</summary>
    /// <returns>Whether there is an answer to be sent.</returns>
    private bool Unbind(uint sequence)
    {
        _draining = true;
        var before = Interlocked.CompareExchange(ref _unbind, sequence, Nobody);
        if (before == Over) client.Append(CommandId.UnbindResp, CommandStatus.Ok, sequence);
        _unbound = true;
        Drain();
        return before == Over;
    }

    /// <summary>The client sends no more. What it sent before is answered, should it still read: that is seen only when it is written to, so not for long.</summary>
    private async Task ClosedAsync(CancellationToken cancel)
    {
        Volatile.Write(ref _closedAt, parts.Time.GetTimestamp());
        _clientClosed = true;
        _clientParted.TrySetResult();
        Drain();
        await Task.Delay(Timeout.InfiniteTimeSpan, parts.Time, cancel);
    }

    private bool IsLongClosed() => _clientClosed && parts.Time.GetElapsedTime(Volatile.Read(ref _closedAt)) >= Farewell;
}
