using System.Runtime.CompilerServices;

namespace Tidegate.Detection;

/// <summary>
/// Remembers since when a customer has messaged a number. Pairs are kept as 64-bit hashes, not as numbers.
/// When full, those longest unused are forgotten, which is counted, but for that they were known (<see cref="ForgottenNumbers"/>). A number whose messages were refused is
/// known while they keep coming, and new again once they have stopped: a pool that comes back is no circle of known people.
/// </summary>
internal sealed class KnownNumbers
{
    // Seconds after which a number that was refused is new again.
    private const int StaysRefused = 3600;

    private readonly SegmentedTable<Pair> _pairs;
    private readonly ForgottenNumbers _forgotten;

    public KnownNumbers(int maximum)
    {
        _forgotten = new ForgottenNumbers(maximum);
        _pairs = new SegmentedTable<Pair>(maximum) { Leaves = Forget };
    }

    /// <summary>Answer of <see cref="Touch"/> for a pair not seen before.</summary>
    public const int New = int.MinValue;

    /// <summary>Pairs held.</summary>
    public int Count => _pairs.Count;

    /// <summary>Pairs forgotten because the memory was full.</summary>
    public long Forgotten => _pairs.Overflowed;

    /// <summary>Key of a pair.</summary>
    public static ulong Key(int customer, ulong destination) => Mix.Hash(destination, (ulong)customer);

    /// <summary>Brings a pair towards the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong key) => _pairs.Prefetch(key);

    /// <summary>Notes a message at a second; returns the second of the pair's first message, or <see cref="New"/>.</summary>
    public int Touch(ulong key, int second)
    {
        ref var pair = ref _pairs.At(key, out var added);
        if (added && _forgotten.Has(key))
        {
            (pair.First, pair.Last) = (Math.Min(second, _forgotten.Until), second);
            return pair.First;
        }

        if (added || (pair.IsRefused && second - pair.Last >= StaysRefused))
        {
            (pair.First, pair.Last, pair.IsRefused) = (second, second, false);
            return New;
        }

        pair.Last = Math.Max(pair.Last, second);
        if (second < pair.First) pair.First = second;
        return pair.First;
    }

    /// <summary>Notes that a pair's messages are refused, or that they were a person's after all.</summary>
    public void Refuse(ulong key, bool refused)
    {
        ref var pair = ref _pairs.Find(key);
        if (!Unsafe.IsNullRef(ref pair)) pair.IsRefused = refused;
    }

    /// <summary>The second of a pair's first message, or <see cref="New"/>.</summary>
    public int Since(ulong key)
    {
        ref var pair = ref _pairs.Find(key);
        return Unsafe.IsNullRef(ref pair) ? New : pair.First;
    }

    /// <summary>Whether a pair had another message after its first.</summary>
    public bool UsedAgain(ulong key)
    {
        ref var pair = ref _pairs.Find(key);
        return !Unsafe.IsNullRef(ref pair) && pair.Last > pair.First;
    }

    /// <summary>All pairs held, with the second of their first message.</summary>
    public IEnumerable<(ulong Key, int First)> All() => _pairs.All(static (in Pair pair) => (pair.Key, pair.First));

    public void Save(BinaryWriter to)
    {
        _pairs.Save(to);
        _forgotten.Save(to);
    }

    public void Load(BinaryReader from)
    {
        _pairs.Load(from);
        _forgotten.Load(from);
    }

    private void Forget(in Pair pair)
    {
        if (!pair.IsRefused) _forgotten.Add(pair.Key, pair.Last);
    }

    internal struct Pair : ISegmentedEntry
    {
        public ulong Key { readonly get; set; }
        public int First;

        // Seconds, and in the lowest bit whether it is refused.
        private int _last;

        public int Last
        {
            readonly get => _last & ~1;
            set => _last = (_last & 1) | (value & ~1);
        }

        public bool IsRefused
        {
            readonly get => (_last & 1) != 0;
            set => _last = Last | (value ? 1 : 0);
        }

        public readonly int Used => Last;

        public readonly bool StaysAt(int second) => false;
    }
}
