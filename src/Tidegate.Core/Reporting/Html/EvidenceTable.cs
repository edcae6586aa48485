using Tidegate.Incidents;

namespace Tidegate.Reporting.Html;

/// <summary>What each channel saw, in words and as odds; bars to compare them.</summary>
internal static class EvidenceTable
{
    public static void Draw(HtmlPage page, Incident incident)
    {
        if (incident.Evidence.Count == 0) return;
        var most = Math.Max(1, incident.Evidence.Max(evidence => double.IsFinite(evidence.LogOdds) ? Math.Abs(evidence.LogOdds) : 0));
        page.Markup("""<div class="scroll" tabindex="0" role="region" aria-label="Evidence"><table class="ev"><thead><tr><th scope="col">channel</th><th scope="col">what it saw</th><th scope="col" class="num">seen</th><th scope="col" class="num">expected</th><th scope="col">odds for an attack</th></tr></thead><tbody>""");
        foreach (var evidence in incident.Evidence)
        {
            page.Add($"""<tr><th scope="row">{evidence.Channel}</th><td>{evidence.Text}</td><td class="num">{Phrases.Figure(evidence.Observed)}</td><td class="num">{Phrases.Figure(evidence.Expected)}</td>""");
            page.Add($"""<td class="nowrap">{Phrases.Odds(evidence.LogOdds)}<svg aria-hidden="true"><rect class="f-soft" width="100%" height="8" rx="2"/><rect class="{(evidence.LogOdds < 0 ? "f-honest" : "f-attack")}" width="{100 * Math.Abs(evidence.LogOdds) / most}%" height="8" rx="2"/></svg></td></tr>""");
        }

        page.Markup("</tbody></table></div>");
        page.Add($"""<p class="note">As it stood at the strongest alert; what a block covers is not weighed any more. All together: {Phrases.Odds(incident.LogOdds)}. Channels overlap, so their odds are not simply multiplied.</p>""");
    }
}
