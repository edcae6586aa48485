using Tidegate.Decisions;
using Tidegate.Incidents;

namespace Tidegate.Reporting.Html;

/// <summary>All incidents as a table, and on one time line in the order of their campaigns.</summary>
internal sealed class IncidentIndex(HtmlPage page, ScanReport report, IncidentSection section, Func<string, string> networkName)
{
    private const int MostRows = 1000;
    private const int MostLanes = 40;

    public void Draw(IReadOnlySet<Incident> drawn)
    {
        page.Markup("""<h2 id="incidents">Incidents</h2><div class="card scroll" tabindex="0" role="region" aria-label="Incidents"><table class="list"><thead><tr><th scope="col">#</th><th scope="col">where</th><th scope="col">since, found</th><th scope="col" class="num">messages</th><th scope="col" class="num">money</th><th scope="col" class="num">stopped</th><th scope="col">odds</th><th scope="col">state</th></tr></thead><tbody>""");
        for (var i = 0; i < report.Incidents.Count && i < MostRows; i++) Row(report.Incidents[i], i + 1, drawn.Contains(report.Incidents[i]));
        page.Markup("</tbody></table></div>");
        if (report.Incidents.Count > MostRows)
            page.Add($"""<p class="note">The first {MostRows} of {Phrases.Count(report.Incidents.Count)}; the JSON and CSV reports hold them all.</p>""");
        else if (drawn.Count < report.Incidents.Count)
            page.Add($"""<p class="note">Pictures follow for the {drawn.Count} with the most money.</p>""");
    }

    public void TimeLine(IReadOnlyList<Campaign> campaigns)
    {
        if (report.Incidents.Count < 2 || report.Counts is not { From: { } from, To: { } to } || to <= from) return;
        var axis = new TimeAxis(from, to);
        var lanes = campaigns.SelectMany(campaign => campaign.Incidents.Select((incident, i) => (Campaign: campaign, Incident: incident, First: i == 0))).ToList();
        var firstBlocks = ReportTotals.FirstBlocks(report);
        page.Markup("""<h2>Campaigns on the clock</h2><div class="card"><table class="time"><thead><tr><th scope="col">incident</th><th scope="col">from first to last message (UTC)</th><th scope="col" class="num">messages</th></tr></thead><tbody>""");
        foreach (var (campaign, incident, first) in lanes.Take(MostLanes)) Lane(axis, campaign, incident, first, firstBlocks);
        page.Markup("""<tr aria-hidden="true"><th></th><td class="plot"><svg width="100%" height="16">""");
        axis.Draw(page, 12);
        page.Markup("</svg></td><td></td></tr></tbody></table>");
        page.Markup("""<ul class="keys"><li><svg aria-hidden="true" viewBox="0 0 14 10"><rect class="f-attack" width="14" height="10"/></svg>before the first block</li><li><svg aria-hidden="true" viewBox="0 0 14 10"><rect class="f-stopped" width="14" height="10"/></svg>after it</li><li>&#8627; the same attacker, moved on</li></ul>""");
        if (lanes.Count > MostLanes) page.Add($"""<p class="note">The first {MostLanes} of {Phrases.Count(lanes.Count)}.</p>""");
        page.Markup("</div>");
    }

    private void Row(Incident incident, int number, bool drawn)
    {
        var stopped = ReportTotals.StoppedMoney(report, incident.Id);
        page.Markup("<tr><td>");
        if (drawn) page.Add($"""<a href="#incident-{number}">{number}</a>""");
        else page.Add($"{number}");
        page.Add($"""</td><td class="wide"><span class="name">{CustomersOf(incident)}</span><span class="sub name">{PlaceOnly(incident)}</span></td>""");
        page.Add($"""<td class="nowrap">{Phrases.Time(incident.FirstMessageAt)}<span class="sub">found after {Phrases.Span(incident.FoundAt - incident.FirstMessageAt)}</span></td>""");
        page.Add($"""<td class="num">{Phrases.Count(incident.Messages)}<span class="sub">{Phrases.Figure(incident.ExpectedMessages)} expected</span></td>""");
        page.Markup("<td class=\"num sums\">");
        page.Amounts(Phrases.Money(incident));
        page.Add($"""</td><td class="num">{(incident.Cost > 0 ? Phrases.Percent(Math.Min(1, stopped / incident.Cost)) : "")}</td><td class="nowrap">{Phrases.Odds(incident.LogOdds)}</td><td class="nowrap">""");
        section.Pills(incident);
        page.Markup("</td></tr>");
    }

    private void Lane(TimeAxis axis, Campaign campaign, Incident incident, bool first, Dictionary<string, DateTimeOffset> firstBlocks)
    {
        var (from, to) = (axis.Percent(incident.FirstMessageAt), axis.Percent(incident.LastMessageAt));
        to = Math.Min(100, Math.Max(to, from + 0.4));
        var block = firstBlocks.TryGetValue(incident.Id, out var issued) ? Math.Clamp(axis.Percent(issued), from, to) : to;
        if (block > from && block - from < 0.15) block = Math.Min(to, from + 0.15);
        page.Add($"""<tr><th scope="row">{(first ? "" : "↳ ")}<span class="name">{CustomersOf(incident)}</span><span class="sub name">{PlaceOnly(incident)}</span></th><td class="plot"><svg width="100%" height="18" role="img" aria-label="{Phrases.Time(incident.FirstMessageAt)} to {Phrases.Time(incident.LastMessageAt)}, campaign {campaign.Id}">""");
        page.Add($"""<line class="grid" x1="0" x2="100%" y1="9" y2="9"/><rect class="f-attack" x="{from}%" y="2" width="{block - from}%" height="14"/><rect class="f-stopped" x="{block}%" y="2" width="{to - block}%" height="14"/></svg></td><td class="num">{Phrases.Count(incident.Messages)}</td></tr>""");
    }

    private static string CustomersOf(Incident incident) =>
        incident.Scope.Customers.Count == 0 ? "all customers" : Phrases.List(incident.Scope.Customers, 2);

    private string PlaceOnly(Incident incident)
    {
        var networks = Phrases.List([.. incident.Scope.Networks.Select(network => Phrases.Network(network, networkName))], 2);
        var ranges = Phrases.List([.. incident.Scope.Ranges.Select(Phrases.Range)], 2);
        return networks.Length > 0 && ranges.Length > 0 ? networks + " · " + ranges : networks + ranges;
    }
}
