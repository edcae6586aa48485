using System.Buffers;
using Tidegate.Smpp;

namespace Tidegate.Server.Smpp;

/// <summary>Requests of the client on their way into the window, and those that wait for a place in it.</summary>
internal sealed partial class ProxySession
{
    private const int MostHeld = 64 << 10;

    private readonly HeldRequests _held = new(MostHeld);

    // Each in its turn: what is behind one that waits for a place waits as well. The time of what waits counts from when it is passed on: the wait
    // was here and not at the SMSC.
    private void Pass(SmppHeader header, in ReadOnlySequence<byte> pdu, in Pending pending)
    {
        if (!_held.IsEmpty || !_pending.TryAdd(pending, out var sequence))
        {
            _held.Add(new HeldRequest(pdu.ToArray(), header.Command, pending));
            return;
        }

        upstream.Append(pdu, sequence);
        Count(header.Command);
    }

    private async Task PassHeldAsync(CancellationToken cancel)
    {
        await foreach (var held in _held.AllAsync(cancel))
        {
            var place = _pending.EnterAsync(cancel);
            if (!place.IsCompleted) await upstream.FlushAsync();
            await place;
            lock (_leaving)
            {
                if (_left) continue;
                upstream.Append(held.Pdu, _pending.AddEntered(held.Pending with { Since = parts.Time.GetTimestamp() }));
            }

            Count(held.Command);
            _held.Passed(held);
            if (_held.IsEmpty) await upstream.FlushAsync();
        }
    }

    // A client that closes meanwhile is not read, so its end is looked for. While the SMSC takes what is held, what is behind it has its turn first.
    private async Task RoomAsync(CancellationToken cancel)
    {
        var room = _held.RoomAsync(cancel);
        for (var held = _held.Octets; await Task.WhenAny(room, Task.Delay(PeerEnd.Every, parts.Time, cancel)) != room; held = _held.Octets)
        {
            cancel.ThrowIfCancellationRequested();
            if (_held.Octets == held && PeerEnd.HasCome(at.Socket)) await ClosedAsync(cancel);
        }

        await room;
    }
}
