using Tidegate.Reporting;
using Tidegate.Reporting.Tables;
using Tidegate.Storage.Reports.Suppliers;

namespace Tidegate.Storage.Reports;

/// <summary>Suppliers side by side on one network.</summary>
internal static class ComparisonReport
{
    private const string Method = "Ratios hold each supplier against those on this network that do not stand out, for the same customer on the same day, without what lies in incidents, weighted as by Mantel and Haenszel, with 95 % intervals from counts and how days differ. "
        + "Who stands out does so beyond what chance and what honest routes differ by allow, in the period or with up to eight weeks before it: one report in twenty on honest suppliers would mark any. "
        + "Fewer codes used at like customers and times is what messages added in transit look like; tidegate reconcile tells whether the supplier's invoice has messages that we never sent.";

    /// <summary>Makes it.</summary>
    public static ReportDocument Make(ReportSource source, string network)
    {
        var quality = SupplierQuality.Of(source, network);
        var rows = source.Rows($"""
            SELECT supplier, sum(messages)::DOUBLE, sum(messages) / greatest(sum(sum(messages)) OVER (), 1), sum(converted) / greatest(sum(messages), 1), sum(delivered) / greatest(sum(messages), 1),
              CASE WHEN sum(receipted) > 0 THEN sum(delay) / 10.0 / sum(receipted) ELSE 'nan'::DOUBLE END, sum(price) / greatest(sum(priced), 1), sum(cost) / greatest(sum(priced), 1)
            FROM day_p WHERE network = {ReportSource.Text(network)} AND supplier <> '' GROUP BY 1 ORDER BY 2 DESC, 1
            """, r => (Supplier: r.GetString(0), Values: Enumerable.Range(1, 7).Select(n => r.Double(n)).ToList()));
        var ratios = SupplierKind.All.ToDictionary(k => k.Key, k => rows.Select(r => Ratio(quality.By(k.Key), r.Supplier)).ToList(), StringComparer.Ordinal);
        return new ReportDocument
        {
            Name = "comparison",
            Title = $"Suppliers on network {network}",
            Since = source.Since,
            Until = source.Until,
            Currency = source.Currency,
            Findings = Findings(rows.Count, quality),
            Method = Method,
            Sections =
            [
                new ReportSection
                {
                    Key = "suppliers",
                    Title = "Side by side",
                    Text = rows.Count == 0 ? $"No traffic to network {network} in this period names its supplier." : "What they carried as it is, then against each other for the same customers and days.",
                    Figures = [.. SupplierKind.All.Select(k => new ReportIntervals($"{k.Title}, ratio to the others'", [.. ratios[k.Key].OfType<ReportInterval>()], 1, ColumnKind.Ratio, IsRatio: true))],
                    Columns =
                    [
                        Col.Text("supplier", "Supplier"), Col.Count("messages", "Messages"), Col.Share("share", "Of the network"), Col.Share("converted", "Codes used"), Col.Share("delivered", "Delivered"), Col.Figure("delay_seconds", "Seconds to the receipt"),
                        Col.Price("price", "Price"), Col.Price("cost", "Cost"),
                        .. SupplierKind.All.SelectMany(k => new[] { Col.Ratio(k.Key + "_ratio", k.Title + ", ratio"), Col.Ratio(k.Key + "_low", "from"), Col.Ratio(k.Key + "_high", "to"), Col.Flag(k.Key + "_stands_out", "Stands out") }),
                    ],
                    Rows = [.. rows.Select((r, n) => (IReadOnlyList<object?>)
                    [
                        r.Supplier, (long)r.Values[0], r.Values[1], r.Values[2], r.Values[3], double.IsNaN(r.Values[4]) ? null : r.Values[4], r.Values[5], r.Values[6],
                        .. SupplierKind.All.SelectMany(k => ratios[k.Key][n] is { } i ? new object?[] { i.Value, i.Low, i.High, i.StandsOut } : [null, null, null, null]),
                    ])],
                },
            ],
        };
    }

    // Who is named is shown over the time that it was named by; the others over the period.
    private static ReportInterval? Ratio(SupplierNaming naming, string supplier)
    {
        if (naming.Named.FirstOrDefault(n => n.Contrast.Party == supplier) is { } named) return SupplierQuality.Interval(supplier, named, standsOut: true);
        if (naming.Pooled(supplier) is not { } pooled) return null;
        var (effect, half) = (pooled.Contrast.Effect, 1.96 * Math.Sqrt(pooled.Variance));
        return new ReportInterval(supplier, Math.Exp(effect), Math.Exp(effect - half), Math.Exp(effect + half), false);
    }

    private static IReadOnlyList<string> Findings(int suppliers, SupplierQuality quality)
    {
        var different = SupplierKind.All.SelectMany(k => quality.By(k.Key).Named.Select(n => (Kind: k, Difference: n))).OrderBy(d => d.Difference.Chance).ToList();
        if (different.Count == 0) return [$"{Phrases.Count(suppliers, "supplier", "suppliers")} carried this network; none differs from the others beyond what chance and what honest routes differ by allow."];
        return [.. different.Take(4).Select(d => $"{d.Difference.Contrast.Party}: {d.Kind.Title.ToLowerInvariant()} {Phrases.Figure(Math.Exp(d.Difference.Contrast.Effect))} times the others' ({Phrases.Figure(Math.Exp(d.Difference.Contrast.Effect - d.Difference.Half))} to {Phrases.Figure(Math.Exp(d.Difference.Contrast.Effect + d.Difference.Half))}).")];
    }
}
