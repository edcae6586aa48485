using Tidegate.Reporting.Tables;

namespace Tidegate.Storage.Reports;

/// <summary>The reports that there are, by name.</summary>
internal static class ReportCatalog
{
    /// <summary>Names, with what each tells.</summary>
    public static readonly IReadOnlyList<(string Name, string Text)> All =
    [
        ("correlation", "Peaks of the traffic and what makes them up: senders, suppliers, number ranges; ranges that several customers share or that come back"),
        ("suppliers", "Suppliers' scorecards: incidents and money, codes used and receipts beside others on the same networks"),
        ("customers", "Customers' scorecards: incidents and money, time to stop, ranges that come back"),
        ("comparison", "Suppliers side by side on one network"),
        ("market", "Prices and what changed, domestic and international traffic, exposure, the coming months"),
    ];

    /// <summary>Makes one; null when there is none of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="source">What it is made from; for one report only.</param>
    /// <param name="network">The network, for a comparison; without one that with most messages.</param>
    public static ReportDocument? Make(string name, ReportSource source, string? network) => Begin(name, source, network)?.Whole();

    /// <summary>Makes the first part of one: the findings so far and the first table; null when there is none of that name.</summary>
    /// <inheritdoc cref="Make"/>
    public static ReportDraft? Begin(string name, ReportSource source, string? network) => name switch
    {
        "correlation" => CorrelationReport.Begin(source),
        "suppliers" => ScorecardReport.BeginSuppliers(source),
        "customers" => ReportDraft.Of(ScorecardReport.Customers(source)),
        "comparison" => ReportDraft.Of(ComparisonReport.Make(source, network ?? Largest(source))),
        "market" => MarketReport.Begin(source),
        _ => null,
    };

    private static string Largest(ReportSource source) =>
        source.Rows("SELECT network FROM day_p WHERE network <> '' AND supplier <> '' GROUP BY 1 ORDER BY count(DISTINCT supplier) > 1 DESC, sum(messages) DESC, 1 LIMIT 1", r => r.GetString(0)).FirstOrDefault("");
}
