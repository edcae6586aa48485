using System.Globalization;
using Tidegate.Incidents;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>Number ranges as people write them, one a line: "+99450123xxxx", "+994501230000 to +994501239999", or one number.</summary>
internal static class RangeText
{
    /// <summary>Reads lines.</summary>
    /// <exception cref="ProblemException">A line is no range.</exception>
    public static IReadOnlyList<NumberRange> Read(string where, string text) => [.. Lines(text).Select(line => ReadOne(where, line))];

    /// <summary>The lines of a text that are not empty.</summary>
    public static IReadOnlyList<string> Lines(string text) => [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static NumberRange ReadOne(string where, string line)
    {
        var ends = line.Split(" to ", 2, StringSplitOptions.TrimEntries);
        var (from, to) = (ends[0], ends[^1]);
        if (ends.Length == 1)
        {
            var stem = from.TrimEnd('x', 'X');
            (from, to) = (stem.PadRight(from.Length, '0'), stem.PadRight(from.Length, '9'));
        }

        return Number(from) is { } first && Number(to) is { } last && first <= last
            ? new NumberRange(first, last)
            : throw ProblemException.Bad(where, line, "a range such as +99450123xxxx or +994501230000 to +994501239999");
    }

    private static ulong? Number(string text) =>
        text.TrimStart('+') is { Length: >= 7 and <= 15 } digits && ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
