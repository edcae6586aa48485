using Tidegate.Incidents;

namespace Tidegate.Reporting.Html;

/// <summary>Who carries an incident: customers, senders and suppliers, heaviest first.</summary>
internal static class CarrierBars
{
    private const int Most = 8;

    public static void Draw(HtmlPage page, Incident incident, IncidentPicture picture)
    {
        page.Markup("<div class=\"three\">");
        List(page, "Customers", "customer", picture.Customers, incident);
        List(page, "Senders", "sender", picture.Senders, incident);
        List(page, "Suppliers", "supplier", picture.Suppliers, incident);
        page.Markup("</div>");
    }

    private static void List(HtmlPage page, string title, string word, IReadOnlyList<Carrier> carriers, Incident incident)
    {
        if (carriers.Count == 0) return;
        var most = Math.Max(1, carriers.Max(carrier => carrier.Messages));
        page.Add($"""<div><table class="bars"><thead><tr><th scope="col">{title}</th><th scope="col" class="num">messages</th><th scope="col" class="num">of its own</th></tr></thead><tbody>""");
        foreach (var carrier in carriers.Take(Most))
        {
            page.Add($"""<tr><th scope="row"><span class="name">{(carrier.Name.Length > 0 ? carrier.Name : $"(no {word})")}</span>""");
            page.Add($"""<svg aria-hidden="true"><rect class="f-soft" width="100%" height="5" rx="2"/><rect class="f-attack" width="{100.0 * carrier.Messages / most}%" height="5" rx="2"/></svg></th>""");
            page.Add($"""<td class="num">{Phrases.Count(carrier.Messages)}<span class="sub sums">""");
            page.Amounts(Phrases.Money(carrier.IsCostKnown, carrier.Cost, carrier.Currency, carrier.OtherMoney));
            page.Add($"""</span></td><td class="num">{Phrases.Percent(carrier.ShareOfOwnTraffic)}</td></tr>""");
        }

        page.Markup("</tbody></table>");
        if (carriers.Count > Most) page.Add($"""<p class="note">and {carriers.Count - Most} more</p>""");
        page.Markup("</div>");
    }
}
