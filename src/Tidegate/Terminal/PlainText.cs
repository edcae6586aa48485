namespace Tidegate.Terminal;

/// <summary>Names out of traffic, made safe to print: control characters (terminal escapes above all) are replaced.</summary>
internal static class PlainText
{
    /// <summary>The text with every control and direction-changing character as a middle dot.</summary>
    public static string Of(string text) => text.Any(Unsafe) ? string.Concat(text.Select(c => Unsafe(c) ? '·' : c)) : text;

    private static bool Unsafe(char c) =>
        char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F';
}
