namespace Tidegate.Server.Smpp;

/// <summary>Requests passed on to the SMSC that it has not answered, by the sequence number that they have there. The client's own may
/// repeat, and come back as they were.</summary>
/// <param name="window">Most of the client's.</param>
internal sealed class PendingRequests(int window) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, Pending> _requests = [];
    private readonly SemaphoreSlim _room = new(window);
    private uint _last = 1; // the bind's
    private int _own;

    /// <summary>Takes a place in the window when one is free.</summary>
    public bool TryEnter() => _room.Wait(0);

    /// <summary>Waits for a place in the window.</summary>
    public Task EnterAsync(CancellationToken cancel) => _room.WaitAsync(cancel);

    /// <summary>Gives a place back that was not used.</summary>
    public void Leave() => _room.Release();

    /// <summary>Notes a request.</summary>
    /// <returns>Its sequence number at the SMSC: 1 to 0x7FFFFFFF, none that is still in use.</returns>
    public uint Add(in Pending request)
    {
        lock (_gate)
        {
            do _last = _last >= 0x7FFF_FFFF ? 1 : _last + 1;
            while (!_requests.TryAdd(_last, request));
            if (request.IsOwn) _own++;
            return _last;
        }
    }

    /// <summary>Takes the request that a response belongs to.</summary>
    public bool TryTake(uint sequence, out Pending request)
    {
        lock (_gate)
        {
            if (!_requests.Remove(sequence, out request)) return false;
            if (request.IsOwn) _own--;
        }

        if (!request.IsOwn) _room.Release();
        return true;
    }

    /// <summary>Requests of the client that are unanswered.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _requests.Count - _own;
        }
    }

    /// <summary>Takes all that are left.</summary>
    public IReadOnlyList<Pending> TakeAll()
    {
        lock (_gate)
        {
            Pending[] left = [.. _requests.Values];
            _requests.Clear();
            _own = 0;
            return left;
        }
    }

    public void Dispose() => _room.Dispose();
}

/// <summary>A request on its way.</summary>
/// <param name="ClientSequence">Its sequence number at the client.</param>
/// <param name="Since">When it was passed on, timestamp of the clock.</param>
/// <param name="IsOwn">Whether it is the proxy's own enquire_link or unbind.</param>
/// <param name="Submission">What was submitted; null for other requests.</param>
/// <param name="Split">What was taken out of it; null mostly.</param>
internal readonly record struct Pending(uint ClientSequence, long Since = 0, bool IsOwn = false, Submission? Submission = null, SplitMulti? Split = null);

/// <summary>A submission that was passed on.</summary>
/// <param name="Time">When, Unix ms.</param>
/// <param name="Sender">source_addr.</param>
/// <param name="Destinations">Numbers; 0 for one that cannot be read.</param>
/// <param name="Segments">Parts of the message; 0 for a part that is not the first, which is no message of its own.</param>
internal sealed record Submission(long Time, string Sender, IReadOnlyList<ulong> Destinations, int Segments);
