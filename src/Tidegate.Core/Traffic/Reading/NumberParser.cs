using System.Buffers.Text;

namespace Tidegate.Traffic.Reading;

/// <summary>Reads decimal numbers as JSON writes them.</summary>
internal static class NumberParser
{
    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Reads a whole span as one finite number.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out double value)
    {
        long digits = 0;
        var at = 0;
        var point = -1;
        var negative = text.Length > 0 && text[0] == '-';
        if (negative) at = 1;
        var first = at;
        for (; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9) digits = (digits * 10) + digit;
            else if (text[at] == '.' && point < 0) point = at;
            else break;
        }

        // Up to 15 digits both parts are exact doubles, so that one division rounds correctly.
        var count = at - first - (point < 0 ? 0 : 1);
        if (at == text.Length && count is > 0 and <= 15 && point != at - 1 && point != first)
        {
            value = point < 0 ? digits : digits / Powers[at - point - 1];
            if (negative) value = -value;
            return true;
        }

        return Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && double.IsFinite(value);
    }
}
