namespace Tidegate.Traffic.Importers;

/// <summary>The time in a ULID: its first ten characters are Unix milliseconds in Crockford's base 32.</summary>
internal static class Ulid
{
    /// <summary>How long after the making of a batch a report on it is believed to belong to it: 14 days, in milliseconds.</summary>
    public const long LongestLife = 14L * 86_400_000;

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static bool TryTime(ReadOnlySpan<byte> id, out long time)
    {
        time = 0;
        if (id.Length != 26) return false;
        for (var i = 0; i < 10; i++)
        {
            var digit = Alphabet.IndexOf(char.ToUpperInvariant((char)id[i]), StringComparison.Ordinal);
            if (digit < 0) return false;
            time = (time << 5) | (uint)digit;
        }

        return true;
    }
}
