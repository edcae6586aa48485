using System.Runtime.CompilerServices;
using Tidegate.Traffic;

namespace Tidegate.Detection;

/// <summary>
/// Memory is waited for once for many events instead of many times for each: the state of four million places fits no
/// cache, and the places of a message are known beforehand. Changes nothing but the time taken.
/// </summary>
internal sealed partial class Partition
{
    /// <summary>Most events that are looked ahead.</summary>
    private const int FurthestAhead = 32;

    private readonly ulong[] _aheadKeys = new ulong[FurthestAhead];
    private readonly ulong[] _aheadGroups = new ulong[FurthestAhead * 7];

    /// <summary>Brings what the next events will touch towards the cache.</summary>
    public void Prefetch(ReadOnlySpan<TrafficEvent> events)
    {
        if (events.Length > FurthestAhead) events = events[..FurthestAhead];
        for (var i = 0; i < events.Length; i++)
        {
            ref readonly var e = ref events[i];
            Log.Prefetch(e.MessageKey);
            if (e.Kind != EventKind.Submit) continue;
            _aheadKeys[i] = KnownNumbers.Key(e.Customer, e.Destination);
            _known.Prefetch(_aheadKeys[i]);
        }

        var groups = 0;
        for (var i = 0; i < events.Length; i++)
        {
            ref readonly var e = ref events[i];
            Log.PrefetchMessage(e.MessageKey);
            // Where no network is stated it would have to be looked up first.
            if (e.Kind == EventKind.Submit && e.Network != 0 && _known.Since(_aheadKeys[i]) == KnownNumbers.New) groups = PrefetchPlaces(e, groups);
        }

        for (var i = 0; i < groups; i++)
        {
            var index = _groups.Find(_aheadGroups[i]);
            if (index != 0) _groups.Prefetch(index);
        }
    }

    private int PrefetchPlaces(in TrafficEvent e, int groups)
    {
        var stream = e.Category == Category.Marketing ? MarketingRoot : 0;
        groups = PrefetchRoot(Root.All, stream, e, groups);
        groups = PrefetchRoot(Root.Customer, e.Customer | stream, e, groups);
        if (e.Supplier != 0) groups = PrefetchRoot(Root.Supplier, e.Supplier | stream, e, groups);
        if (e.Sender != 0 && IsWeighed(e)) groups = PrefetchRoot(Root.Sender, e.Sender | stream, e, groups);

        var customer = GroupTable.Key(Root.Customer, e.Customer | stream, AnyNetwork);
        _groups.PrefetchSlot(customer);
        _aheadGroups[groups++] = customer;
        _places.Prefetch(Mix.Hash(customer, (ulong)(uint)e.Network << 2));
        return groups;
    }

    private int PrefetchRoot(Root root, int rootId, in TrafficEvent e, int groups)
    {
        var key = GroupTable.Key(root, rootId, e.Network);
        _groups.PrefetchSlot(key);
        var block = e.Destination / 1000;
        _places.Prefetch(Mix.Hash(key, (block << 2) | 2));
        _places.Prefetch(Mix.Hash(key, ((block /= 10) << 2) | 1));
        _places.Prefetch(Mix.Hash(key, (block / 10) << 2));
        _aheadGroups[groups] = key;
        return groups + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsWeighed(in TrafficEvent e) =>
        (e.Sender < _senderOwner.Length && _senderOwner[e.Sender] < 0) || (e.Customer < _customerSender.Length && _customerSender[e.Customer] < 0);
}
