namespace Tidegate.Traffic.Reading;

/// <summary>
/// The names in a header, as remarks may show them. A file without a header has a record in its place, and that may hold
/// message text: of a row that does not look like a header nothing is shown.
/// </summary>
internal static class ColumnNames
{
    private const int LongestName = 40;
    private const int LongestList = 400;
    private const int MostDigits = 5; // a time, a price with its currency's code or a phone number has more

    /// <summary>The names, short, as a list; else how many columns there are.</summary>
    public static string List(IReadOnlyCollection<string> names)
    {
        if (names.Any(name => !IsPlausible(name))) return $"{names.Count} columns, the first row does not look like a header";
        var list = string.Join(", ", names.Select(name => name.Length > LongestName ? name[..LongestName] + "..." : name));
        return list.Length > LongestList ? list[..LongestList] + "..." : list;
    }

    /// <summary>Whether a name has a line end in it that ends no line of the file: then rows run together.</summary>
    public static bool HasStrayReturn(string name)
    {
        var at = name.IndexOf('\r', StringComparison.Ordinal);
        return at >= 0 && (at + 1 == name.Length || name[at + 1] != '\n');
    }

    private static bool IsPlausible(string name) =>
        name.Length == 0 || (name[0] is not ('+' or '-') && !char.IsAsciiDigit(name[0]) && name.Count(char.IsAsciiDigit) <= MostDigits
            && !name.Contains('\uFFFD', StringComparison.Ordinal) && !HasStrayReturn(name)); // the sign stands for what cannot be printed
}
