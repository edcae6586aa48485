using System.Globalization;
using Tidegate.Decisions.Wording;
using Tidegate.Incidents;

namespace Tidegate.Notifications;

/// <summary>Number ranges as prefixes with a size: the last three digits are never shown, whatever the range.</summary>
internal static class RangePrefix
{
    private const int Hidden = 3;

    public static RangeFacts Of(NumberRange range)
    {
        var (from, to) = (range.From.ToString(CultureInfo.InvariantCulture), range.To.ToString(CultureInfo.InvariantCulture));
        var stem = 0;
        while (stem < from.Length && stem < to.Length && from[stem] == to[stem]) stem++;
        stem = Math.Max(0, Math.Min(stem, from.Length - Hidden));
        var width = Power(from.Length - stem);
        var first = range.From / width * width;
        return new RangeFacts(from[..stem], Plain.Range(new NumberRange(first, first + width - 1)), range.To - range.From + 1);
    }

    private static ulong Power(int digits)
    {
        var power = 1UL;
        for (var i = 0; i < digits; i++) power *= 10;
        return power;
    }
}
