using System.Globalization;
using System.Net.Http.Json;
using Shouldly;
using Tidegate.Server.Tests.Notifying;
using Xunit;

namespace Tidegate.Server.Tests.Scheduling;

/// <summary>The executable, killed again and again about the minute in which a report is due.</summary>
public sealed class KilledTests
{
    [Fact]
    public async Task Killed_WhenAReportIsDue_ItGoesOutUnderOneId()
    {
        using var receiver = new Receiver();
        var folder = Directory.CreateTempSubdirectory("tidegate-due-").FullName;
        try
        {
            var config = Path.Combine(folder, "tidegate.yaml");
            File.WriteAllText(config, $$"""
                notifications:
                  outbound: { allow_inside: ["127.0.0.1:{{receiver.Port}}"] }
                  channels:
                  - {name: ours, kind: webhook, url: "http://127.0.0.1:{{receiver.Port}}/ours", secrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]}
                """);
            var random = new Random(5);
            var made = false;
            for (var life = 0; life < 40; life++)
            {
                using var child = Child.Serve(Path.Combine(folder, "data"), "--config", config);
                using var client = new HttpClient { BaseAddress = await child.AddressAsync() };
                if (!made)
                {
                    var at = DateTime.UtcNow.AddSeconds(65).ToString("HH:mm", CultureInfo.InvariantCulture);
                    (await client.PutAsJsonAsync("/v1/schedules/daily", new { report = "noc", channel = "ours", at })).EnsureSuccessStatusCode();
                    made = true;
                }

                // Each life is long enough to look at the clock a few times, or not even once.
                if (receiver.Count("/ours") > 0)
                {
                    await Task.Delay(3000);
                    break;
                }

                await Task.Delay(random.Next(1500, 4500));
                child.Kill();
            }

            receiver.Count("/ours").ShouldBeGreaterThan(0);
            receiver.Ids("/ours").Distinct().Count().ShouldBe(1);
            receiver.Bodies("/ours")[0]["type"]!.GetValue<string>().ShouldBe("report.ready");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
