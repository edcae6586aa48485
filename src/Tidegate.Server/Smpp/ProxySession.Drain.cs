using Tidegate.Smpp;

namespace Tidegate.Server.Smpp;

/// <summary>The end of a session when the service stops, or when it is asked to end.</summary>
internal sealed partial class ProxySession
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

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
    /// unbinds both sides.</summary>
    private async Task DrainAsync(CancellationToken stopping, CancellationToken cancel)
    {
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancel, _asked.Token))
            await Task.Delay(Timeout.InfiniteTimeSpan, parts.Time, either.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        cancel.ThrowIfCancellationRequested();
        _draining = true;
        var begin = parts.Time.GetTimestamp();
        while ((_pending.Count > 0 || Volatile.Read(ref _answering) > 0) && parts.Time.GetElapsedTime(begin) < parts.Options.DrainTimeout) await Task.Delay(Poll, parts.Time, cancel);
        client.Append(CommandId.Unbind, CommandStatus.Ok, _own.Add(null));
        upstream.Append(CommandId.Unbind, CommandStatus.Ok, _pending.AddOutside(new Pending(0, IsOwn: true)));
        await Task.WhenAll(client.FlushAsync(), upstream.FlushAsync());

        // A side that answers closes or is closed then; one that does not is closed anyway.
        await Task.Delay(Farewell, parts.Time, cancel);
    }
}
