using System.Threading.Channels;
using Tidegate.Smpp;

namespace Tidegate.Server.Smpp;

/// <summary>A request of a client that waits for a place in the window.</summary>
/// <param name="Pdu">As it goes on.</param>
/// <param name="Command">What it is.</param>
/// <param name="Pending">What is kept of it.</param>
internal readonly record struct HeldRequest(byte[] Pdu, CommandId Command, Pending Pending);

/// <summary>Requests of a client that wait for a place in the window, in their order. One adds, one takes.</summary>
/// <param name="most">Octets of them at which no more of the client is to be read.</param>
internal sealed class HeldRequests(int most)
{
    private readonly Channel<HeldRequest> _queue = Channel.CreateUnbounded<HeldRequest>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Channel<bool> _room = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _count;
    private int _octets;

    /// <summary>Whether all that was held has been passed on: what comes now may go past.</summary>
    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    public bool IsFull => Octets >= most;

    public int Octets => Volatile.Read(ref _octets);

    public void Add(HeldRequest request)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _octets, request.Pdu.Length);
        _queue.Writer.TryWrite(request);
    }

    /// <summary>Those held and those that come, each until <see cref="Passed"/>.</summary>
    public IAsyncEnumerable<HeldRequest> AllAsync(CancellationToken cancel) => _queue.Reader.ReadAllAsync(cancel);

    /// <summary>Lets go of the one taken last.</summary>
    public void Passed(HeldRequest request)
    {
        var left = Interlocked.Add(ref _octets, -request.Pdu.Length);
        Interlocked.Decrement(ref _count);
        if (left < most && left + request.Pdu.Length >= most) _room.Writer.TryWrite(true);
    }

    /// <summary>Waits until it is not full.</summary>
    public async Task RoomAsync(CancellationToken cancel)
    {
        while (IsFull) await _room.Reader.ReadAsync(cancel);
    }
}
