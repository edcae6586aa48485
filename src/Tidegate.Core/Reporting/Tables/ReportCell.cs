using System.Globalization;

namespace Tidegate.Reporting.Tables;

/// <summary>How a cell is put: to people, and to machines.</summary>
internal static class ReportCell
{
    /// <summary>For people.</summary>
    public static string Text(object? value, ColumnKind kind) => value switch
    {
        null => "",
        double d when !double.IsFinite(d) => "",
        double d => kind switch
        {
            ColumnKind.Share => Phrases.Percent(d),
            ColumnKind.Ratio => d.ToString("0.000", CultureInfo.InvariantCulture),
            ColumnKind.Money => d.ToString("#,##0.00", CultureInfo.InvariantCulture),
            ColumnKind.Price => d.ToString("0.0000##", CultureInfo.InvariantCulture),
            ColumnKind.Count => Phrases.Count(d),
            _ => Phrases.Figure(d),
        },
        long l => Phrases.Count(l),
        bool b => b ? "yes" : "",
        DateTimeOffset t => t.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        string s when kind == ColumnKind.Range => "+" + s,
        _ => value.ToString()!,
    };

    /// <summary>For machines: invariant, empty for what is not known.</summary>
    public static string Plain(object? value) => value switch
    {
        null => "",
        double d => double.IsFinite(d) ? Rounded(d).ToString(CultureInfo.InvariantCulture) : "",
        bool b => b ? "true" : "false",
        DateTimeOffset t => Phrases.Rfc3339(t),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    /// <summary>To nine significant digits: sums of doubles differ in their last ones by the order of adding.</summary>
    public static double Rounded(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return value;
        var digits = 8 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return digits is >= 0 and <= 15 ? Math.Round(value, digits) : value;
    }

    /// <summary>Whether a kind is set to the right.</summary>
    public static bool IsNumber(ColumnKind kind) => kind is ColumnKind.Count or ColumnKind.Figure or ColumnKind.Ratio or ColumnKind.Money or ColumnKind.Price or ColumnKind.Share;
}
