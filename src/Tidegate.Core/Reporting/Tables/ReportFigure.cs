namespace Tidegate.Reporting.Tables;

/// <summary>Something drawn; all that it shows is in the table beneath, or in files for machines.</summary>
/// <param name="Title">What it shows.</param>
internal abstract record ReportFigure(string Title);

/// <summary>A line of a chart; points without a value are gaps.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Values">A value for each step of the chart's axis.</param>
/// <param name="Low">Lower bounds, where it has any.</param>
/// <param name="High">Upper bounds, where it has any.</param>
internal sealed record ReportLine(string Name, IReadOnlyList<double> Values, IReadOnlyList<double>? Low = null, IReadOnlyList<double>? High = null);

/// <summary>Lines over steps of time.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Steps">Begins of the steps.</param>
/// <param name="Lines">The lines.</param>
internal sealed record ReportChart(string Title, IReadOnlyList<DateTimeOffset> Steps, IReadOnlyList<ReportLine> Lines) : ReportFigure(Title);

/// <summary>Small charts beside each other, each with a scale of its own and the same lines.</summary>
/// <param name="Title">What they show.</param>
/// <param name="Charts">The charts.</param>
internal sealed record ReportMultiples(string Title, IReadOnlyList<ReportChart> Charts) : ReportFigure(Title);

/// <summary>A figure with the interval that it is known to.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Value">It.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="StandsOut">Whether to mark it.</param>
internal sealed record ReportInterval(string Name, double Value, double Low, double High, bool StandsOut);

/// <summary>Figures with their intervals, one beneath the other, beside what they are held against.</summary>
/// <param name="Title">What they are.</param>
/// <param name="Items">The figures.</param>
/// <param name="Reference">What they are held against.</param>
/// <param name="Kind">How they are written.</param>
/// <param name="IsRatio">Whether half and twice are as far from the reference.</param>
internal sealed record ReportIntervals(string Title, IReadOnlyList<ReportInterval> Items, double Reference, ColumnKind Kind, bool IsRatio) : ReportFigure(Title);
