using Tidegate.Reporting;
using Tidegate.Reporting.Tables;

namespace Tidegate.Storage.Reports.Suppliers;

/// <summary>Suppliers' codes and receipts beside others' on the same networks, as tables.</summary>
internal sealed class SupplierQuality
{
    private readonly Dictionary<string, SupplierNaming> _kinds;
    private readonly ReportSource _source;

    private SupplierQuality(ReportSource source, IReadOnlyDictionary<string, PairTable> pairs)
    {
        _source = source;
        _kinds = SupplierKind.All.ToDictionary(k => k.Key, k => SupplierNaming.Of(pairs[k.Key], k, source.SinceMinute / 1440), StringComparer.Ordinal);
    }

    /// <summary>Compares.</summary>
    /// <param name="source">The sums.</param>
    /// <param name="network">This network alone; null for all.</param>
    public static SupplierQuality Of(ReportSource source, string? network = null) => new(source, SupplierPairs.Read(source, network));

    /// <summary>What was found by a kind.</summary>
    public SupplierNaming By(string kind) => _kinds[kind];

    /// <summary>Suppliers that are named, those first who cost most.</summary>
    public ReportSection Differences(ReportSource source)
    {
        var carried = source.Rows("SELECT supplier, network, sum(messages)::DOUBLE, sum(CASE WHEN cost > 0 THEN cost ELSE price END) / greatest(sum(priced), 1) FROM day_p GROUP BY ALL", r => (Key: (r.GetString(0), r.GetString(1)), Sums: (Messages: r.Double(2), Cost: r.Double(3))))
            .ToDictionary(r => r.Key, r => r.Sums);
        var rows = SupplierKind.All.SelectMany(k => _kinds[k.Key].Named.Select(n => (Kind: k, Difference: n, Added: k.Key == "conversion" ? Added(n, carried) : null)))
            .OrderByDescending(r => r.Added?.Money ?? 0).ThenBy(r => r.Difference.Chance).ToList();
        return new ReportSection
        {
            Key = "differences",
            Title = "Suppliers that differ from others on the same network",
            Text = rows.Count == 0
                ? "No supplier differs from the others on its networks beyond what chance and what honest routes differ by allow."
                : "For the same customers on the same days, against suppliers that are not named. Fewer codes used than by other routes, on a network where the others agree, is what messages added in transit look like, or a route whose messages do not arrive; receipts that come at once, or all after the same time, are made up. "
                    + "Of two suppliers that are alone on a network it cannot be told by receipts which one is odd.",
            Figures = rows.Count == 0 ? [] : [new ReportIntervals("Ratio to others, with 95 % intervals", [.. rows.Select(r => Interval(Label(r.Kind, r.Difference), r.Difference, true))], 1, ColumnKind.Ratio, IsRatio: true)],
            Columns =
            [
                Col.Text("supplier", "Supplier"), Col.Text("network", "Network"), Col.Text("measure", "What"), Col.Text("compared", "Compared over"), Col.Share("peers", "Others"), Col.Ratio("ratio", "Ratio to others"), Col.Ratio("ratio_low", "from"),
                Col.Ratio("ratio_high", "to"), Col.Figure("chance", "By chance"), Col.Count("messages", "Messages compared"), Col.Count("added_messages", "Messages added, estimate"), Col.Count("added_low", "from"), Col.Count("added_high", "to"), Col.Money("added_money", "Their money"),
            ],
            Rows = [.. rows.Select(r => (IReadOnlyList<object?>)
            [
                r.Difference.Contrast.Party, r.Difference.Contrast.Network.Length > 0 ? r.Difference.Contrast.Network : "all together", r.Kind.Title, Since(r.Difference), r.Kind.IsCount ? r.Difference.Contrast.Peers : null,
                Math.Exp(r.Difference.Contrast.Effect), Math.Exp(r.Difference.Contrast.Effect - r.Difference.Half), Math.Exp(r.Difference.Contrast.Effect + r.Difference.Half), r.Difference.Chance,
                (long)r.Difference.Contrast.Messages, r.Added?.Messages, r.Added?.Low, r.Added?.High, r.Added?.Money,
            ])],
        };
    }

