using Tidegate.Simulation.Generation;
using Tidegate.Simulation.Generation.Attacks;
using Tidegate.Simulation.Worlds;
using Tidegate.Traffic;

namespace Tidegate.Simulation.ClosedLoop;

/// <summary>
/// A world in a closed loop: before a message is sent its verdict is asked, what is refused is not sent and has no
/// receipt, and an attack that reacts hears of it. Single-threaded; the same verdicts give the same world.
/// </summary>
internal sealed class LoopWorld(WorldSpec spec)
{
    /// <summary>Seconds whose messages are asked about together, before any of them is told to detection.</summary>
    public const int SliceSeconds = 1;

    private readonly WorldGenerator _generator = new(spec);
    private readonly List<TrafficEvent> _events = [];
    private readonly List<LabelledSubmission> _labels = [];
    private readonly Dictionary<ulong, LabelledSubmission> _labelOf = [];
    private readonly HashSet<ulong> _refused = [];
    private int _next;
    private int _minute = -1;
    private long _sliceEnd;

    /// <summary>The names behind the ids of the events.</summary>
    public TrafficNames Names => _generator.Names;

    /// <summary>Moment up to which the world has been lived through, Unix ms.</summary>
    public long Now => _sliceEnd;

    /// <summary>Whether what is refused is told to detection as well, as by a platform that asks with <c>record</c>; then what blocks saved is known. Default no: what is never sent is never seen.</summary>
    public bool TellsOfRefused { get; init; }

    /// <summary>What became of honest messages.</summary>
    public LoopTally Honest { get; } = new();

    /// <summary>What became of each attack's messages, in the order of the spec.</summary>
    public IReadOnlyList<LoopTally> Attacks { get; } = [.. spec.Attacks.Select(_ => new LoopTally())];

    /// <summary>Where an attack that reacts has been so far, up to the end of the minute under way.</summary>
    public IReadOnlyList<EvasionStep> StepsOf(int attack) => _generator.EvasionOf(attack)?.Steps ?? [];

    /// <summary>Names of the customers that an attack goes through.</summary>
    public IReadOnlyList<string> VictimsOf(int attack) => _generator.VictimsOf(attack);

    /// <summary>The attack that a message of the minute under way belongs to; -1 for none.</summary>
    public int AttackOf(ulong messageKey) => _labelOf.TryGetValue(messageKey, out var label) ? label.Attack : -1;

    /// <summary>Goes on to the next minute; false at the end of the world.</summary>
    public bool NextMinute()
    {
        _events.Clear();
        _labels.Clear();
        _labelOf.Clear();
        _next = 0;
        if (!_generator.NextMinute(_events, _labels)) return false;
        _minute++;
        _sliceEnd = _generator.TimeIn(_minute, 0d);
        foreach (var label in _labels) _labelOf[label.MessageKey] = label;
        return true;
    }

    /// <summary>All events of the minute, none refused: history.</summary>
    public IReadOnlyList<TrafficEvent> Whole()
    {
        _next = _events.Count;
        _sliceEnd = _generator.TimeIn(_minute, 1d);
        foreach (var label in _labels) TallyOf(label).Add(refused: false, label.Price);
        return _events;
    }

    /// <summary>The events of the next seconds; false when the minute is over.</summary>
    /// <param name="refuses">The verdict on a message that is about to be sent.</param>
    /// <param name="sent">Takes the events that detection is told of, in order of arrival.</param>
    public bool NextSlice(Func<TrafficEvent, bool> refuses, List<TrafficEvent> sent)
    {
        sent.Clear();
        if (_sliceEnd >= _generator.TimeIn(_minute, 1d)) return false;
        _sliceEnd += SliceSeconds * 1000;
        while (_next < _events.Count && _events[_next].Time < _sliceEnd)
        {
            var e = _events[_next++];
            if (e.Kind != EventKind.Submit)
            {
                // What comes of a message that was never sent does not come. Receipts may be hours late: keys stay.
                if (!_refused.Contains(e.MessageKey)) sent.Add(e);
                continue;
            }

            var label = _labelOf[e.MessageKey];
            var refused = refuses(e);
            TallyOf(label).Add(refused, label.Price);
            if (!refused || TellsOfRefused) sent.Add(e);
            if (!refused) continue;
            _refused.Add(e.MessageKey);
            if (label.Attack >= 0) _generator.Refuse(label.Attack, e.Time);
        }

        return true;
    }

    private LoopTally TallyOf(in LabelledSubmission label) => label.Attack >= 0 ? Attacks[label.Attack] : Honest;
}
