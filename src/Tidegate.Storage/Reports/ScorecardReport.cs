using Tidegate.Reporting;
using Tidegate.Reporting.Tables;

namespace Tidegate.Storage.Reports;

/// <summary>Customers or suppliers: their incidents and money, and for suppliers how their traffic does beside others' on the same networks.</summary>
internal static class ScorecardReport
{
    private const string Method = "Incidents count for a party by the messages of theirs that lie in the incident's networks, blocks of 10,000 numbers and time. Risk is the part of its messages in incidents, drawn "
        + "towards all parties' by a prior of a thousand messages, with a 95 % interval that widens as incidents get fewer. Suppliers are compared for the same customer, network and day, weighted as by Mantel and Haenszel; "
        + "errors come from how days differ; ratios are drawn towards one (empirical Bayes). 'Stands out' allows for all comparisons made: by chance alone one report in twenty would name anybody.";

    /// <summary>Suppliers' scorecards.</summary>
    public static ReportDocument Suppliers(ReportSource source)
    {
        var parties = PartyRecord.All(source, "supplier");
        SupplierContrasts.Prepare(source);
        var contrasts = SupplierContrasts.Kinds.ToDictionary(k => k.Key, k => SupplierContrasts.Of(source, k.Key), StringComparer.Ordinal);
        var everywhere = contrasts.ToDictionary(c => c.Key, c => c.Value.Everywhere, StringComparer.Ordinal);
        var cells = contrasts.ToDictionary(c => c.Key, c => c.Value.Cells, StringComparer.Ordinal);
        var comparisons = everywhere.Values.Sum(c => c.Count) + cells.Values.Sum(c => c.Count);
        var differences = Differences(source, cells, comparisons);
        var quality = everywhere.ToDictionary(k => k.Key, k => k.Value.Zip(Shrunken.All(k.Value, comparisons)).ToDictionary(c => c.First.Party, c => c.Second, StringComparer.Ordinal));
        return Document(source, "suppliers", "Suppliers' scorecards", [.. Worst(differences), .. Findings(parties, "supplier")],
        [
            SupplierClaims.AddTo(Records(source, parties, "suppliers", "Suppliers"), source.Claims, source.Currency),
            differences,
            Quality(parties, quality),
        ]);
    }

    /// <summary>Customers' scorecards.</summary>
    public static ReportDocument Customers(ReportSource source)
    {
        var parties = PartyRecord.All(source, "customer");
        return Document(source, "customers", "Customers' scorecards", Findings(parties, "customer"), [Records(source, parties, "customers", "Customers")]);
    }

    private static ReportDocument Document(ReportSource source, string name, string title, IReadOnlyList<string> findings, IReadOnlyList<ReportSection> sections) => new()
    {
        Name = name,
        Title = title,
        Since = source.Since,
        Until = source.Until,
        Currency = source.Currency,
        Findings = findings,
        Method = Method,
        Sections = sections,
    };

    private static ReportSection Records(ReportSource source, IReadOnlyList<PartyRecord> parties, string key, string title)
    {
        var all = parties.Sum(p => p.Messages);
        var overall = all > 0 ? parties.Sum(p => p.Suspect) / all : 0;
        return new ReportSection
        {
            Key = key,
            Title = title,
            Text = parties.Count == 0 ? "No traffic in this period." : $"{Phrases.Percent(overall)} of all messages lay in incidents. The risk of a party with few messages stays near that.",
            Columns =
            [
                Col.Text("party", "Name"), Col.Count("messages", "Messages"), Col.Share("share", "Of all"), Col.Money("money", "Money"), Col.Share("growth", "Against the time before"),
                Col.Count("incidents", "Incidents"), Col.Count("campaigns", "Campaigns"), Col.Count("suspect_messages", "Messages in them"), Col.Money("suspect_money", "Money in them"),
                Col.Share("risk", "Risk"), Col.Share("risk_low", "from"), Col.Share("risk_high", "to"), Col.Figure("stop_minutes", "Minutes to the block, median"),
                Col.Count("repeat_ranges", "Ranges that came back"), Col.Text("trend", "Trend"), Col.Text("incident_ids", "Incidents, by size"),
            ],
            Rows = [.. parties.Select(p =>
            {
                var (mean, low, high) = p.Risk(overall);
                return (IReadOnlyList<object?>)
                [
                    p.Party, (long)p.Messages, p.Messages / all, p.Money, p.Before > 0 ? (p.Messages / p.Before) - 1 : null, p.Incidents, p.Campaigns, (long)p.Suspect, p.SuspectMoney,
                    mean, low, high, double.IsNaN(p.StopMinutes) ? null : p.StopMinutes, p.RepeatRanges, Trend(p), p.IncidentIds,
                ];
            })],
        };
    }

    private static string Trend(PartyRecord party) => party.Suspect < 20 ? "" : (party.Recent / party.Suspect) switch
    {
        > 0.75 => "worse of late",
        < 0.25 => "better of late",
        _ => "as before",
    };