    /// <summary>All suppliers, all networks together.</summary>
    public ReportSection Table(IReadOnlyList<PartyRecord> parties)
    {
        var pooled = _kinds.ToDictionary(k => k.Key, k => Drawn(k.Value, parties.Select(p => p.Party)), StringComparer.Ordinal);
        var named = _kinds.ToDictionary(k => k.Key, k => k.Value.Named.Select(n => n.Contrast.Party).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        return new ReportSection
        {
            Key = "quality",
            Title = "Codes used and receipts, all networks together",
            Text = "Ratios to other suppliers' for the same customers, networks and days, drawn towards one, with 95 % intervals. Empty: nobody to compare with. The last column tells how much a supplier would have to add on all its networks for four of five such reports to name it.",
            Figures = [new ReportIntervals("Codes used, ratio to other suppliers'", [.. parties.Where(p => pooled["conversion"].ContainsKey(p.Party)).Select(p => (p.Party, Value: pooled["conversion"][p.Party])).Select(p => new ReportInterval(p.Party, Math.Exp(p.Value.Mean), Math.Exp(p.Value.Low), Math.Exp(p.Value.High), named["conversion"].Contains(p.Party)))], 1, ColumnKind.Ratio, IsRatio: true)],
            Columns =
            [
                Col.Text("supplier", "Supplier"), .. SupplierKind.All.SelectMany(k => new[] { Col.Ratio(k.Key, k.Title), Col.Ratio(k.Key + "_low", "from"), Col.Ratio(k.Key + "_high", "to"), Col.Flag(k.Key + "_stands_out", "Stands out") }), Col.Share("detectable", "Added messages that would show"),
            ],
            Rows = [.. parties.Select(p => (IReadOnlyList<object?>)
            [
                p.Party, .. SupplierKind.All.SelectMany(k => pooled[k.Key].TryGetValue(p.Party, out var s) ? new object?[] { Math.Exp(s.Mean), Math.Exp(s.Low), Math.Exp(s.High), named[k.Key].Contains(p.Party) } : [null, null, null, null]), _kinds["conversion"].Detectable(p.Party),
            ])],
        };
    }

    /// <summary>The worst in words.</summary>
    public static IEnumerable<string> Worst(ReportSection differences)
    {
        int At(string key) => differences.Columns.Select((c, n) => (c.Key, n)).Single(c => c.Key == key).n;
        return differences.Rows.Where(r => r[At("added_messages")] is not null).Take(3).Select(r =>
            $"{r[0]} {(r[1] is "all together" ? "on its networks together" : "on network " + r[1])}: {Phrases.Percent(1 - (double)r[At("ratio")]!)} fewer codes used than by other routes for the same customers on the same days, about {Phrases.Count((double)r[At("added_messages")]!, "message", "messages")} "
            + $"({Phrases.Count((double)r[At("added_low")]!)} to {Phrases.Count((double)r[At("added_high")]!)}) that nobody asked for.");
    }

    private static Dictionary<string, Shrunken> Drawn(SupplierNaming naming, IEnumerable<string> parties)
    {
        var known = parties.Select(p => (Party: p, Pooled: naming.Pooled(p))).Where(p => p.Pooled is not null).ToList();
        return known.Zip(Shrunken.All([.. known.Select(k => (k.Pooled!.Value.Contrast.Effect, k.Pooled.Value.Variance))])).ToDictionary(k => k.First.Party, k => k.Second, StringComparer.Ordinal);
    }

    // A part f of messages that nobody asked for lowers the part of codes used by f. Its interval allows for what honest routes differ by.
    private static AddedTraffic? Added(NamedDifference difference, Dictionary<(string, string), (double Messages, double Cost)> carried)
    {
        var (party, network, effect) = (difference.Contrast.Party, difference.Contrast.Network, difference.Contrast.Effect);
        if (effect >= 0) return null;
        var there = carried.Where(c => c.Key.Item1 == party && (network.Length == 0 || c.Key.Item2 == network)).Select(c => c.Value).ToList();
        var messages = there.Sum(c => c.Messages);
        double Part(double logarithm) => messages * (1 - Math.Exp(Math.Min(0, logarithm)));
        return new AddedTraffic(Part(effect), Part(effect + difference.HalfBeyondHonest), Part(effect - difference.HalfBeyondHonest), messages > 0 ? Part(effect) / messages * there.Sum(c => c.Messages * c.Cost) : 0);
    }

    private string Since(NamedDifference difference) => difference.Since * 1440 >= _source.SinceMinute - 1439 ? "the period" : $"the days from {Phrases.Time(ReportSource.Time(difference.Since * 1440))[..10]}";

    private static string Label(SupplierKind kind, NamedDifference n) => $"{n.Contrast.Party}{(n.Contrast.Network.Length > 0 ? " on " + n.Contrast.Network : "")}: {kind.Title.ToLowerInvariant()}";

    /// <summary>A difference with its interval, to be drawn.</summary>
    public static ReportInterval Interval(string name, NamedDifference n, bool standsOut) =>
        new(name, Math.Exp(n.Contrast.Effect), Math.Exp(n.Contrast.Effect - n.Half), Math.Exp(n.Contrast.Effect + n.Half), standsOut);

    private sealed record AddedTraffic(double Messages, double Low, double High, double Money);
}
