using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Sharing;

[Collection("attacked traffic")]
public sealed class RangeEndpointTests(AttackedTraffic traffic)
{
    private const string List = "range_from,range_to,first_seen,last_seen,confidence,expires_at,source\r\n855975150000,855975159999,2026-02-20T00:00:00Z,2026-03-01T00:00:00Z,90,2026-05-01T00:00:00Z,partner\r\n1,2,,,,,\r\n447000000000,447000009999,2025-01-01T00:00:00Z,2025-01-02T00:00:00Z,90,2025-02-01T00:00:00Z,partner\r\n";

    [Fact]
    public async Task List_RaisesTheOddsOfWhatIsAttackedThere_AndHoldsAfterSnapshotRestartAndWithoutSnapshot()
    {
        await using var without = await Host.StartAsync("mode: enforce");
        await without.PostEventsAsync(traffic.UntilAttack);
        await using var host = await Host.StartAsync("mode: enforce");
        await host.PostEventsAsync([traffic.Lines[0]]); // the traffic's clock stands in March
        var answer = await host.SendAsync(HttpMethod.Post, "/v1/ranges", List, 200);
        answer["taken"]!.GetValue<int>().ShouldBe(1);
        answer["expired"]!.GetValue<int>().ShouldBe(1);
        answer["rejected_count"]!.GetValue<int>().ShouldBe(1);
        answer["rejected"]![0]!["where"]!.GetValue<string>().ShouldBe("line 3");
        await host.SnapshotAsync();
        await host.RestartAsync();
        await host.PostEventsAsync(traffic.UntilAttack);

        var (plain, raised) = (Worst(await without.GetAsync("/v1/incidents")), Worst(await host.GetAsync("/v1/incidents")));
        plain["evidence"]!.AsArray().ShouldAllBe(e => e!["channel"]!.GetValue<string>() != "prior");
        raised["evidence"]!.AsArray().ShouldContain(e => e!["channel"]!.GetValue<string>() == "prior");
        raised["opened_at"]!.GetValue<DateTimeOffset>().ShouldBeLessThanOrEqualTo(plain["opened_at"]!.GetValue<DateTimeOffset>());

        await host.RestartAsync(() =>
        {
            foreach (var snapshot in Directory.GetFiles(Path.Combine(host.Folder, "data", "snapshots"))) File.Delete(snapshot);
            return Task.CompletedTask;
        });
        var prior = (await host.GetAsync("/v1/ranges"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        prior["source"]!.GetValue<string>().ShouldBe("partner");
        prior["nats"]!.GetValue<double>().ShouldBeInRange(3, 3.6); // 4 nats at 90 per cent, two days old

        await host.SendAsync(HttpMethod.Delete, "/v1/ranges/partner?reason=wrong", null, 204);
        await host.SendAsync(HttpMethod.Delete, "/v1/ranges/partner", null, 404);
        (await host.GetAsync("/v1/ranges"))["total"]!.GetValue<int>().ShouldBe(0);
        (await host.GetAsync("/v1/audit?subject=partner")).AsArray().Select(l => l!["action"]!.GetValue<string>()).ShouldBe(["ranges.forget", "ranges.import"]);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("stix")]
    [InlineData("misp")]
    public async Task WhatWasAttackedHere_IsExported_TakenOverElsewhere_AndLeftOutOnceItWasFalse(string form)
    {
        await using var host = await Host.StartAsync("mode: enforce");
        await host.PostEventsAsync(traffic.UntilAttack);
        using var answer = await host.Client.GetAsync(new Uri($"/v1/ranges/attacked?to={form}&name=ours", UriKind.Relative));
        answer.Headers.GetValues("X-Tidegate-Ranges").ShouldHaveSingleItem().ShouldMatch("^[1-9][0-9]* range");
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("85597515");
        text.ShouldNotContain(AttackedTraffic.Victim);
        text.ShouldNotContain(traffic.Supplier);
        await using (var other = await Host.StartAsync())
        {
            await other.PostEventsAsync([traffic.Lines[0]]);
            (await other.SendAsync(HttpMethod.Post, "/v1/ranges", text, 200))["sources"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldBe("ours");
        }

        foreach (var incident in (await host.GetAsync("/v1/incidents"))["items"]!.AsArray()) await host.SendAsync(HttpMethod.Post, $"/v1/incidents/{incident!["id"]!.GetValue<string>()}/actions", new { action = "resolve", resolution = "false_positive" }, 200);
        (await host.Client.GetStringAsync($"/v1/ranges/attacked?to={form}")).ShouldNotContain("85597515");
        await host.SendAsync(HttpMethod.Get, "/v1/ranges/attacked?to=telegram", null, 400);
    }

    [Fact]
    public async Task Executable_GivesAListToTheService_AndSaysWhatCannotBeTaken()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync([traffic.Lines[0]]);
        var admin = (await host.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "a", role = "admin" }, 201))["key"]!.GetValue<string>();
        var (file, keyFile, url) = (Path.Combine(host.Folder, "list.csv"), Path.Combine(host.Folder, "key"), host.Client.BaseAddress!.ToString());
        File.WriteAllText(file, List);
        File.WriteAllText(keyFile, admin);
        var (status, output, error) = Child.Run(null, "ranges", "import", file, "--url", url, "--key-file", keyFile, "--source", "gsma");
        status.ShouldBe(0, error);
        output.ShouldContain("1 ranges taken over as csv; 1 had expired, 1 could not be taken");
        error.ShouldContain("line 3");
        (await host.SendAsync(HttpMethod.Get, "/v1/ranges?source=gsma", null, 200, key: admin))["total"]!.GetValue<int>().ShouldBe(1);
        Child.Run(null, "ranges", "import", file, "--url", url).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(2), r => r.Error.ShouldContain("401"));
        Child.Run(null, "ranges", "import", "no-such.csv", "--url", url).Error.ShouldContain("no-such.csv");
    }

    [Theory]
    [InlineData("""{"type":"weather"}""", "neither a STIX")]
    [InlineData("""{"type":"bundle",""", "cannot be read")]
    [InlineData("name,colour\nx,y\n", "first line")]
    [InlineData("  ", "empty")]
    public async Task WhatIsNoList_IsToldSo(string body, string said)
    {
        await using var host = await Host.StartAsync();
        (await host.SendAsync(HttpMethod.Post, "/v1/ranges", body, 400))["title"]!.GetValue<string>().ShouldContain(said);
    }

    [Fact]
    public async Task Page_TakesAFileOver_ShowsIt_AndForgetsIt()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync([traffic.Lines[0]]);
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/ranges")).Text;
        var token = System.Text.RegularExpressions.Regex.Match(page, "type=\"hidden\" name=\"(__[^\"]+)\" value=\"([^\"]+)\"");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(token.Groups[2].Value), token.Groups[1].Value },
            { new StringContent("a friend"), "source" },
            { new StringContent("import"), "do" },
            { new StringContent(List), "list", "list.csv" },
        };
        var (status, text, _) = await browser.SendAsync(HttpMethod.Post, "/ranges", form);
        status.ShouldBe(200, text);
        WebUtility.HtmlDecode(text).ShouldSatisfyAllConditions(t => t.ShouldContain("1 range taken over (csv)"), t => t.ShouldContain("a friend"), t => t.ShouldContain("line 3"));
        (await Console.Form.PostAsync(browser, "/ranges", text, ("do", "forget"), ("source", "a friend"), ("text", ""))).Text.ShouldContain("None has been taken over");
    }

    private static JsonNode Worst(JsonNode incidents) => incidents["items"]!.AsArray().Where(i => i!["scope"]!["customers"]!.AsArray().Any(c => c!.GetValue<string>() == AttackedTraffic.Victim)).MaxBy(i => i!["log_odds"]!.GetValue<double>())!;
}