    private static ReportSection Differences(ReportSource source, Dictionary<string, IReadOnlyList<Contrast>> cells, int comparisons)
    {
        var cost = source.Rows("SELECT supplier, network, sum(CASE WHEN cost > 0 THEN cost ELSE price END) / greatest(sum(priced), 1) FROM p GROUP BY ALL", r => (Key: (r.GetString(0), r.GetString(1)), Cost: r.Double(2)))
            .ToDictionary(r => r.Key, r => r.Cost);
        var rows = cells.SelectMany(k => k.Value.Zip(Shrunken.All(k.Value, comparisons), (c, s) => (Kind: SupplierContrasts.Kinds.Single(d => d.Key == k.Key), Contrast: c, Shrunken: s)))
            .Where(r => r.Shrunken.StandsOut)
            .Select(r =>
            {
                // A part f of messages that nobody asked for lowers the part of codes used by f.
                var added = r.Kind.Key == "conversion" && r.Contrast.Effect < 0 ? r.Contrast.Messages * (1 - Math.Exp(r.Contrast.Effect)) : double.NaN;
                return (r.Kind, r.Contrast, r.Shrunken, Added: added, Money: added * cost.GetValueOrDefault((r.Contrast.Party, r.Contrast.Network)));
            })
            .OrderByDescending(r => double.IsNaN(r.Added) ? 0 : r.Money).ThenByDescending(r => Math.Abs(r.Contrast.Z)).ToList();
        return new ReportSection
        {
            Key = "differences",
            Title = "Suppliers that differ from others on the same network",
            Text = rows.Count == 0
                ? "No supplier differs from the others on its networks beyond what chance allows."
                : "For the same customers on the same days. Fewer codes used than by other routes, on a network where the others agree, is what messages added in transit look like; receipts that come at once, or all after the same time, are made up.",
            Columns =
            [
                Col.Text("supplier", "Supplier"), Col.Text("network", "Network"), Col.Text("measure", "What"), Col.Share("peers", "Others"), Col.Figure("ratio", "Ratio to others"), Col.Figure("ratio_low", "from"),
                Col.Figure("ratio_high", "to"), Col.Figure("errors", "Standard errors"), Col.Count("messages", "Messages"), Col.Count("added_messages", "Messages added, estimate"), Col.Money("added_money", "Their money"),
            ],
            Rows = [.. rows.Select(r => (IReadOnlyList<object?>)
            [
                r.Contrast.Party, r.Contrast.Network, r.Kind.Title, r.Contrast.Peers, Math.Exp(r.Contrast.Effect), Math.Exp(r.Contrast.Effect - (1.96 * r.Contrast.Error)), Math.Exp(r.Contrast.Effect + (1.96 * r.Contrast.Error)), r.Contrast.Z,
                (long)r.Contrast.Messages, double.IsNaN(r.Added) ? null : r.Added, double.IsNaN(r.Added) ? null : r.Money,
            ])],
        };
    }

    private static ReportSection Quality(IReadOnlyList<PartyRecord> parties, Dictionary<string, Dictionary<string, Shrunken>> quality) => new()
    {
        Key = "quality",
        Title = "Codes used and receipts, all networks together",
        Text = "Ratios to other suppliers' for the same customers, networks and days, drawn towards one, with 95 % intervals. Empty: nobody to compare with.",
        Columns = [Col.Text("supplier", "Supplier"), .. SupplierContrasts.Kinds.SelectMany(k => new[] { Col.Figure(k.Key, k.Title), Col.Figure(k.Key + "_low", "from"), Col.Figure(k.Key + "_high", "to"), Col.Flag(k.Key + "_stands_out", "Stands out") })],
        Rows = [.. parties.Select(p => (IReadOnlyList<object?>)[p.Party, .. SupplierContrasts.Kinds.SelectMany(k => quality[k.Key].TryGetValue(p.Party, out var s)
            ? new object?[] { Math.Exp(s.Mean), Math.Exp(s.Low), Math.Exp(s.High), s.StandsOut } : [null, null, null, null])])],
    };

    private static IEnumerable<string> Worst(ReportSection differences) => differences.Rows.Where(r => r[9] is not null).Take(3).Select(r =>
        $"{r[0]} on network {r[1]}: {Phrases.Percent(1 - (double)r[4]!)} fewer codes used than by other routes for the same customers on the same days, about {Phrases.Count((double)r[9]!, "message", "messages")} that nobody asked for.");

    private static IReadOnlyList<string> Findings(IReadOnlyList<PartyRecord> parties, string kind)
    {
        var struck = parties.Where(p => p.Incidents > 0).ToList();
        if (struck.Count == 0) return [$"No incident touched any {kind} in this period."];
        var first = struck[0];
        return [$"{Phrases.Count(struck.Count, $"{kind} was", $"{kind}s were")} touched by incidents; most by {first.Party}: {Phrases.Count(first.Incidents, "incident", "incidents")}, {Phrases.Count(first.Suspect, "message", "messages")}."];
    }
}
