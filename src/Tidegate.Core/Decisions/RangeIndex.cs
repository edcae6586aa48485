using Tidegate.Detection;

namespace Tidegate.Decisions;

/// <summary>Whether a number lies in one of many ranges of its network, which may overlap.</summary>
internal sealed class RangeIndex
{
    // By network and first number; To is the last number of those up to there.
    private readonly (int Network, ulong From, ulong To)[] _ranges;

    public RangeIndex(IEnumerable<SuspectRange> ranges)
    {
        _ranges = [.. ranges.Select(r => (r.Network, r.From, r.To)).Order()];
        for (var i = 1; i < _ranges.Length; i++)
            if (_ranges[i].Network == _ranges[i - 1].Network) _ranges[i].To = Math.Max(_ranges[i].To, _ranges[i - 1].To);
    }

    public bool Has(int network, ulong number)
    {
        var (low, high) = (0, _ranges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].Network < network || (_ranges[middle].Network == network && _ranges[middle].From <= number)) low = middle + 1;
            else high = middle;
        }

        return low > 0 && _ranges[low - 1].Network == network && _ranges[low - 1].To >= number;
    }
}
