using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Engine;

[Collection("attacked traffic")]
public sealed class RestartTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task Restart_FromSnapshotAndJournal_GoesOnAsIfNothingHadBeen()
    {
        await using var undisturbed = await Host.StartAsync("mode: enforce");
        await using var disturbed = await Host.StartAsync("mode: enforce");
        foreach (var host in new[] { undisturbed, disturbed })
        {
            foreach (var chunk in traffic.UntilAttack.Chunk(1000))
            {
                await host.PostEventsAsync(chunk);
                if (host == disturbed && chunk.Length == 1000) await host.Engine.SnapshotAsync();
            }

            await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { action = "block", scope = new { customers = new[] { "x" } }, reason = "y" }, 201);
        }

        await disturbed.RestartAsync();
        (await Told(disturbed)).ShouldBe(await Told(undisturbed));
        (await disturbed.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("block");
        (await disturbed.PostEventsAsync(traffic.UntilAttack))["duplicates"]!.GetValue<int>().ShouldBe(traffic.UntilAttack.Count);
        await disturbed.PostEventsAsync(traffic.Lines);
        await undisturbed.PostEventsAsync(traffic.Lines);
        (await Told(disturbed)).ShouldBe(await Told(undisturbed));
    }

    [Fact]
    public async Task Snapshots_Damaged_FallBackToTheOneBefore_OrToTheJournal()
    {
        await using var host = await Host.StartAsync();
        foreach (var chunk in traffic.UntilAttack.Chunk(3000))
        {
            await host.PostEventsAsync(chunk);
            (await host.Engine.SnapshotAsync()).ShouldBeTrue();
        }

        var before = await Told(host);
        var snapshots = Directory.GetFiles(Path.Combine(host.Folder, "data", "snapshots"), "*.snapshot").Order().ToArray();
        snapshots.Length.ShouldBe(2);
        foreach (var damaged in snapshots.Reverse())
        {
            var bytes = File.ReadAllBytes(damaged);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(damaged, bytes);
            await host.RestartAsync();
            (await Told(host)).ShouldBe(before);
        }
    }

    [Fact]
    public async Task Killed_AtAnyMoment_NothingAcknowledgedIsLost_NothingIsCountedTwice()
    {
        await using var undisturbed = await Host.StartAsync();
        await undisturbed.PostEventsAsync(traffic.Lines);
        var expected = await Told(undisturbed);

        var folder = Directory.CreateTempSubdirectory("tidegate-kill-").FullName;
        var random = new Random(11);
        try
        {
            var sent = 0;
            long accepted = 0;
            for (var life = 0; sent < traffic.Lines.Count; life++)
            {
                using var child = Child.Serve(folder);
                using var client = new HttpClient { BaseAddress = await child.AddressAsync() };
                // Killed while some request is on the way, except in the last life.
                var dies = life < 5 ? Task.Delay(random.Next(50, 900)).ContinueWith(_ => child.Kill(), TaskScheduler.Default) : Task.CompletedTask;
                while (sent < traffic.Lines.Count)
                {
                    var chunk = traffic.Lines.Skip(sent).Take(random.Next(1, 400)).ToList();
                    try
                    {
                        var response = await client.PostAsync("/v1/events", Host.Ndjson(chunk));
                        ((int)response.StatusCode).ShouldBe(202);
                        accepted += (await response.Content.ReadFromJsonAsync<JsonNode>())!["accepted"]!.GetValue<int>();
                        sent += chunk.Count;
                        if (life < 5 && sent > traffic.Lines.Count * (life + 1) / 6) await dies;
                    }
                    catch (HttpRequestException)
                    {
                        break; // not acknowledged: it is sent again in the next life
                    }
                }

                await dies;
                if (sent < traffic.Lines.Count) continue;
                accepted.ShouldBeLessThanOrEqualTo(traffic.Lines.Count);
                (await Told(client)).ShouldBe(expected);
                var again = await client.PostAsync("/v1/events", Host.Ndjson(traffic.Lines));
                (await again.Content.ReadFromJsonAsync<JsonNode>())!["duplicates"]!.GetValue<int>().ShouldBe(traffic.Lines.Count);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<string> Told(Host host) => Told(host.Client);

    private static async Task<string> Told(HttpClient client)
    {
        var incidents = await client.GetStringAsync("/v1/incidents");
        var decisions = JsonNode.Parse(await client.GetStringAsync("/v1/decisions?state=all"))!["items"]!.AsArray();
        // Ids of operators' decisions are random.
        foreach (var decision in decisions.Where(d => d!["origin"]!.GetValue<string>() != "detection")) foreach (var key in new[] { "id", "issued_at" }) decision!.AsObject().Remove(key);
        return incidents + decisions.ToJsonString();
    }
}
