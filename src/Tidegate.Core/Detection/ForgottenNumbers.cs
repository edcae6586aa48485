namespace Tidegate.Detection;

/// <summary>
/// Which pairs were known before they had to be forgotten: two generations of a blocked Bloom filter (Putze, Sanders and Singler 2007), in a
/// twentieth of the memory. Without it people who come back pass for new all at once, where hardly anybody new was usual.
/// </summary>
/// <remarks>One in fifty that were never known passes for known, which takes as much of the evidence and no more. Memory is taken with the first pair.</remarks>
internal sealed class ForgottenNumbers(int maximum)
{
    private const int BitsEach = 12;
    private const int Probes = 6; // of 9 bits each
    private const int WordsInLine = 8;

    private Generations _held = new([], []);

    /// <summary>Second up to which all that it holds were last used.</summary>
    public int Until { get; private set; } = int.MinValue;

    /// <summary>Takes a pair that is forgotten.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="used">Second in which it was last used.</param>
    public void Add(ulong key, int used)
    {
        if (_held.Young.Length == 0) _held.Young = new ulong[(int)((maximum * 2L * BitsEach / (64 * WordsInLine)) + 1) * WordsInLine];
        if (_held.Count >= _held.Young.Length * 64L / BitsEach) _held.Turn();
        _held.Count++;
        Until = Math.Max(Until, used);
        var line = Line(_held.Young, key, out var bits);
        for (var i = 0; i < Probes; i++, bits >>= 9) line[(int)(bits >> 6) & (WordsInLine - 1)] |= 1UL << (int)(bits & 63);
    }

    /// <summary>Whether a pair was known.</summary>
    public bool Has(ulong key) => Has(_held.Young, key) || Has(_held.Old, key);

    public void Save(BinaryWriter to)
    {
        to.Write(Until);
        _held.Save(to);
    }

    public void Load(BinaryReader from)
    {
        Until = from.ReadInt32();
        _held.Load(from);
        if (_held.Count < 0 || _held.Young.Length % WordsInLine != 0 || (_held.Old.Length != 0 && _held.Old.Length != _held.Young.Length)) throw new InvalidDataException("forgotten pairs that are none");
    }

    private static bool Has(ulong[] words, ulong key)
    {
        if (words.Length == 0) return false;
        var line = Line(words, key, out var bits);
        for (var i = 0; i < Probes; i++, bits >>= 9)
            if ((line[(int)(bits >> 6) & (WordsInLine - 1)] & (1UL << (int)(bits & 63))) == 0) return false;
        return true;
    }

    // A pair's bits lie in one cache line.
    private static Span<ulong> Line(ulong[] words, ulong key, out ulong bits)
    {
        var hash = Mix.Hash(key, 0);
        bits = Mix.Hash(hash, 0);
        return words.AsSpan((int)(((hash >> 32) * (ulong)(words.Length / WordsInLine)) >> 32) * WordsInLine, WordsInLine);
    }
}
