using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Tidegate.Incidents;
using Tidegate.Pricing;
using Tidegate.Reporting;
using Tidegate.Reporting.Html;
using Xunit;

namespace Tidegate.Core.Tests.Reporting;

public sealed class HtmlReportTests
{
    private const string Hostile = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'&amp;";

    [Fact]
    public void Names_out_of_traffic_never_become_markup()
    {
        var report = SampleReports.Attacks(Hostile);
        var page = Page(report with { FeedHealth = [report.FeedHealth[0] with { Party = Hostile, Text = Hostile }] }, "hostile");

        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        page.ShouldNotContain("<script", Case.Insensitive);
        page.ShouldNotContain("<img", Case.Insensitive);
        Regex.Matches(page, "<[a-z][^>]*\\son[a-z]+=").ShouldBeEmpty();
    }

    [Theory]
    [InlineData('\u202E')]
    [InlineData('\u2066')]
    [InlineData('\u200F')]
    [InlineData('\u061C')]
    [InlineData('\u2028')]
    [InlineData('\u001B')]
    public void Names_out_of_traffic_never_turn_the_page_around(char turning)
    {
        var page = Page(SampleReports.Attacks($"acme{turning}exe.gnp"), "turned");
        page.ShouldContain("acme·exe.gnp");
        page.ShouldNotContain(turning);
        page.ShouldNotContain($"&#x{(int)turning:X};");
    }

    [Fact]
    public void Blocks_that_hit_nothing_are_not_told_as_a_success()
    {
        var report = SampleReports.Attacks();
        var page = Page(report with { Decisions = [.. report.Decisions.Select(d => d with { MessagesHit = 0, HonestMessagesHit = 0, MoneyStopped = 0 })] }, "nothing hit");
        page.ShouldContain("Blocks would have hit nothing: no more messages came once they stood.");
        page.ShouldNotContain("look honest (");
        page.ShouldNotContain("Honest messages hit");
    }

    [Fact]
    public void Page_asks_for_nothing_outside_and_its_policy_admits_only_its_own_style()
    {
        var page = Page(SampleReports.Attacks(), "attacks");

        Regex.Matches(page, "(src|href|url\\()\\s*=?\\s*[\"']?(https?:|//)").ShouldBeEmpty();
        page.ShouldNotContain(" style=\"");
        var style = Regex.Match(page, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        System.Net.WebUtility.HtmlDecode(page).ShouldContain($"default-src 'none'; style-src 'sha256-{hash}'");
    }

    [Fact]
    public void Page_is_well_formed_and_every_picture_has_a_text_alternative()
    {
        var page = Page(SampleReports.Attacks(), "attacks");
        var xml = Regex.Replace(page, "<(meta [^>]*|!doctype html)>", m => m.Value.StartsWith("<m", StringComparison.Ordinal) ? m.Value[..^1] + "/>" : "");
        var root = System.Xml.Linq.XDocument.Parse(xml).Root.ShouldNotBeNull();

        foreach (var picture in root.Descendants("svg").Where(svg => svg.Ancestors("svg").FirstOrDefault() is null))
        {
            var hidden = picture.AncestorsAndSelf().Any(element => (string?)element.Attribute("aria-hidden") == "true");
            (hidden || !string.IsNullOrEmpty((string?)picture.Attribute("aria-label"))).ShouldBeTrue(picture.ToString());
        }

        var ids = root.Descendants().Select(element => (string?)element.Attribute("id")).Where(id => id is not null).ToList();
        ids.ShouldBeUnique();
        foreach (var link in root.Descendants("a")) ids.ShouldContain(((string?)link.Attribute("href"))?[1..]);
    }

    [Fact]
    public void Same_report_gives_the_same_bytes() => Page(SampleReports.Attacks(), "attacks").ShouldBe(Page(SampleReports.Attacks(), "attacks"));

    [Fact]
    public void Cut_short_is_said()
    {
        Page(SampleReports.Attacks(), "attacks").ShouldNotContain("Cut short");
        Page(SampleReports.Attacks() with { CutShort = true }, "cut").ShouldContain("Cut short");
    }

    [Fact]
    public void Nothing_found_is_said() => Page(SampleReports.Empty, "empty").ShouldContain("No inflated traffic found.");

    [Fact]
    public void Figures_that_are_not_finite_do_not_break_the_page()
    {
        var report = SampleReports.Attacks();
        var odd = report.Incidents[0] with { Cost = double.NaN, LogOdds = double.PositiveInfinity, ExpectedMessages = double.NaN };
        var page = Page(report with { Incidents = [odd with { Picture = odd.Picture! with { Observed = [float.NaN, 3], Expected = [float.PositiveInfinity, 1] } }] }, "odd");

        page.ShouldNotContain("NaN");
        page.ShouldNotContain("Infinity");
    }

    [Fact]
    public void Hundreds_of_incidents_stay_under_five_megabytes_with_the_costliest_drawn()
    {
        var report = SampleReports.Attacks();
        var many = Enumerable.Range(0, 600)
            .Select(i => report.Incidents[i % 3] with { Id = $"n{i}", CampaignId = $"c{i / 4}", Cost = i })
            .ToList();
        var page = Page(report with { Incidents = many }, "many");

        Encoding.UTF8.GetByteCount(page).ShouldBeLessThan(5_000_000);
        Regex.Count(page, "<article").ShouldBe(HtmlReport.MostSections);
        page.ShouldContain("id=\"incident-600\"");
        page.ShouldNotContain("id=\"incident-1\"");
    }

    // Pages are kept beside the tests, to be looked at.
    [Fact]
    public void Money_in_several_currencies_breaks_its_line_between_them_alone()
    {
        CurrencySum[] others = [new("USD", 1234.5, 0, 7), new("KWD", 0.9, 0, 3)];
        var report = SampleReports.Attacks();
        var first = report.Incidents[0] with { Cost = 2, OtherMoney = others };
        first = first with { Picture = first.Picture! with { Suppliers = [new Carrier("gulf", 30, 2, 1) { Currency = "EUR", OtherMoney = others }] } };
        var decided = report.Decisions.Select(d => d.IncidentId == first.Id ? d with { MoneyStopped = 2, OtherMoneyStopped = others } : d);
        var page = Page(report with { Incidents = [first, .. report.Incidents.Skip(1)], Decisions = [.. decided] }, "currencies");

        const string money = "<span class=\"nowrap\">EUR 2.00</span> + <span class=\"nowrap\">USD 1,234.50</span> + <span class=\"nowrap\">KWD 0.90</span>";
        page.ShouldContain("<td class=\"num sums\">" + money + "</td><td class=\"num\">", customMessage: "the list of incidents");
        page.ShouldContain("<td class=\"num sums\">" + money + "</td></tr>", customMessage: "what was decided");
        page.ShouldContain("<span class=\"sub sums\">" + money + "</span>", customMessage: "who carries it");
    }

    private static string Page(ScanReport report, string name)
    {
        using var stream = new MemoryStream();
        HtmlReport.Write(stream, report, SampleReports.Networks);
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "pages")).FullName;
        lock (SampleReports.Empty) File.WriteAllBytes(Path.Combine(folder, name + ".html"), stream.ToArray());
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
