namespace Tidegate.Traffic.Importers;

/// <summary>Events of one import in blocks, so that growing copies nothing; handed out in order of time.</summary>
internal sealed class EventBuffer
{
    private const int BlockBits = 14;
    private const int BlockSize = 1 << BlockBits;
    private readonly List<TrafficEvent[]> _blocks = [];

    public int Count { get; private set; }

    public ref TrafficEvent this[int index] => ref _blocks[index >> BlockBits][index & (BlockSize - 1)];

    public int Add(in TrafficEvent item)
    {
        if (Count == _blocks.Count * BlockSize) _blocks.Add(new TrafficEvent[BlockSize]);
        this[Count] = item;
        return Count++;
    }

    /// <summary>Indexes in order of time; at equal times submissions come before their receipts, else order of arrival.</summary>
    public int[] InOrder() => Ordered(lastFirst: false, kindsApart: true, out _);

    /// <summary>Indexes in order of time; at equal times the order is that of arrival.</summary>
    /// <param name="lastFirst">At equal times it is that of arrival turned round instead: of what came newest first.</param>
    /// <param name="asItCame">Whether that is the order of arrival as it is.</param>
    public int[] ByTime(bool lastFirst, out bool asItCame)
    {
        var order = Ordered(lastFirst, kindsApart: false, out var sorted);
        asItCame = sorted && !lastFirst;
        return order;
    }

    private int[] Ordered(bool lastFirst, bool kindsApart, out bool sorted)
    {
        var order = new int[Count];
        sorted = true;
        for (var i = 0; i < Count; i++)
        {
            order[i] = lastFirst ? Count - 1 - i : i;
            if (i > 0 && KeyOf(i).CompareTo(KeyOf(i - 1)) < 0) sorted = false;
        }

        if (sorted) return order;
        var keys = new Key[Count];
        for (var i = 0; i < Count; i++) keys[i] = KeyOf(i);
        Array.Sort(keys, order);
        return order;

        Key KeyOf(int place)
        {
            ref var item = ref this[order[place]];
            return new Key(item.Time, (kindsApart ? (long)item.Kind << 32 : 0) | (uint)place);
        }
    }

    private readonly record struct Key(long Time, long KindAndIndex) : IComparable<Key>
    {
        public int CompareTo(Key other) =>
            Time != other.Time ? Time.CompareTo(other.Time) : KindAndIndex.CompareTo(other.KindAndIndex);

        public static bool operator <(Key a, Key b) => a.CompareTo(b) < 0;

        public static bool operator >(Key a, Key b) => a.CompareTo(b) > 0;

        public static bool operator <=(Key a, Key b) => a.CompareTo(b) <= 0;

        public static bool operator >=(Key a, Key b) => a.CompareTo(b) >= 0;
    }
}
