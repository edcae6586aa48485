using System.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>Makes values of records fit for a person's eyes: no full phone number, no message text.</summary>
internal static class Mask
{
    /// <summary>What stands in the place of message text.</summary>
    public const string Text = "(text left out)";

    private const int DigitsShown = 5;
    private const int ShortestNumber = 7;

    private static readonly string[] TextNames = ["body", "text", "content", "message", "message_body", "msg", "messagebody", "shortmessage"];

    /// <summary>A message id as it is, but for a phone number at its end ("batch/+39339...").</summary>
    public static string Id(string id)
    {
        var slash = id.LastIndexOf('/');
        return slash < 0 ? id : string.Concat(id.AsSpan(0, slash + 1), Numbers(id[(slash + 1)..]));
    }

    /// <summary>Whether a field of this name holds what the message says.</summary>
    public static bool IsText(string name) => Array.Exists(TextNames, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The start of a broken JSON record, cut before anything that may be message text.</summary>
    public static string Json(ReadOnlySpan<byte> record)
    {
        var start = Numbers(record[..Math.Min(60, record.Length)]);
        var line = start.AsSpan().IndexOfAny('\r', '\n');
        if (line >= 0) start = start[..line];
        foreach (var name in TextNames)
        {
            var at = start.IndexOf('"' + name + '"', StringComparison.OrdinalIgnoreCase);
            if (at >= 0) start = start[..at];
        }

        return start;
    }

    /// <summary>Every run of seven or more digits keeps its first five.</summary>
    public static string Numbers(ReadOnlySpan<byte> utf8) => Numbers(Encoding.UTF8.GetString(utf8));

    /// <summary>Every run of seven or more digits, also in groups ("0151 234 56789"), keeps its first five. Dates stay.</summary>
    public static string Numbers(string value)
    {
        char[]? masked = null;
        for (var i = 0; i < value.Length; i++)
        {
            if (!char.IsAsciiDigit(value[i])) continue;
            var (end, digits, date) = Run(value, i);
            if (digits >= ShortestNumber && !date)
            {
                masked ??= value.ToCharArray();
                var seen = 0;
                for (var d = i; d < end; d++)
                    if (char.IsAsciiDigit(value[d]) && ++seen > DigitsShown) masked[d] = '*';
            }

            i = end;
        }

        return masked is null ? value : new string(masked);
    }

    /// <summary>Digits in groups from a place on: where they end, how many, and whether they begin as a date does (4-2-2 or 2-2-4).</summary>
    private static (int End, int Digits, bool Date) Run(string value, int from)
    {
        var (end, digits, groups, first, second, third) = (from, 0, 0, 0, 0, 0);
        for (var at = from; at < value.Length && char.IsAsciiDigit(value[at]);)
        {
            var start = at;
            while (at < value.Length && char.IsAsciiDigit(value[at])) at++;
            end = at;
            digits += at - start;
            groups++;
            if (groups == 1) first = at - start;
            if (groups == 2) second = at - start;
            if (groups == 3) third = at - start;
            while (at < value.Length && at - end < 2 && value[at] is (' ' or '-' or '.' or '/' or '(' or ')' or '\u00A0')) at++;
        }

        return (end, digits, (first, second, third) is (4, 2, 2) or (2, 2, 4));
    }
}
