namespace Tidegate.Terminal;

/// <summary>Breaks text into lines for a terminal, never within a number, a date, an amount or a range.</summary>
internal static class LineWrap
{
    /// <summary>The text in lines. Only a word longer than a line makes a longer line.</summary>
    public static IEnumerable<string> Text(string text, int width) => Pieces(Wholes(text), " ", width);

    /// <summary>Pieces that stay whole, as many to a line as fit.</summary>
    public static IEnumerable<string> Pieces(IReadOnlyList<string> pieces, string between, int width)
    {
        var line = pieces.Count > 0 ? pieces[0] : "";
        foreach (var piece in pieces.Skip(1))
        {
            if (line.Length + between.Length + piece.Length <= width)
            {
                line += between + piece;
                continue;
            }

            yield return line + between.TrimEnd();
            line = piece;
        }

        yield return line;
    }

    private static List<string> Wholes(string text)
    {
        List<string> wholes = [];
        var last = "";
        foreach (var word in text.Split(' '))
        {
            if (wholes.Count > 0 && IsOne(last, word)) wholes[^1] += " " + word;
            else wholes.Add(word);
            last = word;
        }

        return wholes;
    }

    // "2026-03-02 13:12:04 UTC", "+964 774 911 xxxx", "+1234 to +1239", "EUR 201.07", "99 %"
    private static bool IsOne(string first, string second)
    {
        if (first.Length == 0 || second.Length == 0) return false;
        if (IsFigure(first[^1])) return IsFigure(second[0]) || second[0] == '%' || second.StartsWith("UTC", StringComparison.Ordinal) || (first[0] == '+' && second == "to");
        return (first == "to" && second[0] == '+') || (first.Length == 3 && first.All(char.IsAsciiLetterUpper) && char.IsAsciiDigit(second[0]));
    }

    private static bool IsFigure(char c) => char.IsAsciiDigit(c) || c == 'x';
}
