namespace Tidegate.Notifications;

/// <summary>A report as one reader gets it: what it says in sentences and its tables, cut to what a message can hold.</summary>
public sealed record ReportFacts
{
    /// <summary>Its name for machines: "noc", "customer" or "supplier".</summary>
    public required string Report { get; init; }

    /// <summary>Name of the schedule that it comes by.</summary>
    public required string Schedule { get; init; }

    /// <summary>The customer or the supplier that it is about; null for all.</summary>
    public string? Party { get; init; }

    /// <summary>Heading.</summary>
    public required string Title { get; init; }

    /// <summary>Begin of its period.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>End of its period, itself not part of it.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>IANA time zone that its days begin in.</summary>
    public required string Zone { get; init; }

    /// <summary>ISO 4217 code of all money in it; empty where none is stated.</summary>
    public string Currency { get; init; } = "";

    /// <summary>The most important of it, a sentence each.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>Its tables.</summary>
    public IReadOnlyList<ReportTable> Sections { get; init; } = [];

    /// <summary>Why it could not be made; null when it was.</summary>
    public string? Error { get; init; }

    /// <summary>The whole report as a page of its own, which mail attaches; not part of what other channels carry.</summary>
    public string? Page { get; init; }
}

/// <summary>A table of a report.</summary>
/// <param name="Key">Its name for machines.</param>
/// <param name="Title">Heading.</param>
/// <param name="Text">What it says.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">Its first rows: a text, number, truth value or null for each column; times are RFC 3339.</param>
/// <param name="MoreRows">Rows beyond those.</param>
public sealed record ReportTable(string Key, string Title, string Text, IReadOnlyList<ReportTableColumn> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows, int MoreRows);

/// <summary>A column of a table.</summary>
/// <param name="Key">Its name for machines.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Kind">"text", "count", "figure", "money", "price", "share", "time", "range" or "flag".</param>
public sealed record ReportTableColumn(string Key, string Title, string Kind);
