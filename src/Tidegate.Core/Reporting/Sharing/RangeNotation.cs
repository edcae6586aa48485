using System.Globalization;
using Tidegate.Incidents;

namespace Tidegate.Reporting.Sharing;

/// <summary>Numbers and ranges as lists write them: "+994501230000", "99450123xxxx", "99450123*", "994501230000-994501239999".</summary>
internal static class RangeNotation
{
    /// <summary>What is expected, for messages.</summary>
    public const string Expected = "a number of 7 to 15 digits, a prefix such as 99450123xxxx or 99450123*, or two numbers of the same length with '-' between";

    private const int ShortestNumber = 7;
    private const int LongestNumber = 15;

    // A prefix of fewer digits is a country or more: that is no range.
    private const int ShortestPrefix = 4;

    /// <summary>The ranges of a text; null when it is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="prefix">Whether bare digits are a prefix, and not a whole number.</param>
    public static IReadOnlyList<NumberRange>? Read(string text, bool prefix = false)
    {
        var plain = text.Trim().Replace(" ", "", StringComparison.Ordinal).TrimStart('+');
        if (plain.IndexOf('-', StringComparison.Ordinal) is var dash and > 0) return Between(plain[..dash], plain[(dash + 1)..].TrimStart('+')) is { } range ? [range] : null;
        var digits = 0;
        while (digits < plain.Length && char.IsAsciiDigit(plain[digits])) digits++;
        var (stem, rest) = (plain[..digits], plain[digits..]);
        if (rest.Length > 0 && rest.All(c => c is 'x' or 'X' or '?' or '#')) return Prefix(stem, [stem.Length + rest.Length]);
        if (rest is "*" or "%" or "..." || (rest.Length == 0 && prefix && digits < ShortestNumber)) return Prefix(stem, OpenLengths(stem));
        if (rest.Length > 0) return null;
        return prefix ? Prefix(stem, [.. OpenLengths(stem).Prepend(stem.Length)]) : Number(stem) is { } number ? [new NumberRange(number, number)] : null;
    }

    /// <summary>All numbers from one to another; null when they are no range.</summary>
    public static NumberRange? Between(string from, string to)
    {
        var (low, high) = (from.Trim().TrimStart('+'), to.Trim().TrimStart('+'));
        return low.Length == high.Length && Number(low) is { } first && Number(high) is { } last && first <= last ? new NumberRange(first, last) : null;
    }

    /// <summary>The numbers of a prefix with so many digits in all.</summary>
    public static IReadOnlyList<NumberRange>? Prefix(string stem, IEnumerable<int> lengths)
    {
        if (stem.Length < ShortestPrefix || stem[0] == '0' || !stem.All(char.IsAsciiDigit)) return null;
        var ranges = new List<NumberRange>();
        foreach (var length in lengths.Where(l => l >= Math.Max(ShortestNumber, stem.Length) && l <= LongestNumber))
        {
            var more = length - stem.Length;
            ranges.Add(new NumberRange(Digits(stem + new string('0', more)), Digits(stem + new string('9', more))));
        }

        return ranges.Count > 0 ? ranges : null;
    }

    // How long numbers are is not told by a prefix: all lengths are meant.
    private static IEnumerable<int> OpenLengths(string stem) => Enumerable.Range(stem.Length + 1, Math.Max(0, LongestNumber - stem.Length));

    private static ulong? Number(string digits) =>
        digits.Length is >= ShortestNumber and <= LongestNumber && digits[0] != '0' && digits.All(char.IsAsciiDigit) ? Digits(digits) : null;

    private static ulong Digits(string digits) => ulong.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
