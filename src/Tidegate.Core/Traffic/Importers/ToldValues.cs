using System.Globalization;

namespace Tidegate.Traffic.Importers;

/// <summary>Values that were not taken as they stand though their records were: counted by what became of them, the first told with their lines.</summary>
internal sealed class ToldValues
{
    private const int Shown = 3;
    private const int LongestValue = 40;

    private readonly SortedDictionary<string, (long Count, string First)> _told = new(StringComparer.Ordinal);

    /// <summary>Counts a value.</summary>
    /// <param name="line">Line of its record.</param>
    /// <param name="what">What became of it, and what was expected; one of a handful of texts.</param>
    /// <param name="value">The value.</param>
    public void Add(long line, string what, ReadOnlySpan<byte> value)
    {
        var (count, first) = _told.GetValueOrDefault(what, (0, ""));
        if (count < Shown) first += string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? "" : ", ")}{Quoted(value)} (line {line})");
        if (count == Shown) first += ", ...";
        _told[what] = (count + 1, first);
    }

    /// <summary>Writes what was counted into remarks.</summary>
    public void AddTo(List<string> remarks)
    {
        foreach (var (what, (count, first)) in _told) remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{count} x {what}: {first}"));
    }

    /// <summary>A value for a person to read: short, numbers masked.</summary>
    public static string Quoted(ReadOnlySpan<byte> value)
    {
        var text = Mask.Numbers(value);
        return text.Length > LongestValue ? $"\"{text[..LongestValue]}...\"" : $"\"{text}\"";
    }
}
