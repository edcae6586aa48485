namespace Tidegate.Numbering;

/// <summary>
/// The blocks of consecutive numbers round a destination: the numbers that share all but their last 2, 3, 4 or 5 digits.
/// Pure arithmetic; a block is known by a key that holds its prefix, its numbers' length and the digits dropped.
/// </summary>
public static class RangeLevels
{
    /// <summary>Fewest leading digits a block keeps (calling code and a little more); a level that would keep fewer does not exist.</summary>
    public const int MinPrefix = 4;

    /// <summary>Most digits that <see cref="Key"/> drops.</summary>
    public const int MaxDrop = 11;

    private static readonly int[] Levels = [2, 3, 4, 5];
    private static readonly ulong[] Tens = MakeTens();

    /// <summary>How many digits the levels drop: 2, 3, 4, 5.</summary>
    public static ReadOnlySpan<int> Drops => Levels;

    /// <summary>Number of digits, 0 for 0.</summary>
    public static int Digits(ulong destination)
    {
        var digits = 0;
        while (digits < Tens.Length && destination >= Tens[digits]) digits++;
        return digits;
    }

    /// <summary>Key of the block that a destination lies in; 0 when the number is too short for that level or longer than 15 digits.</summary>
    /// <param name="destination">E.164 digits.</param>
    /// <param name="drop">Digits dropped, 0 to <see cref="MaxDrop"/>.</param>
    public static ulong Key(ulong destination, int drop)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)drop, (uint)MaxDrop);
        var digits = Digits(destination);
        if (digits > 15 || digits - drop < MinPrefix) return 0;
        return (destination / Tens[drop] << 8) | (uint)((digits << 4) | drop);
    }

    /// <summary>The first and last number of the block with a key; (0, 0) for key 0.</summary>
    public static (ulong From, ulong To) Range(ulong key)
    {
        var size = Tens[key & 15];
        return key == 0 ? (0, 0) : ((key >> 8) * size, (key >> 8) * size + size - 1);
    }

    /// <summary>Digits that the block with a key drops.</summary>
    public static int Drop(ulong key) => (int)(key & 15);

    /// <summary>Key of the block that drops one more digit and holds this one; 0 when there is none.</summary>
    public static ulong Parent(ulong key) => key == 0 || Drop(key) >= MaxDrop ? 0 : Key(Range(key).From, Drop(key) + 1);

    private static ulong[] MakeTens()
    {
        var tens = new ulong[20];
        tens[0] = 1;
        for (var i = 1; i < tens.Length; i++) tens[i] = tens[i - 1] * 10;
        return tens;
    }
}
