using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Server.Tests.Http;
using Xunit;

namespace Tidegate.Server.Tests.Faults;

public sealed class FloodTests
{
    [Fact]
    public async Task Queue_Full_Is429WithRetryAfter_AndWhatIsSentAgainCountsOnce()
    {
        await using var host = await Host.StartAsync("ingest: { queue_events: 2000 }");
        const int Senders = 24;
        const int Each = 4000;
        var refused = 0;
        long accepted = 0;
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async s =>
        {
            var lines = Enumerable.Range(0, Each).Select(i => EventsTests.Submit($"f{s}-{i}", "acme" + s, $"+3933{s:00}{i:000000}")).ToList();
            while (true)
            {
                try
                {
                    var (status, text, headers) = await host.TrySendAsync(HttpMethod.Post, "/v1/events", Host.Ndjson(lines));
                    if (status == 202)
                    {
                        Interlocked.Add(ref accepted, JsonNode.Parse(text)!["accepted"]!.GetValue<long>());
                        return;
                    }

                    status.ShouldBe(429, text);
                    headers.RetryAfter.ShouldNotBeNull();
                    Interlocked.Increment(ref refused);
                }
                catch (HttpRequestException)
                {
                    // Not answered, on a machine with other work: what is not acknowledged is sent again.
                }
            }
        }));

        refused.ShouldBeGreaterThan(0);
        accepted.ShouldBeLessThanOrEqualTo(Senders * Each);
        var health = host.Engine.Health();
        (health.Events).ShouldBe(Senders * Each, "each once, though some were sent more often");
        (await host.GetAsync("/health/ready"))["status"]!.GetValue<string>().ShouldBe("ready");
    }

    [Fact]
    public async Task Senders_AMillion_AreTaken_InBoundedMemory()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        const int Parts = 20;
        const int Each = 50_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var part = 0; part < Parts; part++)
        {
            var lines = Enumerable.Range(part * Each, Each).Select(i => EventsTests.Submit("s" + i, "acme", $"+39333{i:0000000}", $"2026-03-02T{i / 50_000:00}:{i / 1000 % 50:00}:00Z").Replace("\"ACME\"", $"\"S{i}\"", StringComparison.Ordinal));
            (await host.PostEventsAsync(lines))["accepted"]!.GetValue<int>().ShouldBe(Each);
        }

        await host.SnapshotAsync();
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(1L << 30);
        (await host.CheckAsync("other", "+390612340001"))["verdict"]!.GetValue<string>().ShouldBe("allow");
        (await host.GetAsync("/health/ready"))["status"]!.GetValue<string>().ShouldBe("ready");
    }
}
