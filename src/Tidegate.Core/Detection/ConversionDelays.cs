using System.Numerics;

namespace Tidegate.Detection;

/// <summary>How late conversions come: the share of them that has come by an age, over all customers, discounted.</summary>
internal sealed class ConversionDelays
{
    private const int Buckets = 24;

    // Prior: half of all codes are entered within half a minute, nearly all within five minutes.
    private readonly double[] _counts = [0, 0, 0, 1, 2, 4, 8, 12, 16, 20, 16, 10, 6, 3, 1.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0];
    private double _total = 100;

    /// <summary>Learns a delay in seconds.</summary>
    public void Add(double seconds)
    {
        _counts[Bucket(seconds)]++;
        if (++_total < 20_000) return;
        for (var i = 0; i < Buckets; i++) _counts[i] *= 0.5;
        _total *= 0.5;
    }

    /// <summary>Share of conversions that have come by an age in seconds, 0 to 1.</summary>
    public double By(double seconds)
    {
        if (seconds <= 0) return 0;
        var bucket = Bucket(seconds);
        double before = 0;
        for (var i = 0; i < bucket; i++) before += _counts[i];
        var (from, to) = (Edge(bucket), Edge(bucket + 1));
        return Math.Min(1, (before + (_counts[bucket] * Math.Clamp((seconds - from) / (to - from), 0, 1))) / _total);
    }

    public void Save(BinaryWriter to)
    {
        to.Write(_total);
        foreach (var c in _counts) to.Write(c);
    }

    public void Load(BinaryReader from)
    {
        _total = from.ReadDouble();
        for (var i = 0; i < Buckets; i++) _counts[i] = from.ReadDouble();
    }

    // Two buckets an octave, from one second.
    private static int Bucket(double seconds)
    {
        if (seconds < 1) return 0;
        var octave = BitOperations.Log2((uint)Math.Min(seconds, 1e9));
        return Math.Min(Buckets - 1, 1 + (2 * octave) + (seconds >= 1.5 * (1u << octave) ? 1 : 0));
    }

    private static double Edge(int bucket)
    {
        if (bucket == 0) return 0;
        var octave = (bucket - 1) / 2;
        return (1u << octave) * ((bucket - 1) % 2 == 0 ? 1 : 1.5);
    }
}
