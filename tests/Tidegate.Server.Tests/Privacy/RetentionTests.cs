using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Shouldly;
using Tidegate.Server.Privacy;
using Tidegate.Server.Settings;
using Xunit;

namespace Tidegate.Server.Tests.Privacy;

[Collection("attacked traffic")]
public sealed class RetentionTests(AttackedTraffic traffic)
{
    private const string OneDay = "retention: { incidents: 1d, decisions: 1d, audit: 1d, every: 1d }";
    private static readonly DateTimeOffset Begin = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task LiveDecisionsAndOpenIncidents_AreNeverDeleted_HoweverOldTheyAre()
    {
        var time = new MovedTime(Begin);
        await using var host = await Host.StartAsync(OneDay, time: time);
        await host.PostEventsAsync(traffic.UntilAttack);
        var open = Ids(await host.GetAsync("/v1/incidents"));
        var automatic = Ids(await host.GetAsync("/v1/decisions"));
        open.ShouldNotBeEmpty();
        automatic.ShouldNotBeEmpty();
        var placed = (await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { action = "block", scope = new { senders = new[] { "BADCO" } }, reason = "ordered" }, 201))["id"]!.GetValue<string>();
        var allowed = (await host.SendAsync(HttpMethod.Post, "/v1/allowlist", new { scope = new { customers = new[] { "shop" } }, comment = "trusted" }, 201))["id"]!.GetValue<string>();
        await host.SendAsync(HttpMethod.Post, $"/v1/incidents/{open[0]}/actions", new { action = "resolve", resolution = "confirmed_fraud" }, 200); // by a person, while it goes on

        time.Move(TimeSpan.FromDays(4000));
        await host.Service<RetentionJob>().RunAsync();

        Ids(await host.GetAsync("/v1/incidents")).ShouldBe(open, ignoreOrder: true);
        Ids(await host.GetAsync("/v1/decisions")).ShouldBe([.. automatic, placed], ignoreOrder: true);
        Ids(await host.GetAsync("/v1/allowlist")).ShouldBe([allowed]);
        var audit = (await host.GetAsync("/v1/audit")).AsArray().Select(l => l!["subject"]!.GetValue<string>()).ToList();
        audit.ShouldBe([open[0], allowed, placed]);
        (await host.GetAsync("/v1/retention"))["deletions"]!.AsArray().ShouldAllBe(d => d!["kind"]!.GetValue<string>() == "traffic"); // sums are of the past alone
        await host.RestartAsync();
        Ids(await host.GetAsync("/v1/decisions")).ShouldContain(placed);
    }

    [Fact]
    public async Task WhatHasEndedAndIsOld_IsDeleted_AndTheLogProvesIt()
    {
        var time = new MovedTime(Begin);
        await using var host = await Host.StartAsync(OneDay, time: time);
        await host.PostEventsAsync(traffic.Lines);
        await host.PostEventsAsync([.. Enumerable.Range(0, 3).Select(i => $$"""{"type":"submitted","time":"2026-03-0{{5 + i}}T09:00:00Z","message_id":"late-{{i}}","customer":"shop","destination":"+393391234567","sender":"Shop"}""")]);
        var ended = Ids(await host.GetAsync("/v1/incidents?state=closed"));
        ended.ShouldNotBeEmpty();
        var decisions = Ids(await host.GetAsync("/v1/decisions?state=all"));
        decisions.ShouldNotBeEmpty();
        var lifted = (await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { action = "block", scope = new { senders = new[] { "BADCO" } }, reason = "ordered" }, 201))["id"]!.GetValue<string>();
        await host.SendAsync(HttpMethod.Delete, $"/v1/decisions/{lifted}?reason=mistake", null, 200);
        await host.Service<RetentionJob>().RunAsync();
        Ids(await host.GetAsync("/v1/incidents?state=closed")).ShouldBe(ended, ignoreOrder: true); // not old yet

        time.Move(TimeSpan.FromDays(6));
        await host.Service<RetentionJob>().RunAsync();

        Ids(await host.GetAsync("/v1/incidents?state=closed")).ShouldBeEmpty();
        (await host.TrySendAsync(HttpMethod.Get, $"/v1/incidents/{ended[0]}", null)).Status.ShouldBe(404);
        Ids(await host.GetAsync("/v1/decisions?state=all")).ShouldBeEmpty();
        (await host.GetAsync("/v1/audit")).AsArray().ShouldBeEmpty();
        var log = (await host.GetAsync("/v1/retention"))["deletions"]!.AsArray().ToDictionary(d => d!["kind"]!.GetValue<string>(), d => d!["count"]!.GetValue<int>());
        log["incidents"].ShouldBe(ended.Count);
        log["decisions"].ShouldBe(decisions.Count + 1);
        log["audit"].ShouldBe(2);
        await host.RestartAsync(); // and the journal does not bring them back
        Ids(await host.GetAsync("/v1/incidents?state=closed")).ShouldBeEmpty();
        Ids(await host.GetAsync("/v1/decisions?state=all")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Logs_CanOnlyGrow_ForAnyoneWhoOpensTheFileToo()
    {
        var time = new MovedTime(Begin);
        await using var host = await Host.StartAsync(OneDay, time: time);
        await host.SendAsync(HttpMethod.Put, "/v1/mode", new { mode = "enforce", reason = "tried" }, 200);
        time.Move(TimeSpan.FromDays(2));
        await host.Service<RetentionJob>().RunAsync();
        await host.SendAsync(HttpMethod.Put, "/v1/mode", new { mode = "monitor", reason = "tried" }, 200);
        using var connection = new SqliteConnection($"Data Source={host.Engine.Store.File};Pooling=False");
        connection.Open();
        foreach (var statement in new[] { "DELETE FROM audit", "UPDATE audit SET why = ''", "DELETE FROM deletions", "UPDATE deletions SET count = 0" })
        {
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants
            command.CommandText = statement;
#pragma warning restore CA2100
            Should.Throw<SqliteException>(() => command.ExecuteNonQuery(), statement).Message.ShouldContain("can only grow");
        }
    }

    [Theory]
    [InlineData("retention: { incidents: soon }", "retention.incidents: 'soon'", "from 1d to 3660d")]
    [InlineData("retention: { audit: 1h }", "retention.audit: '1h'", "from 1d")]
    [InlineData("retention: { everything: 1d }", "retention.everything", "unknown key")]
    [InlineData("retention: { journal: 400d }", "retention.journal: '400d'", "to 366d")]
    [InlineData("access: { oidc: { authority: 'http://elsewhere.example', client_id: a } }", "access.oidc.authority", "an https address")]
    [InlineData("access: { oidc: { authority: 'https://elsewhere.example' } }", "access.oidc.client_id", "it is missing")]
    [InlineData("access: { trusted_proxies: [everyone] }", "access.trusted_proxies", "IP addresses")]
    public void BadSetting_IsToldWithItsPath(string config, string path, string expected)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, config);
            var told = Should.Throw<ConfigException>(() => ServeConfig.Read(file, new Dictionary<string, string>())).Message;
            told.ShouldContain(path);
            told.ShouldContain(expected);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static List<string> Ids(JsonNode page) => [.. page["items"]!.AsArray().Select(i => i!["id"]!.GetValue<string>())];
}
