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

    /// <summary>Whether a field of this name holds what the message says.</summary>
    public static bool IsText(string name) => Array.Exists(TextNames, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));

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
