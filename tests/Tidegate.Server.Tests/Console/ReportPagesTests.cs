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

    /// <summary>Who reports no conversions has no share of codes used, and takes none from the others.</summary>
    [Fact]
    public async Task Explore_CodesUsed_AreOfWhoReportsThem()
    {
        await using var host = await Host.StartAsync();
        var silent = JsonNode.Parse(traffic.Lines.First(l => l.Contains("\"submit\"", StringComparison.Ordinal)))!;
        (silent["message_id"], silent["customer"]) = ("of-the-silent", "silent");
        await host.PostEventsAsync([silent.ToJsonString(), .. traffic.Lines]);
        await host.Engine.Sums.FlushAsync();
        var events = traffic.Lines.Select(l => JsonNode.Parse(l)!).ToList();
        var sent = events.Where(e => e["type"]!.GetValue<string>() == "submit").Select(e => (Id: e["message_id"]!.GetValue<string>(), Customer: e["customer"]!.GetValue<string>())).ToList();
        var converted = events.Where(e => e["type"]!.GetValue<string>() == "conversion" && e["converted"]!.GetValue<bool>()).Select(e => e["message_id"]!.GetValue<string>()).ToHashSet();
        var used = sent.Where(m => converted.Contains(m.Id)).ToHashSet();

        const string time = "since=2026-03-01&until=2026-03-06";
        var rows = (await host.GetAsync($"/v1/explore?{time}&by=customer"))["sections"]![0]!["rows"]!.AsArray().ToDictionary(r => r!["customer"]!.GetValue<string>(), r => r!["converted"]?.GetValue<double>());
        rows["silent"].ShouldBeNull();
        var reporting = used.Select(u => u.Customer).ToHashSet();
        foreach (var customer in sent.Select(m => m.Customer).Distinct())
        {
            if (reporting.Contains(customer)) rows[customer]!.Value.ShouldBe((double)sent.Count(m => m.Customer == customer && used.Contains(m)) / sent.Count(m => m.Customer == customer), 1e-3, customer);
            else rows[customer].ShouldBeNull(customer);
        }

        var all = (await host.GetAsync($"/v1/explore?{time}&by=category"))["sections"]![0]!["rows"]!.AsArray();
        all.Sum(r => r!["messages"]!.GetValue<long>()).ShouldBe(sent.Count + 1);
    }

    [Fact]
    public async Task Explore_PageAndProgram_ReadTheSameAddress_WithRangeAndCategory_AndHoursLeadOn()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.Lines);
        await host.Engine.Sums.FlushAsync();
        using var browser = new Browser(host);
        var sent = traffic.Lines.Select(l => JsonNode.Parse(l)!).Where(e => e["type"]!.GetValue<string>() == "submit").ToList();
        const string time = "since=2026-03-01&until=2026-03-06";
        var byCategory = (await host.GetAsync($"/v1/explore?{time}&by=category"))["sections"]![0]!["rows"]!.AsArray().ToDictionary(r => r!["category"]!.GetValue<string>(), r => r!["messages"]!.GetValue<long>());
        foreach (var group in sent.GroupBy(e => e["category"]?.GetValue<string>() is { } stated and not "unknown" ? stated : "")) byCategory[group.Key].ShouldBe(group.Count());
        (await host.GetAsync($"/v1/traffic?{time}&step=all&by=category"))["rows"]!.AsArray().Sum(r => r!["messages"]!.GetValue<long>()).ShouldBe(sent.Count);
        (await host.GetAsync($"/v1/explore?{time}&by=range&only.customer={AttackedTraffic.Victim}"))["sections"]![0]!["rows"]!.ToJsonString()
            .ShouldBe((await host.GetAsync($"/v1/explore?{time}&by=block&only.customer={AttackedTraffic.Victim}"))["sections"]![0]!["rows"]!.ToJsonString());

        // An hour leads into itself; the page and /v1 take and refuse the same.
        var hours = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, $"/explore?{time}&by=hour&only.range=85597515")).Text);
        hours.ShouldContain("block 85597515 ×");
        var hour = Links().Matches(hours).Select(m => m.Groups[1].Value).First(l => l.StartsWith("/explore?since=2026-03-03", StringComparison.Ordinal));
        var inside = (await host.GetAsync("/v1" + hour))["sections"]![0]!["rows"]!.AsArray();
        inside.Sum(r => r!["messages"]!.GetValue<long>()).ShouldBeInRange(1, sent.Count - 1);
        hours.ShouldContain("Save or share this view");
        foreach (var bad in new[] { "by=colour", "by=customer,sender,network,hour", "only.colour=red", "since=soon" })
        {
            var page = await browser.SendAsync(HttpMethod.Get, "/explore?" + bad);
            page.Status.ShouldBe(400, bad);
            (await host.TrySendAsync(HttpMethod.Get, "/v1/explore?" + bad, null)).Status.ShouldBe(400, bad);
        }
    }

    [Fact]
    public async Task Reports_AreShown_WithTheirPeriod_AndABadOneIsNamed()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.Lines);
        await host.KnownAsync("customers", AttackedTraffic.Victim);
        await host.Engine.Sums.FlushAsync();
        using var browser = new Browser(host);
        var page = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/reports/customers")).Text);
        page.ShouldContain(AttackedTraffic.Victim);
        page.ShouldContain("Minutes to the block, median");
        var links = Links().Matches(page).Select(m => m.Groups[1].Value).ToList();
        links.ShouldContain("/customers/" + AttackedTraffic.Victim);
        var incident = links.First(l => l.StartsWith("/incidents/", StringComparison.Ordinal));
        (await browser.SendAsync(HttpMethod.Get, incident)).Text.ShouldContain(AttackedTraffic.Victim);
        var later = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/reports/customers?since=2026-01-01&until=2026-01-02")).Text);
        later.ShouldContain("No traffic in this period.");
        var (status, text, _) = await browser.SendAsync(HttpMethod.Get, "/reports/customers?since=soon");
        status.ShouldBe(400, text.Length.ToString(CultureInfo.InvariantCulture));
        WebUtility.HtmlDecode(text).ShouldContain("'soon' is no time");
    }

    [Fact]
    public async Task ReportPage_ShowsItsFirstPartWhileTheRestIsMade_ThenAllOfItForAWhile_AndAnewWhenAsked()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack);
        await host.Engine.Sums.FlushAsync();
        const string address = "/reports/suppliers?since=2026-03-01&until=2026-03-06";
        var page = await WholeAsync(host, address);
        page.ShouldContain("Codes used and receipts, all networks together");
        var counted = Total(page);
        await host.PostEventsAsync(traffic.Lines);
        await host.Engine.Sums.FlushAsync();
        Total(await WholeAsync(host, address)).ShouldBe(counted, "it says when it was made, and stays so for some minutes");
        var anew = Links().Matches(page).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).Single(l => l.EndsWith("anew=1", StringComparison.Ordinal));
        var more = counted;
        for (var i = 0; i < 60 && more == counted; i++)
        {
            more = Total(await WholeAsync(host, anew));
            if (more == counted) await Task.Delay(1000); // what was taken in may be on its way to the sums
        }

        more.ShouldBeGreaterThan(counted);
    }

    // As a browser does it that follows the header Refresh.
    private static async Task<string> WholeAsync(Host host, string address)
    {
        for (var i = 0; i < 100; i++)
        {
            using var response = await host.Client.GetAsync(address);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            var text = await response.Content.ReadAsStringAsync();
            if (!response.Headers.TryGetValues("Refresh", out var seconds))
            {
                text.ShouldContain("Made ");
                return text;
            }

            seconds.ShouldHaveSingleItem().ShouldBe("1");
            text.ShouldContain("the rest is being made");
            text.ShouldNotContain("Codes used and receipts, all networks together");
            address = response.RequestMessage!.RequestUri!.PathAndQuery;
            await Task.Delay(100);
        }

        throw new TimeoutException(address);
    }

    // Messages of all suppliers, of the first table.
    private static long Total(string page)
    {
        var table = page[page.IndexOf("id=\"s-suppliers\"", StringComparison.Ordinal)..];
        table = table[table.IndexOf("class=\"wide\"", StringComparison.Ordinal)..];
        table = table[table.IndexOf("<tbody", StringComparison.Ordinal)..table.IndexOf("</tbody", StringComparison.Ordinal)];
        return Rows().Matches(table).Sum(r => long.Parse(Digits().Replace(Numbers().Matches(r.Value)[1].Groups[1].Value, ""), CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("<tr.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Rows();

    [GeneratedRegex("<t[dh][^>]*>(.*?)</t[dh]>", RegexOptions.Singleline)]
    private static partial Regex Numbers();

    [GeneratedRegex("<[^>]*>|[^0-9]")]
    private static partial Regex Digits();

    [GeneratedRegex("href=\"([^\"]+)\"")]
    private static partial Regex Links();
}
