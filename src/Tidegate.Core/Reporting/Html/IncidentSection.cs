using System.Globalization;
using Tidegate.Decisions;
using Tidegate.Incidents;

namespace Tidegate.Reporting.Html;

/// <summary>One incident in full: what, where, since when, how sure, who carries it, and what to do.</summary>
internal sealed class IncidentSection(HtmlPage page, ScanReport report, Func<string, string> networkName)
{
    private readonly ILookup<string, Decision> _decisions =
        report.Decisions.OrderBy(decision => decision.IssuedAt).ToLookup(decision => decision.IncidentId, StringComparer.Ordinal);

    private readonly Dictionary<string, int> _numbers =
        report.Incidents.Select((incident, i) => (incident.Id, Number: i + 1)).DistinctBy(pair => pair.Id).ToDictionary(pair => pair.Id, pair => pair.Number, StringComparer.Ordinal);

    /// <summary>Where an incident is, in one line: customer, network, range.</summary>
    public static string Place(Incident incident, Func<string, string> networkName)
    {
        List<string> parts =
        [
            incident.Scope.Customers.Count == 0 ? "all customers" : Phrases.List(incident.Scope.Customers, 2),
            Phrases.List([.. incident.Scope.Networks.Select(network => Phrases.Network(network, networkName))], 2),
            Phrases.List([.. incident.Scope.Ranges.Select(Phrases.Range)], 2),
        ];
        return string.Join(" · ", parts.Where(part => part.Length > 0));
    }

    public void Draw(Incident incident, Campaign? campaign)
    {
        var number = _numbers[incident.Id];
        var decisions = _decisions[incident.Id].ToList();
        var blocks = ReportTotals.BlocksAmong(decisions, incident.FirstMessageAt).OrderBy(decision => decision.IssuedAt).ToList();
        page.Add($"""<article class="incident" id="incident-{number}" aria-labelledby="title-{number}"><header><h3 id="title-{number}"><span class="nr">{number}</span> <span class="name">{Place(incident, networkName)}</span></h3>""");
        Pills(incident);
        page.Add($"""</header><p class="say">{incident.Summary}</p>""");
        Facts(incident, blocks);
        if (incident.Picture is { } seen)
        {
            Part("Traffic against expectation");
            TrafficChart.Draw(page, incident, seen, blocks);
            EndPart();
        }

        Part("What would have been done");
        DecisionTable.Draw(page, decisions, incident, networkName);
        EndPart();
        Part("Why");
        EvidenceTable.Draw(page, incident);
        EndPart();
        if (incident.Picture is { } picture) Pictures(incident, picture);
        if (campaign is { Incidents.Count: > 1 }) Path(incident, campaign);
        page.Add($"""<p class="note part">Incident <span class="mono">{incident.Id}</span>, campaign <span class="mono">{incident.CampaignId}</span>. <a href="#incidents">Back to the list</a></p></article>""");
    }

    public void Pills(Incident incident)
    {
        var (severity, state) = (incident.Severity.ToString().ToLowerInvariant(), incident.State.ToString().ToLowerInvariant());
        page.Add($"""<span class="pill {severity}">{severity}</span> <span class="pill {state}">{state}</span>""");
    }

    private void Pictures(Incident incident, IncidentPicture picture)
    {
        if (picture.Strips.Count > 0)
        {
            Part("Which numbers were hit");
            RangeStrips.Draw(page, picture.Strips);
            EndPart();
        }

        if (picture.Heat.Count > 0)
        {
            Part("Sender, range and time");
            HeatMap.Draw(page, picture);
            EndPart();
        }

        if (picture.Customers.Count + picture.Senders.Count + picture.Suppliers.Count == 0) return;
        Part("Who carries it");
        CarrierBars.Draw(page, incident, picture);
        EndPart();
    }

    private void Facts(Incident incident, List<Decision> blocks)
    {
        page.Markup("<dl class=\"facts\">");
        Fact("Since (UTC)", Phrases.Time(incident.FirstMessageAt), "last message " + (incident.LastMessageAt.UtcDateTime.Date == incident.FirstMessageAt.UtcDateTime.Date ? incident.LastMessageAt.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture) : Phrases.Time(incident.LastMessageAt)));
        Fact("Found", "after " + Phrases.Span(incident.FoundAt - incident.FirstMessageAt), Phrases.Time(incident.FoundAt));
        if (blocks.Count > 0) Fact("First block", "after " + Phrases.Span(blocks[0].IssuedAt - incident.FirstMessageAt), Phrases.Time(blocks[0].IssuedAt));
        else Fact("First block", "none", "the policy did not block");
        Fact("Messages", Phrases.Count(incident.Messages), $"{Phrases.Figure(incident.ExpectedMessages)} expected");
        var perNumber = incident.DistinctDestinations > 0 ? (double)incident.Messages / incident.DistinctDestinations : 0;
        Fact("Numbers hit", Phrases.Count(incident.DistinctDestinations), $"{Phrases.Figure(perNumber)} {(Math.Abs(perNumber - 1) < 0.005 ? "message" : "messages")} each");
        Fact("Codes used", Phrases.Count(incident.Converted), incident.Messages > 0 ? $"{Phrases.Percent((double)incident.Converted / incident.Messages)} of its messages" : "");
        var priced = incident.UnpricedMessages > 0 ? $"{Phrases.Count(incident.UnpricedMessages)} of its messages state no price" : "all its messages";
        Fact("Money", Phrases.Money(incident), incident.EstimatedCost > 0 ? $"{priced}; {Phrases.Percent(Math.Min(1, incident.EstimatedCost / incident.Cost))} of it estimated from price lists" : priced);
        var stopped = ReportTotals.StoppedMoney(report, incident.Id);
        Fact("Stopped by blocks", incident.IsCostKnown ? string.Join(" + ", ReportTotals.MoneyOf(report, incident).Select(money => Phrases.Money(money.Stopped, money.Currency))) : "unknown", incident.Cost > 0 ? $"{Phrases.Percent(Math.Min(1, stopped / incident.Cost))}; {Phrases.Figure(blocks.Where(block => !block.TakenBack).Sum(block => block.HonestMessagesHit))} messages hit look honest" : "");
        Fact("Odds for an attack", Phrases.Odds(incident.LogOdds), $"false alarms this strong: {Phrases.Rate(incident.FalseAlarmsPerWeek)}");
        page.Markup("</dl>");
    }

    private void Fact(string name, string value, string more) =>
        page.Add($"""<div><dt>{name}</dt><dd>{value}<span class="sub">{more}</span></dd></div>""");

    private void Path(Incident incident, Campaign campaign)
    {
        Part($"Its campaign: {campaign.Incidents.Count} incidents, the same attacker moving on");
        page.Markup("<ol class=\"path\">");
        foreach (var step in campaign.Incidents.Take(20))
        {
            var here = ReferenceEquals(step, incident);
            page.Add($"""<li class="{(here ? "here" : "")}"><a href="#incident-{_numbers[step.Id]}">{_numbers[step.Id]}</a> {Phrases.Time(step.FirstMessageAt)}{(here ? " (this one)" : "")}<span class="sub name">{Place(step, networkName)}</span><span class="sub">{Phrases.Count(step.Messages, "message", "messages")}, {Phrases.Money(step)}</span></li>""");
        }

        page.Markup("</ol>");
        if (campaign.Incidents.Count > 20) page.Add($"""<p class="note">and {campaign.Incidents.Count - 20} more.</p>""");
        EndPart();
    }

    private void Part(string title) => page.Add($"""<section class="part"><h3>{title}</h3>""");

    private void EndPart() => page.Markup("</section>");
}
