namespace Tidegate.Server.Smpp;

/// <summary>Requests of the proxy's own that a client has not answered, receipts made up, enquire_link and unbind, and those of the SMSC whose numbers
/// could meet theirs.</summary>
internal sealed class OwnDeliveries
{
    /// <summary>Receipts on their way to a client at once; a client that does not answer them gets no more.</summary>
    public const int Most = 100;

    // Of requests that a client never answers the later ones are not kept: memory does not grow.
    private const int MostOfSmsc = 65_536;

    // An SMSC that counts from 1 is two thousand million requests away from these.
    private const uint First = 0x7F00_0001;
    private const uint Last = 0x7FFF_FFFF;

    private readonly Lock _gate = new();
    private readonly Dictionary<uint, Request> _unanswered = [];
    private uint _last = First - 1;
    private int _own;

    public bool IsFull
    {
        get
        {
            lock (_gate) return _own >= Most;
        }
    }

    /// <summary>Notes one.</summary>
    /// <param name="receipt">The receipt; null for another request.</param>
    /// <returns>Its sequence number.</returns>
    public uint Add(OwnReceipt? receipt)
    {
        lock (_gate)
        {
            _own++;
            var number = Next();
            _unanswered.Add(number, new Request(receipt));
            return number;
        }
    }

    /// <summary>Notes a request of the SMSC.</summary>
    /// <param name="sequence">Its sequence number.</param>
    /// <returns>Its number at the client: the same where no other that is unanswered has it.</returns>
    public uint Pass(uint sequence)
    {
        if (sequence is < First or > Last) return sequence;
        lock (_gate)
        {
            if (_unanswered.Count - _own >= MostOfSmsc) return sequence;
            var number = _unanswered.ContainsKey(sequence) ? Next() : sequence;
            _unanswered.Add(number, new Request(null, sequence));
            return number;
        }
    }

    /// <summary>Takes the one that a response belongs to; false for a response to the SMSC.</summary>
    /// <param name="sequence">The response's number; where it is the SMSC's, from here on the number that the SMSC knows.</param>
    /// <param name="receipt">The receipt; null for another request.</param>
    public bool TryTake(ref uint sequence, out OwnReceipt? receipt)
    {
        receipt = null;
        if (sequence is < First or > Last) return false;
        lock (_gate)
        {
            if (!_unanswered.Remove(sequence, out var request)) return false;
            sequence = request.AtSmsc ?? sequence;
            if (request.AtSmsc is not null) return false;
            _own--;
            receipt = request.Receipt;
            return true;
        }
    }

    /// <summary>Takes the receipts that are left.</summary>
    public IReadOnlyList<OwnReceipt> TakeAll()
    {
        lock (_gate)
        {
            OwnReceipt[] left = [.. _unanswered.Values.Select(r => r.Receipt).OfType<OwnReceipt>()];
            _unanswered.Clear();
            _own = 0;
            return left;
        }
    }

    private uint Next()
    {
        do _last = _last >= Last ? First : _last + 1;
        while (_unanswered.ContainsKey(_last));
        return _last;
    }

    private readonly record struct Request(OwnReceipt? Receipt, uint? AtSmsc = null);
}
