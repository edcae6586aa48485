using Tidegate.Traffic;

namespace Tidegate.Live;

/// <summary>
/// Events that enter together, with the names they use: ids in the events are places in the batch's own lists, by first
/// use, so that a batch means the same whenever and wherever it is replayed.
/// </summary>
internal sealed class LiveBatch
{
    private static readonly Func<TrafficNames, NameTable>[] Tables =
        [n => n.Customers, n => n.Senders, n => n.Suppliers, n => n.Networks, n => n.Currencies, n => n.ErrorCodes];

    private LiveBatch(TrafficEvent[] events, int count, List<string>[] names, string?[]? ids)
    {
        Events = events;
        Count = count;
        Names = names;
        Ids = ids;
    }

    /// <summary>Dimensions of names.</summary>
    public static int Dimensions => Tables.Length;

    /// <summary>The events; only the first <see cref="Count"/> are.</summary>
    public TrafficEvent[] Events { get; }

    /// <summary>Number of events.</summary>
    public int Count { get; }

    /// <summary>Names by dimension; the name of id n is at n - 1.</summary>
    public IReadOnlyList<List<string>> Names { get; }

    /// <summary>Message ids in words, an entry for each event and null where an event's is not kept; null where none is.</summary>
    public string?[]? Ids { get; }

    /// <summary>Takes events as read, and turns their ids into the batch's own.</summary>
    public static LiveBatch Take(TrafficEvent[] events, int count, TrafficNames from)
    {
        var names = new List<string>[Tables.Length];
        var maps = new int[Tables.Length][];
        for (var d = 0; d < names.Length; d++)
        {
            names[d] = [];
            maps[d] = new int[Tables[d](from).Count];
        }

        var ids = IdsOf(events.AsSpan(0, count), from);
        for (var i = 0; i < count; i++)
        {
            ref var e = ref events[i];
            e.Customer = Own(0, e.Customer);
            e.Sender = Own(1, e.Sender);
            e.Supplier = Own(2, e.Supplier);
            e.Network = Own(3, e.Network);
            e.Currency = (ushort)Own(4, e.Currency);
            e.ErrorCode = Own(5, e.ErrorCode);
        }

        return new LiveBatch(events, count, names, ids);

        int Own(int dimension, int id)
        {
            if (id == 0) return 0;
            ref var own = ref maps[dimension][id];
            if (own != 0) return own;
            names[dimension].Add(Tables[dimension](from)[id]);
            return own = names[dimension].Count;
        }
    }

    /// <summary>A batch out of its parts.</summary>
    public static LiveBatch Of(TrafficEvent[] events, List<string>[] names, string?[]? ids) => new(events, events.Length, names, ids);

    /// <summary>The events with the ids of other names, written to <paramref name="into"/>.</summary>
    public void Translate(TrafficNames to, TrafficEvent[] into)
    {
        var maps = new int[Tables.Length][];
        for (var d = 0; d < maps.Length; d++)
        {
            maps[d] = new int[Names[d].Count + 1];
            for (var n = 0; n < Names[d].Count; n++) maps[d][n + 1] = Tables[d](to).Intern(Names[d][n]);
        }

        for (var i = 0; i < Count; i++)
        {
            into[i] = Events[i];
            ref var e = ref into[i];
            e.Customer = maps[0][e.Customer];
            e.Sender = maps[1][e.Sender];
            e.Supplier = maps[2][e.Supplier];
            e.Network = maps[3][e.Network];
            e.Currency = (ushort)maps[4][e.Currency];
            e.ErrorCode = maps[5][e.ErrorCode];
            if (to.Ids is { } wanted && Ids?[i] is { } id) wanted.Note(in e, to, id);
        }
    }

    private static string?[]? IdsOf(ReadOnlySpan<TrafficEvent> events, TrafficNames from)
    {
        if (from.Ids is not { } kept) return null;
        string?[]? ids = null;
        for (var i = 0; i < events.Length; i++)
            if (kept.Take(in events[i], from) is { } id) (ids ??= new string?[events.Length])[i] = id;
        return ids;
    }
}
