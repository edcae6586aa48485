using Tidegate.Detection;

namespace Tidegate.Enforcement;

/// <summary>
/// Since when each customer has messaged each number, for the verdict path: a copy of what detection knows that any
/// thread may read while one thread writes. Pairs are hashes, not numbers.
/// </summary>
/// <remarks>Bounded: when full it begins anew with an older half kept for reading, so that what was last used stays.</remarks>
internal sealed class KnownPairs(int maximum = 1 << 24)
{
    private readonly int _half = Math.Max(1024, maximum / 2);
    private volatile Half _young = new(1024);
    private volatile Half _old = new(16);

    /// <summary>Pairs held.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>Notes since when a pair is known. One writer.</summary>
    public void Set(ulong key, int since)
    {
        if (_young.TrySet(key, since)) return;
        if (_young.Count >= _half)
        {
            _old = _young;
            _young = new Half(1024);
        }
        else
        {
            _young = _young.Grown();
        }

        _young.TrySet(key, since);
    }

    /// <summary>Whether a customer had messaged a number before a second.</summary>
    public bool IsKnownBefore(int customer, ulong destination, int second)
    {
        var key = KnownNumbers.Key(customer, destination);
        return (_young.Since(key) is var since && since != int.MinValue ? since : _old.Since(key)) is var known
            && known != int.MinValue && known < second;
    }

    private sealed class Half(int size)
    {
        private readonly ulong[] _keys = new ulong[size];
        private readonly int[] _since = new int[size];

        public int Count { get; private set; }

        public bool TrySet(ulong key, int since)
        {
            var slot = SlotOf(key);
            if (_keys[slot] == 0)
            {
                if (Count * 3 >= _keys.Length * 2) return false;
                Count++;
            }

            Volatile.Write(ref _since[slot], since);
            Volatile.Write(ref _keys[slot], key);
            return true;
        }

        public int Since(ulong key)
        {
            var slot = SlotOf(key);
            return Volatile.Read(ref _keys[slot]) == key ? Volatile.Read(ref _since[slot]) : int.MinValue;
        }

        public Half Grown()
        {
            var grown = new Half(_keys.Length * 2);
            for (var i = 0; i < _keys.Length; i++) if (_keys[i] != 0) grown.TrySet(_keys[i], _since[i]);
            return grown;
        }

        private int SlotOf(ulong key)
        {
            var mask = _keys.Length - 1;
            var slot = (int)(key >> 32) & mask;
            for (; ; slot = (slot + 1) & mask)
            {
                var held = Volatile.Read(ref _keys[slot]);
                if (held == 0 || held == key) return slot;
            }
        }
    }
}
