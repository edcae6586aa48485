using Tidegate.Detection;

namespace Tidegate.Decisions;

/// <summary>The priors in force, by source. Given by people, so they are part of the head of a snapshot and not of detection's state.</summary>
internal sealed class RangePriors
{
    /// <summary>Most priors of all sources together.</summary>
    public const int Most = 50_000;

    private readonly SortedDictionary<string, IReadOnlyList<RangePrior>> _bySource = new(StringComparer.Ordinal);
    private RangePrior[] _sorted = [];
    private ulong[] _reach = [];

    /// <summary>All of them, by source and number.</summary>
    public IReadOnlyList<RangePrior> All => [.. _bySource.Values.SelectMany(p => p)];

    /// <summary>Puts the priors of a source in place of those that it had; none takes it away.</summary>
    public void Set(string source, IReadOnlyList<RangePrior> priors)
    {
        if (priors.Count == 0) _bySource.Remove(source);
        else _bySource[source] = [.. priors.OrderBy(p => p.Range.From).ThenBy(p => p.Range.To)];
        Index();
    }

    /// <summary>Takes over the priors of options or of a saved state.</summary>
    public void Restore(IEnumerable<RangePrior> priors)
    {
        _bySource.Clear();
        foreach (var group in priors.GroupBy(p => p.Source, StringComparer.Ordinal)) _bySource[group.Key] = [.. group.OrderBy(p => p.Range.From).ThenBy(p => p.Range.To)];
        Index();
    }

    /// <summary>
    /// The alert with what the priors give it: the mean over its messages of what the strongest prior of each one's number gives. What a confirmed
    /// attack gave already counts towards it, so both together give no more than <see cref="RangePrior.MostNats"/>.
    /// </summary>
    /// <param name="alert">The alert.</param>
    /// <param name="given">Nats that were added to it before.</param>
    /// <param name="destinationOf">The number of a message of the alert.</param>
    public Alert Apply(Alert alert, double given, Func<long, ulong> destinationOf)
    {
        if (_sorted.Length == 0 || alert.Messages.Count == 0) return alert;
        var (sum, hits) = (0.0, 0);
        foreach (var sequence in alert.Messages)
        {
            var nats = NatsOf(destinationOf(sequence), alert.Time);
            if (nats <= 0) continue;
            (sum, hits) = (sum + nats, hits + 1);
        }

        var gain = (sum / alert.Messages.Count) - given;
        return gain > 0 ? alert with { LogOdds = alert.LogOdds + gain, Evidence = [.. alert.Evidence, new ChannelEvidence("prior", hits, 0, gain)] } : alert;
    }

    private double NatsOf(ulong number, long time)
    {
        // The last that begins at or before the number; before it as long as any of those reaches it.
        var (low, high) = (0, _sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_sorted[middle].Range.From <= number) low = middle + 1;
            else high = middle;
        }

        var most = 0.0;
        for (var i = low - 1; i >= 0 && _reach[i] >= number; i--)
            if (_sorted[i].Range.To >= number) most = Math.Max(most, _sorted[i].NatsAt(time));
        return most;
    }

    private void Index()
    {
        _sorted = [.. _bySource.Values.SelectMany(p => p).OrderBy(p => p.Range.From).ThenBy(p => p.Range.To).ThenBy(p => p.Source, StringComparer.Ordinal)];
        _reach = new ulong[_sorted.Length];
        for (var i = 0; i < _sorted.Length; i++) _reach[i] = Math.Max(_sorted[i].Range.To, i > 0 ? _reach[i - 1] : 0);
    }
}
