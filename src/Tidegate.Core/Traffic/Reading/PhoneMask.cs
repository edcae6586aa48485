using System.Text;

namespace Tidegate.Traffic.Reading;

/// <summary>Makes bad values fit to be shown: short, printable, and with the digits of phone numbers masked.</summary>
internal static class PhoneMask
{
    private const int Shown = 80;
    private const int KeptDigits = 5;

    /// <summary>
    /// The text with every run of seven digits or more (blanks, dashes, dots and brackets between them do not end a run)
    /// masked from its sixth digit on: "+99450*******".
    /// </summary>
    public static string Apply(ReadOnlySpan<byte> utf8)
    {
        var text = Printable(utf8);
        var chars = text.ToCharArray();
        for (var start = 0; start < chars.Length; start++)
        {
            if (!char.IsAsciiDigit(chars[start])) continue;
            var end = start;
            var digits = 0;
            while (end < chars.Length && (char.IsAsciiDigit(chars[end]) || " -.()/".Contains(chars[end], StringComparison.Ordinal)))
            {
                if (char.IsAsciiDigit(chars[end])) digits++;
                end++;
            }

            var seen = 0;
            for (var i = start; digits >= 7 && i < end; i++)
            {
                if (char.IsAsciiDigit(chars[i]) && ++seen > KeptDigits) chars[i] = '*';
            }

            start = end - 1;
        }

        return new string(chars);
    }

    /// <summary>The text cut to 80 characters, control characters and broken UTF-8 replaced; digits stay.</summary>
    public static string Printable(ReadOnlySpan<byte> utf8)
    {
        var cut = utf8.Length > Shown ? utf8[..Shown] : utf8;
        var text = Encoding.UTF8.GetString(cut);
        var chars = text.ToCharArray();
        for (var i = 0; i < chars.Length; i++)
        {
            if (char.IsControl(chars[i])) chars[i] = '\uFFFD';
        }

        return new string(chars);
    }
}
