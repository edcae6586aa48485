using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Http;

public sealed class EventsTests
{
    [Fact]
    public async Task Events_OfEveryForm_AreTakenOnce()
    {
        await using var host = await Host.StartAsync();
        var plain = await host.PostEventsAsync([Submit("a1"), Submit("a2")]);
        plain["accepted"]!.GetValue<int>().ShouldBe(2);
        var array = await Take(host, Bytes($"[{Submit("a2")},\n {Submit("a3")}]"), null);
        array["accepted"]!.GetValue<int>().ShouldBe(1);
        array["duplicates"]!.GetValue<int>().ShouldBe(1);
        var gzip = new MemoryStream();
        using (var pack = new GZipStream(gzip, CompressionLevel.Fastest, leaveOpen: true)) pack.Write(Bytes(Submit("a4") + "\n"));
        (await Take(host, gzip.ToArray(), "gzip"))["accepted"]!.GetValue<int>().ShouldBe(1);
        using var zstd = new ZstdSharp.Compressor();
        (await Take(host, zstd.Wrap(Bytes(Submit("a5"))).ToArray(), "zstd"))["accepted"]!.GetValue<int>().ShouldBe(1);
        (await Take(host, Bytes(JsonNode.Parse(Submit("a6"))!.ToJsonString(new() { WriteIndented = true })), null))["accepted"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Events_BadLines_AreToldWithIndexReasonValueAndExpectation_AndTheRestIsTaken()
    {
        await using var host = await Host.StartAsync();
        var told = await host.PostEventsAsync([Submit("b1"), "{\"type\":\"submit\"", Submit("b2").Replace("+390612340001", "12", StringComparison.Ordinal), "", Submit("b3").Replace("\"submit\"", "\"other\"", StringComparison.Ordinal), Submit("b4")]);
        told["accepted"]!.GetValue<int>().ShouldBe(2);
        told["rejected_count"]!.GetValue<int>().ShouldBe(3);
        var rejected = told["rejected"]!.AsArray();
        rejected.Select(r => r!["index"]!.GetValue<int>()).ShouldBe([1, 2, 3]);
        rejected[1]!["reason"]!.GetValue<string>().ShouldStartWith("destination:");
        rejected[1]!["value"]!.GetValue<string>().ShouldBe("12");
        rejected[1]!["expected"]!.GetValue<string>().ShouldContain("7 to 15 digits");
        rejected[2]!["value"]!.GetValue<string>().ShouldBe("other");
    }

    [Fact]
    public async Task Events_PriceThatWillNotDo_IsLeftOutAndTold_AndTheMessageIsTaken()
    {
        await using var host = await Host.StartAsync();
        var told = await host.PostEventsAsync([Submit("p1"), Submit("p2").Replace("0.05", "-0.05", StringComparison.Ordinal), Submit("p3").Replace("0.05", "\"cheap\"", StringComparison.Ordinal)]);
        told["accepted"]!.GetValue<int>().ShouldBe(3);
        told["rejected_count"]!.GetValue<int>().ShouldBe(0);
        told["amended_count"]!.GetValue<int>().ShouldBe(2);
        told["amended"]!.AsArray().Select(a => $"{a!["index"]} {a["reason"]} {a["value"]} {a["expected"]}").ShouldBe(
        [
            "1 price: expected an amount from 0 to 1e9 -0.05 an amount from 0 to 1e9",
            "2 price: expected a number with a decimal point, not a string cheap a number with a decimal point, not a string",
        ]);
    }

    [Fact]
    public async Task Events_BadNumber_IsMasked()
    {
        await using var host = await Host.StartAsync();
        var (_, text, _) = await host.TrySendAsync(HttpMethod.Post, "/v1/events", Host.Ndjson([Submit("c1").Replace("\"price\":0.05", "\"price\":\"+390612345678\"", StringComparison.Ordinal), Submit("c2").Replace("+390612340001", "+390612345678x", StringComparison.Ordinal)]));
        text.ShouldNotContain("390612345678");
        text.ShouldContain("39061");
    }

    [Fact]
    public async Task Events_LineLongerThanTheLimit_CostsThatLineOnly()
    {
        await using var host = await Host.StartAsync("ingest: { max_line_bytes: 2048 }");
        var told = await host.PostEventsAsync([Submit("d1"), new string('x', 5_000_000), Submit("d2"), Submit("d3").Replace("\"customer\"", $"\"x\":\"{new string('y', 3000)}\",\"customer\"", StringComparison.Ordinal), Submit("d4")]);
        told["accepted"]!.GetValue<int>().ShouldBe(3);
        told["rejected_count"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task Events_BodyLargerThanTheLimit_413()
    {
        await using var host = await Host.StartAsync("ingest: { max_body_bytes: 1048576 }");
        using var zstd = new ZstdSharp.Compressor();
        var content = new ByteArrayContent(zstd.Wrap(new byte[5_000_000]).ToArray());
        content.Headers.ContentEncoding.Add("zstd");
        var (status, text, _) = await host.TrySendAsync(HttpMethod.Post, "/v1/events", content);
        status.ShouldBe(413, text);
        JsonNode.Parse(text)!["expected"]!.GetValue<string>().ShouldContain("1048576");
    }

    [Theory]
    [InlineData("br", 415)]
    [InlineData("gzip", 400)]
    [InlineData("zstd", 400)]
    public async Task Events_PackedWrongly_IsAProblem(string encoding, int expected)
    {
        await using var host = await Host.StartAsync();
        var content = new ByteArrayContent("no such packing at all"u8.ToArray());
        content.Headers.ContentEncoding.Add(encoding);
        var (status, text, _) = await host.TrySendAsync(HttpMethod.Post, "/v1/events", content);
        status.ShouldBe(expected, text);
        JsonNode.Parse(text)!["where"]!.GetValue<string>().ShouldBe("Content-Encoding");
    }

    [Fact]
    public async Task Events_HostileBodies_NeverFailTheServer()
    {
        await using var host = await Host.StartAsync();
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var bytes = i % 2 == 0 ? Bytes(Submit("e" + i)) : new byte[random.Next(1, 400)];
            if (i % 2 == 0) for (var k = 0; k < 4; k++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            else random.NextBytes(bytes);
            foreach (var path in new[] { "/v1/events", "/v1/check", "/v1/conversions", "/v1/decisions", "/v1/allowlist", "/v1/policies", "/v1/keys", "/v1/incidents/x/actions" })
            {
                var (status, text, _) = await host.TrySendAsync(HttpMethod.Post, path, new ByteArrayContent(bytes));
                status.ShouldBeOneOf([200, 202, 400, 403, 404, 413], $"{path}: {text}");
            }
        }

        (await host.GetAsync("/health/ready"))["status"]!.GetValue<string>().ShouldBe("ready");
    }

    [Theory]
    [InlineData("""{"message_id":"\ud800"}""", "message_id")]
    [InlineData("""["a","\ud800"]""", "[1].message_id")]
    [InlineData("""{"message_id":"a","\ud800":"b"}""", "body")]
    public async Task Conversions_HalfACharacter_IsNamed(string body, string where)
    {
        await using var host = await Host.StartAsync();
        var problem = await host.SendAsync(HttpMethod.Post, "/v1/conversions", body, 400);
        problem["where"]!.GetValue<string>().ShouldBe(where);
        foreach (var path in new[] { "/v1/check", "/v1/decisions", "/v1/allowlist", "/v1/policies", "/v1/keys", "/v1/incidents/x/actions", "/v1/events" })
        {
            var (status, text, _) = await host.TrySendAsync(HttpMethod.Post, path, body);
            status.ShouldBeOneOf([400, 404, 202], $"{path}: {text}");
        }
    }

    internal static string Submit(string id, string customer = "acme", string destination = "+390612340001", string time = "2026-03-02T00:00:08.996Z") =>
        $$"""{"type":"submit","time":"{{time}}","message_id":"{{id}}","customer":"{{customer}}","sender":"ACME","destination":"{{destination}}","price":0.05,"currency":"EUR"}""";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<JsonNode> Take(Host host, byte[] body, string? encoding)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
        return await host.SendAsync(HttpMethod.Post, "/v1/events", content, 202);
    }
}
