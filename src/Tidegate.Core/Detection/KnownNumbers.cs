using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidegate.Detection;

/// <summary>
/// Remembers since when a customer has messaged a number. Pairs are kept as 64-bit hashes, not as numbers.
/// When full, the half that was longest unused is forgotten, which is counted.
/// </summary>
internal sealed class KnownNumbers(int maximum)
{
    private readonly int _maximum = Math.Max(1024, maximum);
    private Pair[] _pairs = new Pair[4096];
    private int _count;

    /// <summary>Answer of <see cref="Touch"/> for a pair not seen before.</summary>
    public const int New = int.MinValue;

    /// <summary>Pairs held.</summary>
    public int Count => _count;

    /// <summary>Pairs forgotten because the memory was full.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Key of a pair.</summary>
    public static ulong Key(int customer, ulong destination) => Mix.Hash(destination, (ulong)customer);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong key)
    {
        if (!System.Runtime.Intrinsics.X86.Sse.IsSupported) return;
        ref var pair = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_pairs), (int)(key >> 24) & (_pairs.Length - 1));
        System.Runtime.Intrinsics.X86.Sse.Prefetch0(Unsafe.AsPointer(ref pair));
    }

    /// <summary>Notes a message at a second; returns the second of the pair's first message, or <see cref="New"/>.</summary>
    public int Touch(ulong key, int second)
    {
        var mask = _pairs.Length - 1;
        var slot = (int)(key >> 24) & mask;
        for (; _pairs[slot].Key != 0; slot = (slot + 1) & mask)
        {
            ref var pair = ref _pairs[slot];
            if (pair.Key != key) continue;
            pair.Last = Math.Max(pair.Last, second);
            if (second < pair.First) pair.First = second;
            return pair.First;
        }

        if (_count * 3L > _pairs.Length * 2L)
        {
            Resize();
            return Touch(key, second);
        }

        _pairs[slot] = new Pair { Key = key, First = second, Last = second };
        _count++;
        return New;
    }

    /// <summary>The second of a pair's first message, or <see cref="New"/>.</summary>
    public int Since(ulong key)
    {
        var mask = _pairs.Length - 1;
        for (var slot = (int)(key >> 24) & mask; _pairs[slot].Key != 0; slot = (slot + 1) & mask)
            if (_pairs[slot].Key == key) return _pairs[slot].First;
        return New;
    }

    public void Save(BinaryWriter to)
    {
        to.Write(Forgotten);
        to.Write(_count);
        StateBytes.Write<Pair>(to, _pairs);
    }

    public void Load(BinaryReader from)
    {
        Forgotten = from.ReadInt64();
        _count = from.ReadInt32();
        _pairs = StateBytes.Read<Pair>(from, powerOfTwo: true);
    }

    private void Resize()
    {
        var old = _pairs;
        var cutoff = int.MinValue;
        if (_count >= _maximum)
        {
            var sample = new List<int>();
            for (var i = 0; i < old.Length; i += Math.Max(1, old.Length / 4096)) if (old[i].Key != 0) sample.Add(old[i].Last);
            sample.Sort();
            cutoff = sample[sample.Count / 2];
        }

        _pairs = new Pair[cutoff == int.MinValue ? old.Length * 2 : old.Length];
        var mask = _pairs.Length - 1;
        var before = _count;
        _count = 0;
        foreach (var pair in old)
        {
            if (pair.Key == 0 || pair.Last <= cutoff) continue;
            var slot = (int)(pair.Key >> 24) & mask;
            while (_pairs[slot].Key != 0) slot = (slot + 1) & mask;
            _pairs[slot] = pair;
            _count++;
        }

        Forgotten += before - _count;
    }

    private struct Pair
    {
        public ulong Key;
        public int First;
        public int Last;
    }
}
