using Tidegate.Detection;

namespace Tidegate.Incidents;

/// <summary>The strongest evidence of each range of an incident, so that it can be told what is left when ranges turn out to be none of it. As many as it has ranges.</summary>
internal sealed class RangeEvidence
{
    // Of all of a customer or a network; no number is 0.
    private const ulong Whole = 0;

    private readonly SortedDictionary<ulong, (double LogOdds, IReadOnlyList<ChannelEvidence> Channels)> _byRange = [];

    /// <summary>The strongest; null where none is known.</summary>
    public (double LogOdds, IReadOnlyList<ChannelEvidence> Channels)? Strongest => _byRange.Count == 0 ? null : _byRange.Values.MaxBy(e => e.LogOdds);

    /// <summary>Notes what an alert says of its ranges.</summary>
    public void Note(Alert alert)
    {
        if (alert.Ranges.Count == 0) Note(Whole, (alert.LogOdds, alert.Evidence));
        foreach (var range in alert.Ranges) Note(range.From, (alert.LogOdds, alert.Evidence));
    }

    /// <summary>Notes all that another knows.</summary>
    public void Note(RangeEvidence other)
    {
        foreach (var (from, evidence) in other._byRange) Note(from, evidence);
    }

    /// <summary>Forgets what was said of ranges that begin within one.</summary>
    public void Forget(SuspectRange range)
    {
        foreach (var from in _byRange.Keys.Where(f => f >= range.From && f <= range.To).ToList()) _byRange.Remove(from);
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _byRange.Clear();

    public void Save(BinaryWriter to)
    {
        // Ranges of one alert share its evidence.
        var distinct = _byRange.Values.Distinct().Select((evidence, place) => (evidence, place)).ToDictionary(e => e.evidence, e => e.place);
        to.Write(distinct.Count);
        foreach (var ((logOdds, channels), _) in distinct.OrderBy(e => e.Value))
        {
            to.Write(logOdds);
            Save(to, channels);
        }

        to.Write(_byRange.Count);
        foreach (var (from, evidence) in _byRange)
        {
            to.Write(from);
            to.Write(distinct[evidence]);
        }
    }

    public void Load(BinaryReader from)
    {
        var distinct = new (double, IReadOnlyList<ChannelEvidence>)[StateBytes.ReadCount(from)];
        for (var i = 0; i < distinct.Length; i++) distinct[i] = (from.ReadDouble(), LoadChannels(from));
        for (var count = StateBytes.ReadCount(from); count > 0; count--)
        {
            var (range, at) = (from.ReadUInt64(), from.ReadInt32());
            _byRange.Add(range, at >= 0 && at < distinct.Length ? distinct[at] : throw new InvalidDataException($"reference to evidence {at}; expected 0 to {distinct.Length - 1}"));
        }
    }

    /// <summary>Writes what channels saw.</summary>
    public static void Save(BinaryWriter to, IReadOnlyList<ChannelEvidence> channels)
    {
        to.Write(channels.Count);
        foreach (var e in channels)
        {
            to.Write(e.Channel);
            foreach (var n in (double[])[e.Observed, e.Expected, e.LogOdds]) to.Write(n);
        }
    }

    /// <summary>Reads what channels saw.</summary>
    public static IReadOnlyList<ChannelEvidence> LoadChannels(BinaryReader from)
    {
        var channels = new ChannelEvidence[StateBytes.ReadCount(from)];
        for (var i = 0; i < channels.Length; i++) channels[i] = new ChannelEvidence(from.ReadString(), from.ReadDouble(), from.ReadDouble(), from.ReadDouble());
        return channels;
    }

    private void Note(ulong from, (double LogOdds, IReadOnlyList<ChannelEvidence> Channels) evidence)
    {
        if (!_byRange.TryGetValue(from, out var known) || evidence.LogOdds > known.LogOdds) _byRange[from] = evidence;
    }
}
