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

    /// <summary>Every run of seven or more digits keeps its first five.</summary>
    public static string Numbers(string value)
    {
        char[]? masked = null;
        for (var i = 0; i < value.Length; i++)
        {
            if (!char.IsAsciiDigit(value[i])) continue;
            var start = i;
            while (i < value.Length && char.IsAsciiDigit(value[i])) i++;
            if (i - start < ShortestNumber) continue;
            masked ??= value.ToCharArray();
            for (var d = start + DigitsShown; d < i; d++) masked[d] = '*';
        }

        return masked is null ? value : new string(masked);
    }
}
