using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Reconciling;

/// <summary>A customer's log and a supplier's invoice, held against what passed through the running service.</summary>
[Collection("attacked traffic")]
public sealed class ReconcileEndpointTests(AttackedTraffic traffic)
{
    private List<JsonNode> Submissions(string field, string value) => [.. traffic.Lines.Select(l => JsonNode.Parse(l)!).Where(e => e["type"]!.GetValue<string>() == "submit" && e[field]?.GetValue<string>() == value)];

    [Theory]
    [InlineData("customer", "price")]
    [InlineData("supplier", "cost")]
    public async Task WhatIsPlantedInTheirFile_IsFound_AndNothingElse(string party, string amount)
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.Lines);
        var who = party == "customer" ? AttackedTraffic.Victim : traffic.Supplier;
        var own = Submissions(party, who);
        own.Count.ShouldBeGreaterThan(100);
        var rows = own.Select(e => (Id: e["message_id"]!.GetValue<string>(), Time: e["time"]!.GetValue<string>(), To: e["destination"]!.GetValue<string>(), Amount: e[amount]!.GetValue<double>(), Currency: e["currency"]!.GetValue<string>())).ToList();
        var theirs = rows.Where((_, n) => n is not (3 or 14 or 15)).Select((r, n) => n == 40 ? r with { Amount = r.Amount + 0.02 } : r).ToList();
        theirs.AddRange([rows[20], rows[21] with { Id = "never-sent" }, rows[22] with { Id = "before", Time = "2020-01-01T00:00:00Z" }]);
        var file = "type,time,message_id,customer,destination,price,currency\r\n" + string.Concat(theirs.Select(r => string.Create(CultureInfo.InvariantCulture, $"submit,{r.Time},{r.Id},they-call-it-otherwise,{r.To},{r.Amount},{r.Currency}\r\n")));

        var report = JsonNode.Parse(await PostAsync(host, $"?{party}={who}", file))!;
        var total = report["sections"]!.AsArray().Single(s => s!["key"]!.GetValue<string>() == "totals")!["rows"]!.AsArray().ShouldHaveSingleItem()!;
        (total["missing"]!.GetValue<long>(), total["extra"]!.GetValue<long>(), total["repeated"]!.GetValue<long>(), total["price_differences"]!.GetValue<long>()).ShouldBe((3, 2, 1, 1), report["findings"]!.ToJsonString());
        total["missing_money"]!.GetValue<double>().ShouldBe(rows[3].Amount + rows[14].Amount + rows[15].Amount, 0.0001);
        total["price_difference_money"]!.GetValue<double>().ShouldBe(0.02, 0.0001);
        report["findings"]!.AsArray().ShouldContain(f => f!.GetValue<string>().Contains("1 difference lies outside", StringComparison.Ordinal), "what is from before the journal");
        report.ToJsonString().ShouldNotContain(rows[20].To);

        (await PostAsync(host, $"?{party}={who}&format=html", file)).ShouldContain("3 messages of ours missing in theirs");
        using var browser = new Browser(host);
        WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/reconcile")).Text).ShouldContain("whose log it is");
    }

    [Theory]
    [InlineData("", "x", 400, "query.customer")]
    [InlineData("?customer=a&amount=much", "x", 400, "query.amount")]
    [InlineData("?customer=a&tolerance=soon", "x", 400, "query.tolerance")]
    [InlineData("?customer=a", "colour,size\nred,7\n", 400, "")]
    public async Task WhatWillNotDo_IsNamed(string query, string body, int expected, string where)
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack.Take(500));
        using var answer = await host.Client.PostAsync("/v1/reconciliations" + query, new StringContent(body, Encoding.UTF8, "text/csv"));
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(expected, text);
        text.ShouldContain(where);
        Directory.GetFiles(Path.GetTempPath(), "tidegate-reconcile-*").ShouldBeEmpty("no temporary file stays");
    }

    [Fact]
    public async Task WithoutMessages_ThereIsNothingToCompareWith()
    {
        await using var host = await Host.StartAsync();
        using var answer = await host.Client.PostAsync("/v1/reconciliations?customer=a", new StringContent("x", Encoding.UTF8, "text/csv"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    private static async Task<string> PostAsync(Host host, string query, string file)
    {
        using var answer = await host.Client.PostAsync("/v1/reconciliations" + query, new StringContent(file, Encoding.UTF8, "text/csv"));
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }
}
