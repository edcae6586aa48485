using Tidegate.Decisions;
using Tidegate.Incidents;

namespace Tidegate.Reporting.Html;

/// <summary>What the policy would have done, when, and what it would have hit.</summary>
internal static class DecisionTable
{
    private const int Most = 24;

    public static void Draw(HtmlPage page, IReadOnlyList<Decision> decisions, Incident incident, Func<string, string> networkName)
    {
        if (decisions.Count == 0)
        {
            page.Markup("<p class=\"muted\">The policy took no decision on this incident.</p>");
            return;
        }

        page.Markup("""<div class="scroll" tabindex="0" role="region" aria-label="Decisions"><table><thead><tr><th scope="col">action</th><th scope="col">from, until</th><th scope="col">scope and reason</th><th scope="col" class="num">messages hit</th><th scope="col" class="num">look honest</th><th scope="col" class="num">money</th></tr></thead><tbody>""");
        foreach (var decision in decisions.Take(Most))
        {
            var action = decision.Action.ToString().ToLowerInvariant();
            page.Add($"""<tr><td><span class="pill {action}">{action}</span></td><td class="nowrap">{Phrases.Time(decision.IssuedAt)}<span class="sub">{Phrases.Time(decision.ExpiresAt)}</span></td>""");
            page.Add($"""<td class="wide"><span class="name">{Phrases.Scope(decision.Scope, networkName)}</span><span class="sub">{decision.Reason}</span></td>""");
            page.Add($"""<td class="num">{Phrases.Count(decision.MessagesHit)}</td><td class="num">{Phrases.Figure(decision.HonestMessagesHit)}</td><td class="num sums">""");
            page.Amounts(Phrases.Money(incident.IsCostKnown, decision.MoneyStopped, incident.Currency, decision.OtherMoneyStopped));
            page.Markup("</td></tr>");
        }

        page.Markup("</tbody></table></div>");
        if (decisions.Count > Most)
            page.Add($"""<p class="note">and {decisions.Count - Most} more, mostly renewals: the JSON report holds them all.</p>""");
    }
}
