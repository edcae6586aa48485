using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Shouldly;
using Tidegate.Server.Engine;
using Tidegate.Server.Tests.Http;
using Xunit;

namespace Tidegate.Server.Tests.Faults;

/// <summary>Another program holds the databases for a minute, as a backup or a careless query may.</summary>
[Collection("attacked traffic")]
public sealed class LockedTests(AttackedTraffic traffic)
{
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Databases_LockedForAMinute_NothingAcknowledgedIsLost_AndVerdictsGoOn()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        await host.PostEventsAsync([EventsTests.Submit("before")]);
        var acknowledged = new List<string> { "before" };
        var refused = 0;
        Task<(int Status, string Text, System.Net.Http.Headers.HttpResponseHeaders Headers)>? hold = null;
        using (await LockAsync(host, "journal.db"))
        using (await LockAsync(host, "cases.db"))
        {
            var until = Environment.TickCount64 + (long)Held.TotalMilliseconds;
            for (var i = 0; Environment.TickCount64 < until; i++)
            {
                var (status, text, headers) = await host.TrySendAsync(HttpMethod.Post, "/v1/events", Host.Ndjson([EventsTests.Submit("held" + i)]));
                status.ShouldBe(503, text);
                headers.RetryAfter.ShouldNotBeNull();
                refused++;
                (await host.TrySendAsync(HttpMethod.Get, "/health/ready", null)).Status.ShouldBe(503);
                (await host.TrySendAsync(HttpMethod.Get, "/health/live", null)).Status.ShouldBe(200);
                (await host.CheckAsync("acme", "+390612340001"))["verdict"]!.GetValue<string>().ShouldBe("allow");
            }
        }

        refused.ShouldBeGreaterThan(5);
        using (await LockAsync(host, "cases.db"))
        {
            // Durable in the journal, and in force before it is written down among the cases.
            hold = host.TrySendAsync(HttpMethod.Post, "/v1/decisions", new { action = "block", hold = true, scope = new { customers = new[] { "acme" } }, reason = "unpaid" });
            while ((await host.CheckAsync("acme", "+390612340001"))["verdict"]!.GetValue<string>() != "block") await Task.Delay(20);
            await host.PostEventsAsync([EventsTests.Submit("meanwhile")]);
            acknowledged.Add("meanwhile");
            hold.IsCompleted.ShouldBeFalse("what is not written down is not answered");
        }

        (await hold).Status.ShouldBe(201);
        (await host.PostEventsAsync(acknowledged.Select(id => EventsTests.Submit(id))))["duplicates"]!.GetValue<int>().ShouldBe(acknowledged.Count);
        (await host.GetAsync("/health/ready"))["status"]!.GetValue<string>().ShouldBe("ready");
        (await host.GetAsync("/v1/decisions?customer=acme"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Decision_ThatEndsBeforeItIsWrittenDown_IsToldAllTheSame()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        await host.PostEventsAsync(traffic.Lines.Take(100));
        string told;
        using (await LockAsync(host, "cases.db"))
        {
            // Blocked, and over at midnight: in force no more, and not among the cases yet.
            await host.PostEventsAsync(traffic.Lines.Skip(100));
            told = (await host.GetAsync("/v1/decisions?state=all"))["items"]!.ToJsonString();
            var decisions = JsonNode.Parse(told)!.AsArray();
            decisions.Select(d => d!["origin"]!.GetValue<string>()).ShouldContain("detection");
            decisions.Where(d => d!["origin"]!.GetValue<string>() == "detection").ShouldAllBe(d => !d!["in_force"]!.GetValue<bool>());
            foreach (var decision in decisions) (await host.GetAsync("/v1/decisions/" + decision!["id"]!.GetValue<string>())).ToJsonString().ShouldBe(decision.ToJsonString());
            (await host.GetAsync($"/v1/decisions?state=all&customer={AttackedTraffic.Victim}"))["items"]!.AsArray().ShouldNotBeEmpty();
            host.Engine.Book.All(Book.Decision).ShouldBeEmpty();
        }

        for (var tries = 0; tries < 600 && host.Engine.Book.All(Book.Decision).Count == 0; tries++) await Task.Delay(100);
        host.Engine.Book.All(Book.Decision).ShouldNotBeEmpty();
        (await host.GetAsync("/v1/decisions?state=all"))["items"]!.ToJsonString().ShouldBe(told);
    }

    internal static async Task<SqliteConnection> LockAsync(Host host, string file)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(host.Folder, "data", file)};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
