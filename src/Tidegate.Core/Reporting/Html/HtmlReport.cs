using System.Text;
using Tidegate.Decisions;
using Tidegate.Incidents;

namespace Tidegate.Reporting.Html;

/// <summary>
/// Writes a scan report as one self-contained page: no script, no outside request, light and dark, fit to print.
/// The same report gives the same bytes.
/// </summary>
public static class HtmlReport
{
    /// <summary>Incidents that get a section with pictures, those with the most money; the rest are in the table only.</summary>
    public const int MostSections = 50;

    /// <summary>Writes the page as UTF-8 to a stream, which stays open.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="report">What was found.</param>
    /// <param name="networkName">Gives a network's name for its MCC-MNC digits; empty when it has none.</param>
    public static void Write(Stream stream, ScanReport report, Func<string, string> networkName)
    {
        var page = new HtmlPage();
        page.Add($"""<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{Style.ContentPolicy}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><title>Tidegate scan: {Sentences.Headline(report)}</title><style>""");
        page.Markup(Style.Css);
        page.Markup("</style></head><body>");
        Header(page, report);
        page.Markup("<main>");
        Incidents(page, report, networkName);
        SourceSection.Draw(page, report);
        page.Markup("</main>");
        page.Markup(Footer);
        page.Markup("</body></html>\n");
        stream.Write(Encoding.UTF8.GetBytes(page.ToString()));
    }

    private static void Incidents(HtmlPage page, ScanReport report, Func<string, string> networkName)
    {
        if (report.Incidents.Count == 0)
        {
            var where = InputUse.Of(report.Counts).Kind == InputUseKind.Whole ? "this traffic" : "the part of this traffic that was used";
            page.Add($"""<h2 id="incidents">Incidents</h2><div class="card empty muted">Nothing in {where} points at an attack strongly enough to open an incident.</div>""");
            return;
        }

        var section = new IncidentSection(page, report, networkName);
        var index = new IncidentIndex(page, report, section, networkName);
        var campaigns = Campaign.Of(report);
        var drawn = report.Incidents.OrderByDescending(incident => incident.Cost).ThenByDescending(incident => incident.Messages).Take(MostSections)
            .ToHashSet(ReferenceEqualityComparer.Instance as IEqualityComparer<Incident>);
        index.Draw(drawn);
        index.TimeLine(campaigns);
        var campaignOf = campaigns.ToDictionary(campaign => campaign.Id, StringComparer.Ordinal);
        page.Markup("<h2>Each incident</h2>");
        foreach (var incident in report.Incidents.Where(drawn.Contains)) section.Draw(incident, campaignOf[incident.CampaignId]);
    }

    private static void Header(HtmlPage page, ScanReport report)
    {
        page.Markup("""<header class="top"><div><div class="brand"><svg aria-hidden="true" width="22" height="22" viewBox="0 0 22 22"><path class="f-stopped" d="M2 2h3v18H2zM17 2h3v18h-3zM7 2h8v9H7z"/><path class="f-honest" d="M7 15c1.300-1.300 2.700-1.300 4 0s2.700 1.300 4 0v5H7z"/></svg>""");
        page.Add($"""<span><b>Tidegate</b> scan</span><span>{Period(report.Counts)}</span></div><h1>{Sentences.Headline(report)}</h1>""");
        if (report.Decisions.Count > 0) page.Add($"""<p class="lead">{Sentences.Decisions(report)}</p>""");
        else page.Add($"""<p class="lead">{Sentences.Counts(report.Counts)}</p>""");
        if (report.CutShort) page.Markup("<div class=\"banner\" role=\"note\">Cut short: the scan was stopped; this is what it had found up to then.</div>");
        if (report.Incidents.Count > 0) Tiles(page, report);
        page.Markup("</div></header>");
    }

    private static void Tiles(HtmlPage page, ScanReport report)
    {
        var totals = ReportTotals.Of(report);
        var counts = report.Counts;
        page.Markup("<dl class=\"tiles\">");
        Tile("Incidents", Phrases.Count(report.Incidents.Count), totals.Campaigns == 1 ? "1 campaign" : $"{totals.Campaigns} campaigns", "");
        Tile("Messages in them", Phrases.Count(totals.Messages), counts.Submissions > 0 ? $"{Phrases.Percent((double)totals.Messages / counts.Submissions)} of all submissions" : "", "");
        foreach (var money in totals.Money.Where(money => money.Cost > 0).Take(3))
        {
            Tile("Money in them", Phrases.Money(money.Cost, money.Currency), counts is { Cost: > 0, OtherMoney.Count: 0 } && totals.Money.Count == 1 ? $"{Phrases.Percent(money.Cost / counts.Cost)} of all spent" : "", "bad");
            Tile("Stopped by blocks", Phrases.Percent(Math.Min(1, money.Stopped / money.Cost)), Phrases.Money(money.Stopped, money.Currency), "good");
        }

        if (totals.UnpricedMessages > 0 && !totals.Money.Any(money => money.Cost > 0)) Tile("Money in them", "unknown", "no message states a price", "bad");
        if (FirstBlock(report) is { } delay) Tile("First block", Phrases.Span(delay), "after the onset, median", "");
        if (totals.MessagesStopped == 0 && totals.Blocks > totals.TakenBack) Tile("Hit by blocks", "nothing", "no more came once they stood", "");
        else Tile("Honest messages hit", Phrases.Figure(totals.HonestMessagesHit), counts.Submissions > 0 ? $"{Phrases.Figure(totals.HonestMessagesHit / counts.Submissions * 1e6)} in a million" : "", "");
        if (totals.MessagesHitTakenBack > 0) Tile("Hit by blocks taken back", Phrases.Count(totals.MessagesHitTakenBack), "people's, as it turned out", "bad");
        page.Markup("</dl>");

        void Tile(string name, string value, string more, string tone) =>
            page.Add($"""<div><dt>{name}</dt><dd class="{tone}">{value}</dd><dd>{more}</dd></div>""");
    }

    private static TimeSpan? FirstBlock(ScanReport report)
    {
        var first = ReportTotals.FirstBlocks(report);
        var delays = report.Incidents.Where(incident => first.ContainsKey(incident.Id)).Select(incident => first[incident.Id] - incident.FirstMessageAt).Order().ToList();
        return delays.Count == 0 ? null : delays[delays.Count / 2];
    }

    private static string Period(Reporting.ScanCounts counts) => counts is { From: { } from, To: { } to }
        ? $"{Phrases.Time(from)} to {Phrases.Time(to)} UTC · {Phrases.Count(counts.Submissions)} submissions"
        : $"{Phrases.Count(counts.Records)} records";

    private const string Footer = """
        <footer><dl><div><dt>Incident</dt><dd>alerts of one attack put together: who, where, since when, how much.</dd></div><div><dt>Campaign</dt><dd>incidents that are the same attacker moving on.</dd></div><div><dt>Odds</dt><dd>how much better an attack explains what was seen than honest traffic does.</dd></div><div><dt>Decision</dt><dd>what the policy would have ordered at that moment, from events up to it alone.</dd></div></dl><p>All times are UTC. Range ends are blocks of numbers, not subscribers. Made by <b>tidegate scan</b>; this page loads nothing and runs no script.</p></footer>
        """;
}
