namespace Tidegate.Reporting.Tables;

/// <summary>What a column holds, which decides how it is written.</summary>
internal enum ColumnKind
{
    /// <summary>A name or sentence.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>A number that may be small.</summary>
    Figure,

    /// <summary>A ratio or an index, of which thousandths matter.</summary>
    Ratio,

    /// <summary>An amount of money, in the currency of the document.</summary>
    Money,

    /// <summary>A price of one message, in the currency of the document.</summary>
    Price,

    /// <summary>A part of one.</summary>
    Share,

    /// <summary>A time, UTC.</summary>
    Time,

    /// <summary>Digits that numbers begin with.</summary>
    Range,

    /// <summary>Yes or no.</summary>
    Flag,
}

/// <summary>A column.</summary>
/// <param name="Key">Its name for machines, snake_case.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Kind">What it holds.</param>
internal sealed record ReportColumn(string Key, string Title, ColumnKind Kind);

/// <summary>A table with what it says in words, and perhaps figures.</summary>
internal sealed record ReportSection
{
    /// <summary>Its name for machines, snake_case.</summary>
    public required string Key { get; init; }

    /// <summary>Heading.</summary>
    public required string Title { get; init; }

    /// <summary>What the table says, or why it is empty; a sentence or two.</summary>
    public required string Text { get; init; }

    /// <summary>Columns.</summary>
    public required IReadOnlyList<ReportColumn> Columns { get; init; }

    /// <summary>Rows, a value or null for each column: string, long, double, bool or DateTimeOffset.</summary>
    public required IReadOnlyList<IReadOnlyList<object?>> Rows { get; init; }

    /// <summary>What is drawn above the table.</summary>
    public IReadOnlyList<ReportFigure> Figures { get; init; } = [];
}

/// <summary>A report made of tables: the same content for every kind of file that it is written to.</summary>
internal sealed record ReportDocument
{
    /// <summary>Its name for machines.</summary>
    public required string Name { get; init; }

    /// <summary>Heading.</summary>
    public required string Title { get; init; }

    /// <summary>Begin of its period.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>End of its period, itself not part of it.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>ISO 4217 code of all money in it; empty where none is stated.</summary>
    public required string Currency { get; init; }

    /// <summary>The most important of it, in a few sentences.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>How it was made and what it cannot tell.</summary>
    public required string Method { get; init; }

    /// <summary>The tables.</summary>
    public required IReadOnlyList<ReportSection> Sections { get; init; }

    /// <summary>Whether all of it is here; false where only the findings so far and the first table are, and the rest is being made.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>When a service made it, of what it had counted by then; null where it was made of files.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>A section by its key.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public ReportSection Section(string key) => Sections.Single(s => s.Key == key);
}
