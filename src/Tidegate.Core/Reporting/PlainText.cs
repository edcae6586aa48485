namespace Tidegate.Reporting;

/// <summary>Names out of traffic, made safe to show to people: characters that steer a terminal or turn the text around are replaced.</summary>
internal static class PlainText
{
    /// <summary>The text with every control and direction-changing character as a middle dot.</summary>
    public static string Of(string text) => text.Any(Unsafe) ? string.Concat(text.Select(c => Unsafe(c) ? '·' : c)) : text;

    private static bool Unsafe(char c) =>
        char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C' or '\u2028' or '\u2029';
}
