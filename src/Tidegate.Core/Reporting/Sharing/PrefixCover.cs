using System.Globalization;
using Tidegate.Incidents;

namespace Tidegate.Reporting.Sharing;

/// <summary>Ranges as prefixes.</summary>
internal static class PrefixCover
{
    /// <summary>The fewest prefixes that cover a range exactly, by number; each with how many digits follow it.</summary>
    public static IReadOnlyList<(string Prefix, int Digits)> Of(NumberRange range)
    {
        var cover = new List<(string, int)>();
        var from = range.From;
        while (from <= range.To)
        {
            var (block, digits) = (1UL, 0);
            // A block must keep the number's length: 1000 to 9999 is nine prefixes, not one without digits.
            while (from % (block * 10) == 0 && from / (block * 10) > 0 && range.To - from >= block * 10 - 1) (block, digits) = (block * 10, digits + 1);
            cover.Add(((from / block).ToString(CultureInfo.InvariantCulture), digits));
            from += block;
        }

        return cover;
    }
}
