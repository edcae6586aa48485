using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidegate.Detection;

/// <summary>
/// Places by key, open addressing. Bounded: when the maximum is reached, places without evidence that were longest
/// idle leave, which is counted.
/// </summary>
internal sealed class PlaceTable(int maximum)
{
    private readonly int _maximum = Math.Max(1024, maximum);
    private Place[] _places = new Place[4096];

    /// <summary>Places held.</summary>
    public int Count { get; private set; }

    /// <summary>Places that left because the table was full.</summary>
    public long Overflowed { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong key)
    {
        if (!System.Runtime.Intrinsics.X86.Sse.IsSupported) return;
        ref var place = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_places), (int)(key >> 24) & (_places.Length - 1));
        System.Runtime.Intrinsics.X86.Sse.Prefetch0(Unsafe.AsPointer(ref place));
    }

    /// <summary>Makes sure that <paramref name="places"/> can be added without moving the others.</summary>
    public void Reserve(int places)
    {
        if ((Count + places) * 4L > _places.Length * 3L || Count + places > _maximum) Resize(places);
    }

    /// <summary>The place of a key, new or known. Valid until the next <see cref="Reserve"/>.</summary>
    public ref Place At(ulong key)
    {
        var mask = _places.Length - 1;
        for (var slot = (int)(key >> 24) & mask; ; slot = (slot + 1) & mask)
        {
            ref var place = ref _places[slot];
            if (place.Key == key) return ref place;
            if (place.Key != 0) continue;
            place.Key = key;
            Count++;
            return ref place;
        }
    }

    /// <summary>The place of a key, or a null reference.</summary>
    public ref Place Find(ulong key)
    {
        var mask = _places.Length - 1;
        for (var slot = (int)(key >> 24) & mask; ; slot = (slot + 1) & mask)
        {
            ref var place = ref _places[slot];
            if (place.Key == key) return ref place;
            if (place.Key == 0) return ref Unsafe.NullRef<Place>();
        }
    }

    public void Save(BinaryWriter to)
    {
        to.Write(Count);
        to.Write(Overflowed);
        StateBytes.Write<Place>(to, _places);
    }

    public void Load(BinaryReader from)
    {
        Count = from.ReadInt32();
        Overflowed = from.ReadInt64();
        _places = StateBytes.Read<Place>(from, powerOfTwo: true);
    }

    private void Resize(int extra)
    {
        var old = _places;
        var cutoff = int.MinValue;
        if (Count + extra > _maximum) cutoff = MedianSecond(old);
        _places = new Place[cutoff == int.MinValue ? old.Length * 2 : old.Length];
        var mask = _places.Length - 1;
        var before = Count;
        Count = 0;
        foreach (ref var place in old.AsSpan())
        {
            if (place.Key == 0 || (place.Second <= cutoff && ShareChannel.Peak(place.LogEvidence) < ShareChannel.Learns)) continue;
            var slot = (int)(place.Key >> 24) & mask;
            while (_places[slot].Key != 0) slot = (slot + 1) & mask;
            _places[slot] = place;
            Count++;
        }

        Overflowed += before - Count;
    }

    private static int MedianSecond(Place[] places)
    {
        var sample = new List<int>();
        for (var i = 0; i < places.Length; i += Math.Max(1, places.Length / 4096)) if (places[i].Key != 0) sample.Add(places[i].Second);
        sample.Sort();
        return sample.Count == 0 ? int.MaxValue : sample[sample.Count / 2];
    }
}
