using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Engine;

[Collection("attacked traffic")]
public sealed class RestartTests(AttackedTraffic traffic)
{
    private const int Kills = 50;

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
                if (host == disturbed && chunk.Length == 1000) await host.SnapshotAsync();
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
            await host.SnapshotAsync();
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
    public async Task WithoutSnapshot_AfterTheEventsAreGone_WhatPeopleChangedHolds()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        await host.PostEventsAsync(traffic.UntilAttack);
        await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { action = "block", hold = true, scope = new { customers = new[] { "held" } }, reason = "unpaid" }, 201);
        await host.SendAsync(HttpMethod.Post, "/v1/allowlist", new { scope = new { customers = new[] { AttackedTraffic.Victim } }, comment = "asked for" }, 201);
        var orders = (await host.GetAsync("/v1/decisions?customer=held")).ToJsonString();
        await host.PostEventsAsync([Http.EventsTests.Submit("last", time: "2026-03-02T23:00:00Z")]);
        await host.RestartAsync(async () =>
        {
            foreach (var snapshot in Directory.GetFiles(Path.Combine(host.Folder, "data", "snapshots"))) File.Delete(snapshot);
            using var journal = new Storage.Live.Journal(Path.Combine(host.Folder, "data", "journal.db"), TimeSpan.FromSeconds(5));
            journal.IsWhole.ShouldBeTrue();
            while (journal.Trim(journal.Last - 1, DateTimeOffset.MaxValue, 10) > 0)
            {
            }

            journal.IsWhole.ShouldBeFalse();
            await Task.CompletedTask;
        });
        orders.ShouldContain("unpaid");
        (await host.GetAsync("/v1/decisions?customer=held")).ToJsonString().ShouldBe(orders);
        (await host.CheckAsync("held", "+390612340099"))["verdict"]!.GetValue<string>().ShouldBe("block");
        (await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("allow");
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
                var dies = life < Kills ? Task.Delay(random.Next(1, 300)).ContinueWith(_ => child.Kill(), TaskScheduler.Default) : Task.CompletedTask;
                while (sent < traffic.Lines.Count)
                {
                    var chunk = traffic.Lines.Skip(sent).Take(random.Next(1, 100)).ToList();
                    try
                    {
                        var response = await client.PostAsync("/v1/events", Host.Ndjson(chunk));
                        ((int)response.StatusCode).ShouldBe(202);
                        accepted += (await response.Content.ReadFromJsonAsync<JsonNode>())!["accepted"]!.GetValue<int>();
                        sent += chunk.Count;
                        if (life < Kills && sent > traffic.Lines.Count * (life + 1) / (Kills + 1)) await dies;
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

    // Cases are written after what came is acknowledged: what is told counts once it is told again half a second later.
    internal static async Task<string> Told(HttpClient client)
    {
        const int Tries = 120;
        var told = await ToldNow(client);
        for (var tries = 0; tries < Tries; tries++)
        {
            var before = told;
            await Task.Delay(500);
            told = await ToldNow(client);
            if (string.Equals(told, before, StringComparison.Ordinal)) return told;
        }

        throw new TimeoutException("what is told changed for a minute");
    }

    private static async Task<string> ToldNow(HttpClient client)
    {
        var incidents = await client.GetStringAsync("/v1/incidents");
        var decisions = JsonNode.Parse(await client.GetStringAsync("/v1/decisions?state=all"))!["items"]!.AsArray();
        // Ids of operators' decisions are random.
        foreach (var decision in decisions.Where(d => d!["origin"]!.GetValue<string>() != "detection")) foreach (var key in new[] { "id", "issued_at" }) decision!.AsObject().Remove(key);
        return incidents + decisions.ToJsonString();
    }
}
