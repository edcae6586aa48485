using System.Globalization;
using System.Net;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Http;

[Collection("attacked traffic")]
public sealed class ReportsTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task Reports_TellOfWhatTheServiceSaw_InEveryFormat()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        await host.PostEventsAsync(traffic.Lines);
        await host.Engine.Sums.FlushAsync();
        var names = (await host.GetAsync("/v1/reports")).AsArray().Select(r => r!["name"]!.GetValue<string>()).ToList();
        names.ShouldBe(["correlation", "suppliers", "customers", "comparison", "market"]);
        foreach (var name in names)
        {
            (await host.GetAsync("/v1/reports/" + name))["report"]!.GetValue<string>().ShouldBe(name);
            foreach (var (format, type) in new[] { ("html", "text/html"), ("csv", "text/csv"), ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), ("parquet", "application/vnd.apache.parquet") })
            {
                using var response = await host.Client.GetAsync($"/v1/reports/{name}?format={format}");
                response.StatusCode.ShouldBe(HttpStatusCode.OK);
                response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
                (await response.Content.ReadAsByteArrayAsync()).Length.ShouldBeGreaterThan(100);
            }
        }

        var customers = (await host.GetAsync("/v1/reports/customers"))["sections"]![0]!["rows"]!.AsArray();
        customers[0]!["party"]!.GetValue<string>().ShouldBe(AttackedTraffic.Victim);
        customers[0]!["incidents"]!.GetValue<long>().ShouldBeGreaterThan(0);
        customers[0]!["stop_minutes"]!.GetValue<double>().ShouldBeLessThan(60);
        var sent = traffic.Lines.Count(l => l.Contains("\"submit\"", StringComparison.Ordinal));
        customers.Sum(r => r!["messages"]!.GetValue<long>()).ShouldBe(sent, sent.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task FirstPart_IsTheBeginOfTheWhole_AndSaysThatItIsNotAllOfIt()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.Lines);
        await host.Engine.Sums.FlushAsync();
        foreach (var name in new[] { "correlation", "suppliers", "customers", "comparison", "market" })
        {
            var (first, whole) = (await host.GetAsync($"/v1/reports/{name}?part=first"), await host.GetAsync($"/v1/reports/{name}"));
            whole["complete"].ShouldBeNull();
            DateTimeOffset.Parse(whole["made_at"]!.GetValue<string>(), CultureInfo.InvariantCulture).ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
            var parts = whole["sections"]!.AsArray().Count;
            (first["complete"]?.GetValue<bool>() ?? true).ShouldBe(parts == 1, name);
            first["sections"]!.AsArray().ShouldHaveSingleItem()!.ToJsonString().ShouldBe(whole["sections"]![0]!.ToJsonString(), name);
            first["findings"]!.AsArray().Select(f => f!.GetValue<string>()).Except(whole["findings"]!.AsArray().Select(f => f!.GetValue<string>())).ShouldBeEmpty(name);
        }

        (await host.Client.GetStringAsync("/v1/reports/suppliers?part=first&format=html")).ShouldContain("the first part alone");
    }

    [Theory]
    [InlineData("/v1/reports/weather", 404, "weather")]
    [InlineData("/v1/reports/market?format=pdf", 400, "query.format")]
    [InlineData("/v1/reports/market?part=second", 400, "query.part")]
    [InlineData("/v1/reports/market?since=then", 400, "query.since")]
    [InlineData("/v1/reports/market?since=2026-03-05&until=2026-03-04", 400, "query.since")]
    [InlineData("/v1/reports/market?format=csv&section=weather", 400, "query.section")]
    public async Task WhatWillNotDo_IsToldWithItsPlace(string path, int expected, string named)
    {
        await using var host = await Host.StartAsync();
        var (status, text, _) = await host.TrySendAsync(HttpMethod.Get, path, null);
        status.ShouldBe(expected);
        text.ShouldContain(named);
    }

    [Fact]
    public async Task CustomersKey_GetsNone_TheyTellOfOthers()
    {
        await using var host = await Host.StartAsync();
        var admin = (await host.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "a", role = "admin" }, 201))["key"]!.GetValue<string>();
        var key = (await host.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "c", role = "customer", customer = "acme" }, 201, key: admin))["key"]!.GetValue<string>();
        (await host.TrySendAsync(HttpMethod.Get, "/v1/reports/customers", null, key: key)).Status.ShouldBe(403);
        (await host.TrySendAsync(HttpMethod.Get, "/v1/reports/customers", null)).Status.ShouldBe(401);
    }
}
