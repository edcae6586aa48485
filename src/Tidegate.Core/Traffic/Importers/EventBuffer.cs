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
    public int[] InOrder()
    {
        var keys = new Key[Count];
        var order = new int[Count];
        var sorted = true;
        for (var i = 0; i < Count; i++)
        {
            ref var item = ref this[i];
            keys[i] = new Key(item.Time, ((long)item.Kind << 32) | (uint)i);
            order[i] = i;
            if (i > 0 && keys[i].CompareTo(keys[i - 1]) < 0) sorted = false;
        }

        if (!sorted) Array.Sort(keys, order);
        return order;
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
