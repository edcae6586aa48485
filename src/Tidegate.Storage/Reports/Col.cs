using Tidegate.Reporting.Tables;

namespace Tidegate.Storage.Reports;

/// <summary>Columns that several reports have.</summary>
internal static class Col
{
    public static ReportColumn Text(string key, string title) => new(key, title, ColumnKind.Text);

    public static ReportColumn Count(string key, string title) => new(key, title, ColumnKind.Count);

    public static ReportColumn Figure(string key, string title) => new(key, title, ColumnKind.Figure);

    public static ReportColumn Ratio(string key, string title) => new(key, title, ColumnKind.Ratio);

    public static ReportColumn Money(string key, string title) => new(key, title, ColumnKind.Money);

    public static ReportColumn Price(string key, string title) => new(key, title, ColumnKind.Price);

    public static ReportColumn Share(string key, string title) => new(key, title, ColumnKind.Share);

    public static ReportColumn Time(string key, string title) => new(key, title, ColumnKind.Time);

    public static ReportColumn Range(string key, string title) => new(key, title, ColumnKind.Range);

    public static ReportColumn Flag(string key, string title) => new(key, title, ColumnKind.Flag);
}
