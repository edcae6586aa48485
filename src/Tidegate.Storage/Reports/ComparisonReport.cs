using Tidegate.Reporting;
using Tidegate.Reporting.Tables;

namespace Tidegate.Storage.Reports;

/// <summary>Suppliers side by side on one network.</summary>
internal static class ComparisonReport
{
    private const string Method = "Ratios hold each supplier against the others on this network, for the same customer on the same day, without what lies in incidents, weighted as by Mantel and Haenszel, with 95 % intervals from how days differ. "
        + "Fewer codes used at like customers and times is what messages added in transit look like; tidegate reconcile tells whether the supplier's invoice has messages that we never sent.";

    /// <summary>Makes it.</summary>
    public static ReportDocument Make(ReportSource source, string network)
    {
        SupplierContrasts.Prepare(source);
        var kinds = SupplierContrasts.Kinds.ToDictionary(k => k.Key, k => SupplierContrasts.Of(source, k.Key, network).Cells);
        var comparisons = kinds.Values.Sum(c => c.Count);
        var contrasts = kinds.ToDictionary(k => k.Key, k => k.Value.Zip(Shrunken.All(k.Value, comparisons)).ToDictionary(c => c.First.Party, c => (Contrast: c.First, c.Second.StandsOut), StringComparer.Ordinal));
        var rows = source.Rows($"""
            SELECT supplier, sum(messages)::DOUBLE, sum(messages) / greatest(sum(sum(messages)) OVER (), 1), sum(converted) / greatest(sum(messages), 1), sum(delivered) / greatest(sum(messages), 1),
              CASE WHEN sum(receipted) > 0 THEN sum(delay) / 10.0 / sum(receipted) ELSE 'nan'::DOUBLE END, sum(price) / greatest(sum(priced), 1), sum(cost) / greatest(sum(priced), 1)
            FROM p WHERE network = {ReportSource.Text(network)} AND supplier <> '' GROUP BY 1 ORDER BY 2 DESC, 1
            """, r => (Supplier: r.GetString(0), Values: Enumerable.Range(1, 7).Select(n => r.Double(n)).ToList()));
        return new ReportDocument
        {
            Name = "comparison",
            Title = $"Suppliers on network {network}",
            Since = source.Since,
            Until = source.Until,
            Currency = source.Currency,
            Findings = Findings(rows.Count, contrasts),
            Method = Method,
            Sections =
            [
                new ReportSection
                {
                    Key = "suppliers",
                    Title = "Side by side",
                    Text = rows.Count == 0 ? $"No traffic to network {network} in this period names its supplier." : "What they carried as it is, then against each other for the same customers and days.",
                    Columns =
                    [
                        Col.Text("supplier", "Supplier"), Col.Count("messages", "Messages"), Col.Share("share", "Of the network"), Col.Share("converted", "Codes used"), Col.Share("delivered", "Delivered"), Col.Figure("delay_seconds", "Seconds to the receipt"),
                        Col.Price("price", "Price"), Col.Price("cost", "Cost"),
                        .. SupplierContrasts.Kinds.SelectMany(k => new[] { Col.Figure(k.Key + "_ratio", k.Title + ", ratio"), Col.Figure(k.Key + "_low", "from"), Col.Figure(k.Key + "_high", "to"), Col.Flag(k.Key + "_stands_out", "Stands out") }),
                    ],
                    Rows = [.. rows.Select(r => (IReadOnlyList<object?>)
                    [
                        r.Supplier, (long)r.Values[0], r.Values[1], r.Values[2], r.Values[3], double.IsNaN(r.Values[4]) ? null : r.Values[4], r.Values[5], r.Values[6],
                        .. SupplierContrasts.Kinds.SelectMany(k => contrasts[k.Key].TryGetValue(r.Supplier, out var c)
                            ? new object?[] { Math.Exp(c.Contrast.Effect), Math.Exp(c.Contrast.Effect - (1.96 * c.Contrast.Error)), Math.Exp(c.Contrast.Effect + (1.96 * c.Contrast.Error)), c.StandsOut } : [null, null, null, null]),
                    ])],
                },
            ],
        };
    }

    private static IReadOnlyList<string> Findings(int suppliers, Dictionary<string, Dictionary<string, (Contrast Contrast, bool StandsOut)>> contrasts)
    {
        var different = contrasts.SelectMany(k => k.Value.Values.Where(c => c.StandsOut).Select(c => (Kind: SupplierContrasts.Kinds.Single(d => d.Key == k.Key).Title, c.Contrast))).OrderByDescending(c => Math.Abs(c.Contrast.Z)).ToList();
        if (different.Count == 0) return [$"{Phrases.Count(suppliers, "supplier", "suppliers")} carried this network; none differs from the others beyond what chance allows."];
        return [.. different.Take(4).Select(d => $"{d.Contrast.Party}: {d.Kind.ToLowerInvariant()} {Phrases.Figure(Math.Exp(d.Contrast.Effect))} times the others', {Phrases.Figure(Math.Abs(d.Contrast.Z))} standard errors.")];
    }
}
