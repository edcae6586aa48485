using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Tidegate.Incidents;
using Tidegate.Notify.Senders.Webhooks;
using Xunit;

namespace Tidegate.Notify.Tests.Senders;

/// <summary>Webhooks against a real HTTP server.</summary>
public sealed class WebhookTests
{
    [Fact]
    public async Task Send_ReceiverIsWell_GetsOneSignedMessage()
    {
        await using var receiver = await HttpReceiver.StartAsync(204);
        using var bench = new Bench(Bench.Webhooks(("hook", receiver.Url)));
        bench.Tell(Samples.News()).ShouldBe(1);
        await bench.Notifier.PumpAsync();
        var request = receiver.Requests.ShouldHaveSingleItem();
        var (id, at) = (request.Headers["webhook-id"], request.Headers["webhook-timestamp"]);
        at.ShouldBe(Samples.Now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var hmac = new HMACSHA256(Convert.FromBase64String(Bench.Secret[6..]));
        request.Headers["webhook-signature"].ShouldBe("v1," + Convert.ToBase64String(hmac.ComputeHash([.. Encoding.UTF8.GetBytes($"{id}.{at}."), .. request.Body])));
        request.Headers["Content-Type"].ShouldBe("application/json; charset=utf-8");
        using var json = JsonDocument.Parse(request.Body);
        json.RootElement.GetProperty("type").GetString().ShouldBe("incident.opened");
        json.RootElement.GetProperty("timestamp").GetString().ShouldBe("2026-03-03T10:00:00Z");
        var incident = json.RootElement.GetProperty("data").GetProperty("incident");
        incident.GetProperty("messages").GetInt64().ShouldBe(1234);
        incident.GetProperty("ranges")[0].GetProperty("prefix").GetString().ShouldBe("63991123");
        incident.GetProperty("ranges")[0].GetProperty("size").GetInt64().ShouldBe(10_000);
        incident.GetProperty("action").GetString().ShouldBe("block");
        bench.Notifier.Counts.Delivered.ShouldBe(1);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(301)]
    [InlineData(307)]
    public async Task Send_ReceiverFailsOnce_IsTriedAgainUnderTheSameIdWithTheSameBody(int status)
    {
        await using var elsewhere = await HttpReceiver.StartAsync();
        await using var receiver = await HttpReceiver.StartAsync();
        receiver.Answer = c =>
        {
            c.Response.StatusCode = receiver.Requests.Count == 1 ? status : 200;
            c.Response.Headers.Location = elsewhere.Url.AbsoluteUri;
            return Task.CompletedTask;
        };
        using var bench = new Bench(Bench.Webhooks(("hook", receiver.Url)));
        bench.Tell(Samples.News());
        await bench.Notifier.PumpAsync();
        bench.Clock.Advance(TimeSpan.FromSeconds(4));
        await bench.Notifier.PumpAsync();
        receiver.Requests.Count.ShouldBe(1);
        bench.Clock.Advance(TimeSpan.FromSeconds(2));
        await bench.Notifier.PumpAsync();
        var requests = receiver.Requests.ToArray();
        requests.Length.ShouldBe(2);
        requests[1].Headers["webhook-id"].ShouldBe(requests[0].Headers["webhook-id"]);
        requests[1].Headers["webhook-timestamp"].ShouldNotBe(requests[0].Headers["webhook-timestamp"]);
        requests[1].Text.ShouldBe(requests[0].Text);
        elsewhere.Requests.ShouldBeEmpty();
        bench.Notifier.Counts.Delivered.ShouldBe(1);
        bench.Notifier.Counts.FailedAttempts.ShouldBe(1);
    }

    [Fact]
    public async Task Send_SecretChanges_SignsByBoth()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        var next = WebhookSecret.Create();
        var settings = Bench.Webhooks(("hook", receiver.Url));
        using var bench = new Bench(settings with { Channels = [settings.Channels[0] with { Secrets = [next, Bench.Secret] }] });
        bench.Tell(Samples.News());
        await bench.Notifier.PumpAsync();
        var request = receiver.Requests.ShouldHaveSingleItem();
        var at = long.Parse(request.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture);
        string[] expected = [.. new[] { next, Bench.Secret }.Select(s => WebhookSignature.Of([Convert.FromBase64String(s[6..])], request.Headers["webhook-id"], at, request.Body))];
        request.Headers["webhook-signature"].Split(' ').ShouldBe(expected);
    }

    [Fact]
    public async Task Send_ThousandsOfRanges_StaysUnderTwentyKilobytes()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        using var bench = new Bench(Bench.Webhooks(("hook", receiver.Url)));
        NumberRange[] ranges = [.. Enumerable.Range(0, 5000).Select(i => new NumberRange(639910000000UL + ((ulong)i * 20_000), 639910009999UL + ((ulong)i * 20_000)))];
        bench.Tell(Samples.News(incident: Samples.Incident(ranges: ranges, customers: [.. Enumerable.Range(0, 500).Select(i => $"{new string('é', 90)}-{i}")])));
        await bench.Notifier.PumpAsync();
        var request = receiver.Requests.ShouldHaveSingleItem();
        request.Body.Length.ShouldBeLessThan(20_000);
        request.Text.ShouldContain("\"more_ranges\":4950");
    }

    [Fact]
    public async Task Send_ReceiverNeverEndsItsBody_IsNotReadToTheEnd()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        receiver.Answer = async c =>
        {
            c.Response.StatusCode = 500;
            var line = new byte[16 * 1024];
            Array.Fill(line, (byte)'x');
            while (!c.RequestAborted.IsCancellationRequested) await c.Response.Body.WriteAsync(line);
        };
        using var bench = new Bench(Bench.Webhooks(("hook", receiver.Url)));
        bench.Tell(Samples.News());
        await bench.Notifier.PumpAsync();
        bench.Scratch.Ask<string>("SELECT last_error FROM notification_outbox").Length.ShouldBeLessThan(200);
    }
}
