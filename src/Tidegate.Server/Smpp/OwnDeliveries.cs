namespace Tidegate.Server.Smpp;

/// <summary>Requests of the proxy's own that a client has not answered: receipts made up, and an unbind.</summary>
internal sealed class OwnDeliveries
{
    /// <summary>Receipts on their way to a client at once; a client that does not answer them gets no more.</summary>
    public const int Most = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<uint, OwnReceipt?> _unanswered = [];

    // An SMSC that counts from 1 is two thousand million requests away from these.
    private uint _last = 0x7F00_0000;

    public bool IsFull
    {
        get
        {
            lock (_gate) return _unanswered.Count >= Most;
        }
    }

    /// <summary>Notes one.</summary>
    /// <param name="receipt">The receipt; null for another request.</param>
    /// <returns>Its sequence number.</returns>
    public uint Add(OwnReceipt? receipt)
    {
        lock (_gate)
        {
            do _last = _last >= 0x7FFF_FFFF ? 0x7F00_0000 : _last + 1;
            while (!_unanswered.TryAdd(_last, receipt));
            return _last;
        }
    }

    /// <summary>Takes the one that a response belongs to; false for a response to the SMSC.</summary>
    public bool TryTake(uint sequence, out OwnReceipt? receipt)
    {
        receipt = null;
        if (sequence < 0x7F00_0000) return false;
        lock (_gate) return _unanswered.Remove(sequence, out receipt);
    }

    /// <summary>Takes the receipts that are left.</summary>
    public IReadOnlyList<OwnReceipt> TakeAll()
    {
        lock (_gate)
        {
            OwnReceipt[] left = [.. _unanswered.Values.OfType<OwnReceipt>()];
            _unanswered.Clear();
            return left;
        }
    }
}
