namespace Tidegate.Simulation.Generation;

/// <summary>
/// xoshiro256** seeded by splitmix64 (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), and
/// the distributions that worlds are drawn from. The same seed gives the same stream in every version.
/// </summary>
internal sealed class Rng
{
    private ulong _a, _b, _c, _d;
    private double _spareNormal = double.NaN;

    public Rng(ulong seed)
    {
        const ulong Step = 0x9E3779B97F4A7C15UL;
        _a = Mix(seed += Step);
        _b = Mix(seed += Step);
        _c = Mix(seed += Step);
        _d = Mix(seed + Step);
    }

    /// <summary>A stream of its own for one part of a world: what other parts draw does not shift it.</summary>
    public static Rng For(ulong seed, string part)
    {
        var h = seed ^ 0xCBF29CE484222325UL;
        foreach (var c in part) h = (h ^ c) * 0x100000001B3UL;
        return new Rng(Mix(h));
    }

    /// <summary>A bijective mix of 64 bits (splitmix64's finaliser).</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>The upper bits of a hash as a number in [0, 1).</summary>
    public static double Unit(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));

    public ulong NextBits()
    {
        var result = ulong.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    public double Uniform() => Unit(NextBits());

    public double Uniform(double from, double to) => from + ((to - from) * Uniform());

    /// <summary>Log-uniform between two positive numbers.</summary>
    public double LogUniform(double from, double to) => from * Math.Exp(Uniform() * Math.Log(to / from));

    /// <summary>A whole number in [0, n).</summary>
    public int Next(int n) => (int)(((UInt128)NextBits() * (ulong)n) >> 64);

    /// <summary>A whole number in [from, to].</summary>
    public int Between(int from, int to) => from + Next(to - from + 1);

    public bool Chance(double p) => Uniform() < p;

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>A position drawn from running sums of weights.</summary>
    public int PickCumulative(ReadOnlySpan<double> sums) => Search(sums, Uniform() * sums[^1]);

    /// <summary>First position whose running sum exceeds a value.</summary>
    public static int Search(ReadOnlySpan<double> sums, double value)
    {
        int low = 0, high = sums.Length - 1;
        while (low < high)
        {
            var mid = (low + high) >> 1;
            if (sums[mid] <= value) low = mid + 1;
            else high = mid;
        }

        return low;
    }

    public double Exponential() => -Math.Log(1 - Uniform());

    public double Normal()
    {
        if (!double.IsNaN(_spareNormal))
        {
            var spare = _spareNormal;
            _spareNormal = double.NaN;
            return spare;
        }

        double u, v, s;
        do
        {
            u = Uniform(-1, 1);
            v = Uniform(-1, 1);
            s = (u * u) + (v * v);
        }
        while (s is >= 1 or 0);
        var f = Math.Sqrt(-2 * Math.Log(s) / s);
        _spareNormal = v * f;
        return u * f;
    }

    public double LogNormal(double median, double sigma) => median * Math.Exp(sigma * Normal());

    /// <summary>Gamma with mean 1 and the given shape (Marsaglia and Tsang, 2000).</summary>
    public double Gamma(double shape)
    {
        if (shape < 1) return Gamma(shape + 1) * (shape + 1) / shape * Math.Pow(Uniform(), 1 / shape);
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = 1 + (c * x);
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(1 - Uniform()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v))) return d * v / shape;
        }
    }

    public int Poisson(double mean)
    {
        var total = 0;
        for (; mean > 16; mean -= 16) total += PoissonSmall(16);
        return mean <= 0 ? total : total + PoissonSmall(mean);
    }

    private int PoissonSmall(double mean)
    {
        var limit = Math.Exp(-mean);
        var n = 0;
        for (var p = Uniform(); p > limit; p *= Uniform()) n++;
        return n;
    }
}
