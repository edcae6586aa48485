using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Console;

[Collection("attacked traffic")]
public sealed partial class ReportPagesTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task Explore_CountsWhatWasSent_AndAValueLeadsDeeper()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.Lines);
        await host.Engine.Sums.FlushAsync();
        using var browser = new Browser(host);
        var sent = traffic.Lines.Select(l => JsonNode.Parse(l)!).Where(e => e["type"]!.GetValue<string>() == "submit").ToList();
        const string time = "since=2026-03-01&until=2026-03-06";
        var rows = (await host.GetAsync($"/v1/explore?{time}&by=customer,network"))["sections"]![0]!["rows"]!.AsArray();
        rows.Sum(r => r!["messages"]!.GetValue<long>()).ShouldBe(sent.Count);
        var first = rows[0]!["customer"]!.GetValue<string>();

        var page = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, $"/explore?{time}&by=customer")).Text);
        var link = Links().Matches(page).Select(m => m.Groups[1].Value).First(l => l.Contains("only.customer=", StringComparison.Ordinal));
        var deeper = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, link)).Text);
        var who = Uri.UnescapeDataString(link[(link.IndexOf("only.customer=", StringComparison.Ordinal) + 14)..].Split('&')[0]);
        deeper.ShouldContain($"customer {who} ×");
        var of = (await host.GetAsync("/v1" + link))["sections"]![0]!["rows"]!.AsArray();
        of.Sum(r => r!["messages"]!.GetValue<long>()).ShouldBe(sent.Count(e => e["customer"]!.GetValue<string>() == who));
        first.ShouldNotBeEmpty();

        var countries = (await host.GetAsync($"/v1/explore?{time}&by=country,day"))["sections"]![0]!["rows"]!.AsArray();
        countries.Sum(r => r!["messages"]!.GetValue<long>()).ShouldBe(sent.Count);
        countries.ShouldAllBe(r => r!["country"]!.GetValue<string>().Length == 2);
        using var csv = await host.Client.GetAsync($"/v1/explore?{time}&by=customer&format=csv&section=traffic");
        (await csv.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1 + sent.Select(e => e["customer"]!.GetValue<string>()).Distinct().Count());
    }

    [Fact]
    public async Task Reports_AreShown_WithTheirPeriod_AndABadOneIsNamed()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.Lines);
        await host.Engine.Sums.FlushAsync();
        using var browser = new Browser(host);
        var page = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/reports/customers")).Text);
        page.ShouldContain(AttackedTraffic.Victim);
        page.ShouldContain("Minutes to the block, median");
        var later = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/reports/customers?since=2026-01-01&until=2026-01-02")).Text);
        later.ShouldContain("No traffic in this period.");
        var (status, text, _) = await browser.SendAsync(HttpMethod.Get, "/reports/customers?since=soon");
        status.ShouldBe(400, text.Length.ToString(CultureInfo.InvariantCulture));
        WebUtility.HtmlDecode(text).ShouldContain("'soon' is no time");
    }

    [GeneratedRegex("href=\"([^\"]+)\"")]
    private static partial Regex Links();
}
