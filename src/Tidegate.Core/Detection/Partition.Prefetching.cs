using System.Runtime.CompilerServices;
using Tidegate.Traffic;

namespace Tidegate.Detection;

/// <summary>
/// Memory is waited for once for many events instead of many times for each: the state of four million places fits no
/// cache, and the places of a message are known beforehand. Changes nothing but the time taken.
/// </summary>
/// <remarks>
/// Three steps, each for the events that are some way ahead, so that what one step reads the step before has asked for:
/// is the number known, and the message that a receipt is of; where are its places and groups; the groups themselves.
/// </remarks>
internal sealed partial class Partition
{
    /// <summary>Events from one call of <see cref="Foresee"/> to the next.</summary>
    public const int Stride = 8;

    private const int ToPlaces = 2 * Stride;
    private const int ToNumbers = 4 * Stride;
    private const int Ring = 8 * Stride;
    private const int MostGroups = 6;

    private readonly ulong[] _aheadNumbers = new ulong[Ring];
    private readonly ulong[] _aheadGroups = new ulong[Ring * MostGroups];
    private readonly int[] _aheadGroupCounts = new int[Ring];

    /// <summary>Brings what events soon to be taken will touch towards the cache.</summary>
    /// <param name="events">Events that will be taken one after the other.</param>
    /// <param name="arrivals">What <see cref="Arrivals"/> told of them.</param>
    /// <param name="at">Which of them is taken next: 0 first, and then each <see cref="Stride"/>.</param>
    public void Foresee(ReadOnlySpan<TrafficEvent> events, ReadOnlySpan<Arrival> arrivals, int at)
    {
        ForeseeNumbers(events, arrivals, at == 0 ? 0 : at + ToNumbers, at + ToNumbers + Stride);
        ForeseePlaces(events, arrivals, at == 0 ? 0 : at + ToPlaces, at + ToPlaces + Stride);
        ForeseeGroups(events, at == 0 ? 0 : at + Stride, at + Stride + Stride);
    }

    // Of a message that matures soon: how codes do in its block, and at its number.
    private void ForeseeCodes(in Message message)
    {
        _unused.Prefetch(UnusedKey(message));
        if (message.Has(MessageMarks.FirstSeen)) return;
        _barren.Prefetch(KnownNumbers.Key(message.Customer, message.Destination));
        _repeats.Prefetch(RepeatKey(message));
    }

    private void ForeseeNumbers(ReadOnlySpan<TrafficEvent> events, ReadOnlySpan<Arrival> arrivals, int from, int to)
    {
        for (var i = from; i < to && i < events.Length; i++)
        {
            ref readonly var e = ref events[i];
            if (arrivals[i].Kind == ArrivalKind.Feedback) Log.Prefetch(arrivals[i].Sequence);
            if (arrivals[i].Kind != ArrivalKind.Submission) continue;
            var number = KnownNumbers.Key(e.Customer, e.Destination);
            _aheadNumbers[i % Ring] = number;
            _known.Prefetch(number);
        }
    }

    private void ForeseePlaces(ReadOnlySpan<TrafficEvent> events, ReadOnlySpan<Arrival> arrivals, int from, int to)
    {
        for (var i = from; i < to && i < events.Length; i++)
        {
            ref readonly var e = ref events[i];
            ref var groups = ref _aheadGroupCounts[i % Ring];
            groups = 0;
            if (e.Kind == EventKind.Conversion) ForeseeConversion(arrivals[i].Sequence);
            // Where no network is stated it would have to be looked up first.
            if (arrivals[i].Kind == ArrivalKind.Submission && e.Network != 0 && _known.Since(_aheadNumbers[i % Ring]) == KnownNumbers.New) groups = ForeseePlaces(e, _aheadGroups.AsSpan(i % Ring * MostGroups, MostGroups));
        }
    }

    // Of a code that was used: its number.
    private void ForeseeConversion(long sequence)
    {
        if (!Log.Holds(sequence)) return;
        ref var message = ref Log[sequence];
        _known.Prefetch(KnownNumbers.Key(message.Customer, message.Destination));
    }

    private void ForeseeGroups(ReadOnlySpan<TrafficEvent> events, int from, int to)
    {
        for (var i = from; i < to && i < events.Length; i++)
        {
            var first = i % Ring * MostGroups;
            var count = _aheadGroupCounts[i % Ring];
            for (var g = first; g < first + count; g++) _groups.Prefetch(_groups.Find(_aheadGroups[g]));
        }
    }

    private int ForeseePlaces(in TrafficEvent e, Span<ulong> groups)
    {
        var stream = e.Category == Category.Marketing ? MarketingRoot : 0;
        var count = 0;
        ForeseeRoot(Root.All, stream, e, groups, ref count);
        ForeseeRoot(Root.Customer, e.Customer | stream, e, groups, ref count);
        if (e.Supplier != 0 && _networkSupplier.GetValueOrDefault(e.Network) < 0) ForeseeRoot(Root.Supplier, e.Supplier | stream, e, groups, ref count);
        if (e.Sender != 0 && IsWeighed(e)) ForeseeRoot(Root.Sender, e.Sender | stream, e, groups, ref count);

        var customer = GroupTable.Key(Root.Customer, e.Customer | stream, AnyNetwork);
        _groups.PrefetchSlot(customer);
        groups[count++] = customer;
        _places[0].Prefetch(Mix.Hash(customer, (ulong)(uint)e.Network << 2));
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ForeseeRoot(Root root, int rootId, in TrafficEvent e, Span<ulong> groups, ref int count)
    {
        var key = GroupTable.Key(root, rootId, e.Network);
        _groups.PrefetchSlot(key);
        var block = e.Destination / 1000;
        _places[2].Prefetch(Mix.Hash(key, (block << 2) | 2));
        var middle = Mix.Hash(key, ((block /= 10) << 2) | 1);
        _places[1].Prefetch(middle);
        if (root == Root.All) _traces.Prefetch(middle);
        _places[0].Prefetch(Mix.Hash(key, (block / 10) << 2));
        groups[count++] = key;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsWeighed(in TrafficEvent e) =>
        (e.Sender < _senderOwner.Length && _senderOwner[e.Sender] < 0) || (e.Customer < _customerSender.Length && _customerSender[e.Customer] < 0);
}
