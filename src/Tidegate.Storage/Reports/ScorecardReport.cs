using Tidegate.Reporting;
using Tidegate.Reporting.Tables;
using Tidegate.Storage.Reports.Suppliers;

namespace Tidegate.Storage.Reports;

/// <summary>Customers or suppliers: their incidents and money, and for suppliers how their traffic does beside others' on the same networks.</summary>
internal static class ScorecardReport
{
    private const string Method = "An incident's messages are shared among parties as the messages to its blocks of 10,000 numbers in its networks and time are: where its ranges are smaller than blocks its count is exact, the shares are estimates. Risk is the part of its messages in incidents, drawn "
        + "towards all parties' by a prior of a thousand messages, with a 95 % interval that widens as incidents get fewer. Suppliers are compared for the same customer, network and day, weighted as by Mantel and Haenszel, over the period and over "
        + "up to eight weeks before it as well; errors come from counts and from how days differ, and allow for as much as the other routes differ among themselves. One report in twenty on honest suppliers would name anybody (three in a hundred by codes used, "
        + "one in two hundred by each of the others; step-down over suppliers); of twenty suppliers that are named, at one a network is listed wrongly. Intervals are of 95 %, each by itself.";

    /// <summary>Suppliers' scorecards.</summary>
    public static ReportDocument Suppliers(ReportSource source) => BeginSuppliers(source).Whole();

    /// <summary>Makes the record of incidents and money first, then how suppliers do beside others.</summary>
    public static ReportDraft BeginSuppliers(ReportSource source)
    {
        var parties = PartyRecord.All(source, "supplier");
        var first = Document(source, "suppliers", "Suppliers' scorecards", Findings(parties, "supplier"), [SupplierClaims.AddTo(Records(source, parties, "suppliers", "Suppliers"), source.Claims, source.Currency)]) with { IsWhole = false };
        return new ReportDraft(first, () =>
        {
            var quality = SupplierQuality.Of(source);
            var differences = quality.Differences(source);
            return first with { IsWhole = true, Findings = [.. SupplierQuality.Worst(differences), .. first.Findings], Sections = [.. first.Sections, differences, quality.Table(parties)] };
        });
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
            Figures = parties.Count == 0 ? [] : [ReportFigures.Trends(source, key == "suppliers" ? "supplier" : "customer", parties.Select(p => p.Party)), Risks(parties, overall)],
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
                    p.Party, (long)p.Messages, p.Messages / all, p.Money, p.Before > 0 ? (p.Messages / p.Before) - 1 : null, p.Incidents, p.Campaigns, (long)Math.Round(p.Suspect), p.SuspectMoney,
                    mean, low, high, double.IsNaN(p.StopMinutes) ? null : p.StopMinutes, p.RepeatRanges, Trend(p), p.IncidentIds,
                ];
            })],
        };
    }

    private static ReportIntervals Risks(IReadOnlyList<PartyRecord> parties, double overall) => new(
        "Risk: part of the messages in incidents, with 95 % intervals; the line is all parties'",
        [.. parties.Where(p => p.Incidents > 0).Select(p => (p.Party, Risk: p.Risk(overall))).Select(p => new ReportInterval(p.Party, p.Risk.Mean, p.Risk.Low, p.Risk.High, p.Risk.Low > overall))], overall, ColumnKind.Share, IsRatio: false);

    private static string Trend(PartyRecord party) => party.Suspect < 20 ? "" : (party.Recent / party.Suspect) switch
    {
        > 0.75 => "worse of late",
        < 0.25 => "better of late",
        _ => "as before",
    };

    private static IReadOnlyList<string> Findings(IReadOnlyList<PartyRecord> parties, string kind)
    {
        var struck = parties.Where(p => p.Incidents > 0).ToList();
        if (struck.Count == 0) return [$"No incident touched any {kind} in this period."];
        var first = struck[0];
        return [$"{Phrases.Count(struck.Count, $"{kind} was", $"{kind}s were")} touched by incidents; most by {first.Party}: {Phrases.Count(first.Incidents, "incident", "incidents")}, {Phrases.Count(first.Suspect, "message", "messages")}."];
    }
}
