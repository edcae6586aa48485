using System.Runtime.InteropServices;
using Tidegate.Pipeline;
using Tidegate.Traffic;

namespace Tidegate.Storage.Rollups;

/// <summary>Sums that are not written down yet. One thread at a time.</summary>
internal sealed class RollupBuffer
{
    // By the enumeration of categories.
    private static readonly string[] Names = ["", "otp", "transactional", "marketing"];

    private readonly Dictionary<TallyPlace, RollupSums> _sums = [];

    /// <summary>Rows.</summary>
    public int Count => _sums.Count;

    /// <summary>Adds what one event adds.</summary>
    /// <param name="step">It.</param>
    /// <param name="mostRows">Most rows: where a new one would be needed beyond that, nothing is added.</param>
    /// <returns>Whether it was added.</returns>
    public bool TryAdd(in TallyStep step, int mostRows)
    {
        if (_sums.Count >= mostRows && !_sums.ContainsKey(step.Place)) return false;
        ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, step.Place, out _);
        sums.Messages += step.Messages;
        sums.Segments += step.Segments;
        sums.Price += step.Price;
        sums.Cost += step.Cost;
        sums.Converted += step.Converted;
        sums.Delivered += step.Delivered;
        sums.Receipted += step.Receipted;
        if (step.Receipted + step.Settled > 0) AddDelay(ref sums, step.ReceiptDelay, 1);
        if (step.Settled > 0) AddDelay(ref sums, step.EarlierDelay, -1);
        return true;
    }

    /// <summary>The rows, with the names behind their ids; rows of senders that are numbers may have one key.</summary>
    public IEnumerable<KeyValuePair<RollupKey, RollupSums>> Rows(TrafficNames names) => _sums.Select(s => KeyValuePair.Create(
        new RollupKey(s.Key.Minute, names.Customers[s.Key.Customer], SenderMask.Apply(names.Senders[s.Key.Sender]), names.Suppliers[s.Key.Supplier], names.Networks[s.Key.Network], s.Key.Block, names.Currencies[s.Key.Currency]) { Category = Names[(int)s.Key.Category] },
        s.Value));

    private static void AddDelay(ref RollupSums sums, long delay, int sign)
    {
        sums.Delay += sign * delay;
        sums.DelaySquares += sign * delay * delay;
        if (delay < 10) sums.Instant += sign;
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear() => _sums.Clear();
}
