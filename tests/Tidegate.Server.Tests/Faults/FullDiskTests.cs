using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Server.Tests.Engine;
using Xunit;

namespace Tidegate.Server.Tests.Faults;

[Collection("attacked traffic")]
public sealed class FullDiskTests(AttackedTraffic traffic)
{
    [SmallDiskFact]
    public async Task Disk_Full_IsTold_NothingAcknowledgedIsLost_AndItGoesOn()
    {
        await using var undisturbed = await Host.StartAsync("mode: enforce");
        await undisturbed.PostEventsAsync(traffic.Lines);
        var expected = await RestartTests.Told(undisturbed.Client);

        using var disk = new SmallDisk(96);
        await using var host = await Host.StartAsync("mode: enforce", disk.Folder);
        var refused = 0;
        foreach (var (chunk, n) in traffic.Lines.Chunk(500).Select((c, n) => (c, n)))
        {
            // Full five times, before and within the attack; each time until something is refused.
            if (n % 6 == 3) disk.Fill();
            while (true)
            {
                var (status, text, headers) = await host.TrySendAsync(HttpMethod.Post, "/v1/events", Host.Ndjson(chunk));
                if (status == 202) break;
                status.ShouldBe(503, text);
                headers.RetryAfter.ShouldNotBeNull();
                refused++;
                var (ready, why, _) = await host.TrySendAsync(HttpMethod.Get, "/health/ready", null);
                ready.ShouldBe(503, why);
                why.ShouldContain("journal");
                (await host.CheckAsync("someone", "+390612340001"))["verdict"]!.GetValue<string>().ShouldBe("allow");
                (await host.Engine.SnapshotAsync().WaitAsync(TimeSpan.FromMinutes(1))).ShouldBeOneOf(true, false);
                disk.Empty();
            }
        }

        disk.Empty();
        refused.ShouldBeGreaterThanOrEqualTo(3);
        var again = await host.PostEventsAsync(traffic.Lines);
        again["duplicates"]!.GetValue<int>().ShouldBe(traffic.Lines.Count, "all is there, once");
        await WrittenDown(host, expected);
        await host.RestartAsync();
        (await RestartTests.Told(host.Client)).ShouldBe(expected);
    }

    // What could not be written down while the disk was full is tried again every second.
    private static async Task WrittenDown(Host host, string expected)
    {
        for (var tries = 0; tries < 30 && await RestartTests.Told(host.Client) != expected; tries++) await Task.Delay(500);
        (await RestartTests.Told(host.Client)).ShouldBe(expected);
        var (status, text, _) = await host.TrySendAsync(HttpMethod.Get, "/health/ready", null);
        status.ShouldBe(200, text);
        JsonNode.Parse(text)!["status"]!.GetValue<string>().ShouldBe("ready");
    }
}
