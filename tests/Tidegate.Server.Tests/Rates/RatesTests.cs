using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Rates;

/// <summary>Price lists of the live service: money where events state none.</summary>
[Collection("attacked traffic")]
public sealed partial class RatesTests(AttackedTraffic traffic)
{
    private static readonly object Rates = new { rates = new[] { new { country = "KH", currency = "USD", price = 0.5 } }, comment = "March" };

    [Fact]
    public async Task Set_PricesMessagesThatStateNone_AndIsTheSameOverRestarts()
    {
        await using var undisturbed = await Host.StartAsync();
        await using var disturbed = await Host.StartAsync();
        var events = traffic.Lines.Select(l => Money().Replace(l, "")).ToList();
        foreach (var host in new[] { undisturbed, disturbed })
        {
            (await host.SendAsync(HttpMethod.Put, "/v1/rates", Rates, 200))["version"]!.GetValue<int>().ShouldBe(1);
            foreach (var chunk in events.Chunk(4000))
            {
                await host.PostEventsAsync(chunk);
                if (host == undisturbed) continue;
                await host.SnapshotAsync();
                await host.RestartAsync();
            }

            // Dearer from here on: what was counted before stays as it was.
            await host.SendAsync(HttpMethod.Put, "/v1/rates", new { rates = new[] { new { country = "KH", currency = "USD", price = 50 } } }, 200, ifMatch: "\"1\"");
        }

        var incident = (await undisturbed.GetAsync("/v1/incidents"))["items"]![0]!;
        var expected = incident["messages"]!.GetValue<long>() * 0.5;
        incident["cost"]!.GetValue<double>().ShouldBe(expected, 0.01);
        incident["estimated_cost"]!.GetValue<double>().ShouldBe(expected, 0.01);
        incident["summary"]!.GetValue<string>().ShouldContain("estimated from price lists");
        await disturbed.RestartAsync();
        (await disturbed.GetAsync("/v1/incidents")).ToJsonString().ShouldBe((await undisturbed.GetAsync("/v1/incidents")).ToJsonString());
        (await disturbed.GetAsync("/v1/rates"))["rates"]![0]!["price"]!.GetValue<double>().ShouldBe(50);
        (await disturbed.GetAsync("/v1/rates?version=1"))["rates"]![0]!["price"]!.GetValue<double>().ShouldBe(0.5);
    }

    [Fact]
    public async Task Set_IsVersionedAndInTheAuditLog()
    {
        await using var host = await Host.StartAsync();
        (await host.GetAsync("/v1/rates"))["version"]!.GetValue<int>().ShouldBe(0);
        await host.SendAsync(HttpMethod.Put, "/v1/rates", Rates, 412, ifMatch: "\"3\"");
        await host.SendAsync(HttpMethod.Put, "/v1/rates", Rates, 200, ifMatch: "\"0\"");
        await host.SendAsync(HttpMethod.Put, "/v1/rates", Rates, 412, ifMatch: "\"0\"");
        using var csv = new StringContent("network,currency,cost\n456-08,EUR,0.1\n", Encoding.UTF8);
        csv.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        var second = await host.SendAsync(HttpMethod.Put, "/v1/rates?comment=from+a+file", csv, 200, ifMatch: "\"1\"");
        second["rates"]![0]!["network"]!.GetValue<string>().ShouldBe("45608");
        second["comment"]!.GetValue<string>().ShouldBe("from a file");
        var audit = (await host.GetAsync("/v1/audit")).AsArray().Where(a => a!["action"]!.GetValue<string>() == "rates.set").ToList();
        audit.Count.ShouldBe(2);
        audit.ShouldContain(a => a!["why"]!.GetValue<string>() == "from a file");
        await host.SendAsync(HttpMethod.Get, "/v1/rates?version=9", null, 404);
    }

    [Theory]
    [InlineData("""{"rates":[{"country":"KH","currency":"USD","price":1},{"country":"KH","currency":"USD","price":"dear"}]}""", "rates[1].price", "dear")]
    [InlineData("""{"rates":[{"country":"KH","currency":"USD","price":-1}]}""", "rates[0].price", "-1")]
    [InlineData("""{"rates":[{"country":"KH","currency":"USD","price":1e300}]}""", "rates[0].price", null)]
    [InlineData("""{"rates":[{"country":"KH","currency":"USD","price":[1]}]}""", "rates[0].price", "a list")]
    [InlineData("""{"rates":[{"country":"KH","currency":"USD","amount":1}]}""", "rates[0].amount", "1")]
    [InlineData("""{"rates":[null]}""", "rates[0].row", null)]
    [InlineData("""{"rates":{}}""", "rates.rates", "an object")]
    [InlineData("""{"rates":[{"network":"45601","network":"45602"}]}""", "body", null)]
    [InlineData("""{"rates":[],"comment":"\ud800"}""", "body", "a text with half a character")]
    [InlineData("[]", "body", null)]
    public async Task Set_WhatWillNotDo_NamesRowAndValue_AndChangesNothing(string body, string where, string? value)
    {
        await using var host = await Host.StartAsync();
        var problem = await host.SendAsync(HttpMethod.Put, "/v1/rates", body, 400);
        problem["where"]!.GetValue<string>().ShouldBe(where);
        if (value is not null) problem["value"]!.GetValue<string>().ShouldBe(value);
        (await host.GetAsync("/v1/rates"))["version"]!.GetValue<int>().ShouldBe(0);
    }

    [GeneratedRegex(",\"(price|cost)\":[0-9.]+|,\"currency\":\"[A-Z]+\"")]
    private static partial Regex Money();
}
