using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Server.Privacy;
using Tidegate.Server.Tests.Privacy;
using Tidegate.Storage.Rollups;
using Xunit;

namespace Tidegate.Server.Tests.Engine;

[Collection("attacked traffic")]
public sealed class RollupTests(AttackedTraffic traffic)
{
    private const string Everything = "/v1/traffic?since=2026-03-01&until=2026-03-06&limit=100000&step=minute&by=customer,sender,supplier,network,block";
    private const int Kills = 10;

    [Fact]
    public async Task Sums_AreThoseOfAPlainRecount_WhateverIsSentTwice_AndFoldedOrNot()
    {
        await using var host = await Host.StartAsync();
        foreach (var chunk in traffic.Lines.Chunk(2000))
        {
            await host.PostEventsAsync(chunk);
            await host.PostEventsAsync(chunk.Take(300));
            (await host.Engine.Sums.FlushAsync()).ShouldBeTrue();
        }

        var counted = await CountedAsync(host.Client);
        counted.ShouldBe(Recount(traffic.Lines));
        host.Engine.Sums.Rollups.Fold();
        host.Engine.Sums.Rollups.Fresh.ShouldBe(0);
        (await CountedAsync(host.Client)).ShouldBe(counted);
        CoarseAreRecounted(host);
        await host.RestartAsync();
        (await CountedAsync(host.Client)).ShouldBe(counted);
    }

    [Fact]
    public async Task Steps_AndFilters_AddUpToTheSame()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.Lines);
        await host.Engine.Sums.FlushAsync();
        var submits = traffic.Lines.Select(l => JsonNode.Parse(l)!).Where(e => e["type"]!.GetValue<string>() == "submit").ToList();
        foreach (var step in new[] { "minute", "hour", "day", "all" })
            (await RowsAsync(host, $"since=2026-03-01&until=2026-03-06&limit=100000&step={step}")).Sum(r => r["messages"]!.GetValue<long>()).ShouldBe(submits.Count, step);
        var victims = submits.Count(e => e["customer"]!.GetValue<string>() == AttackedTraffic.Victim);
        var rows = await RowsAsync(host, $"since=2026-03-01&until=2026-03-06&step=day&by=customer&customer={AttackedTraffic.Victim}");
        rows.Sum(r => r["messages"]!.GetValue<long>()).ShouldBe(victims);
        rows.ShouldAllBe(r => r["customer"]!.GetValue<string>() == AttackedTraffic.Victim && r["time"]!.GetValue<string>().EndsWith("T00:00:00.000Z", StringComparison.Ordinal));
        (await RowsAsync(host, "since=2026-03-01&until=2026-03-06&step=all&block=85597515")).Single()["messages"]!.GetValue<long>()
            .ShouldBe(submits.Count(e => e["destination"]!.GetValue<string>()[1..^4] == "85597515"));
        (await RowsAsync(host, "")).ShouldNotBeEmpty(); // the last day of the traffic's clock
        (await host.GetAsync("/v1/traffic?since=2026-03-01&until=2026-03-06&limit=3"))["truncated"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task SenderThatIsANumber_LosesItsLastFourDigits_AndIsFoundByEither()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(new[] { "447700900123", "447700900124", "+447700900125", "12345", "ACME" }.Select((sender, i) =>
            $$"""{"type":"submit","time":"2026-03-02T00:00:0{{i}}.000Z","message_id":"m{{i}}","customer":"acme","sender":"{{sender}}","destination":"+39339123456{{i}}"}"""));
        (await host.Engine.Sums.FlushAsync()).ShouldBeTrue();
        for (var folded = 0; folded < 2; folded++)
        {
            var rows = await RowsAsync(host, "since=2026-03-01&until=2026-03-06&step=all&by=sender");
            rows.Select(r => (r["sender"]!.GetValue<string>(), r["messages"]!.GetValue<long>())).ShouldBe([("44770090****", 2), ("+44770090****", 1), ("12345", 1), ("ACME", 1)], ignoreOrder: true);
            foreach (var sender in new[] { "447700900123", "44770090****" })
                (await RowsAsync(host, $"since=2026-03-01&until=2026-03-06&step=all&sender={sender}")).Single()["messages"]!.GetValue<long>().ShouldBe(2, sender);
            host.Engine.Sums.Rollups.Fold();
        }
    }

    [Theory]
    [InlineData("step=week", "query.step")]
    [InlineData("by=customer,weather", "weather")]
    [InlineData("since=yesterday", "query.since")]
    [InlineData("since=2026-03-05&until=2026-03-04", "query.since")]
    [InlineData("limit=0", "query.limit")]
    public async Task WhatWillNotDo_IsToldWithItsPlace(string query, string named)
    {
        await using var host = await Host.StartAsync();
        var (status, text, _) = await host.TrySendAsync(HttpMethod.Get, "/v1/traffic?" + query, null);
        status.ShouldBe(400);
        text.ShouldContain(named);
    }

    [Fact]
    public async Task CustomersKey_SeesItsOwnTraffic_WithoutSuppliersAndTheirCost()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.Lines);
        await host.Engine.Sums.FlushAsync();
        var admin = (await host.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "a", role = "admin" }, 201))["key"]!.GetValue<string>();
        var key = (await host.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "c", role = "customer", customer = AttackedTraffic.Victim }, 201, key: admin))["key"]!.GetValue<string>();
        const string all = "/v1/traffic?since=2026-03-01&until=2026-03-06&step=all&by=customer";
        var own = (await host.SendAsync(HttpMethod.Get, all, null, 200, key: key))["rows"]!.AsArray();
        own.ShouldNotBeEmpty();
        own.ShouldAllBe(r => r!["customer"]!.GetValue<string>() == AttackedTraffic.Victim && r["cost"] == null);
        var whole = (await host.SendAsync(HttpMethod.Get, all, null, 200, key: admin))["rows"]!.AsArray();
        whole.Count.ShouldBeGreaterThan(own.Count);
        whole.ShouldContain(r => r!["cost"]!.GetValue<double>() > 0);
        var other = whole.Select(r => r!["customer"]!.GetValue<string>()).First(c => c != AttackedTraffic.Victim);
        (await host.SendAsync(HttpMethod.Get, all + "&customer=" + other, null, 200, key: key))["rows"]!.AsArray().ShouldBeEmpty();
        (await host.TrySendAsync(HttpMethod.Get, "/v1/traffic?by=supplier", null, key: key)).Status.ShouldBe(400);
        (await host.TrySendAsync(HttpMethod.Get, "/v1/traffic?supplier=hub-01", null, key: key)).Status.ShouldBe(400);
        (await host.TrySendAsync(HttpMethod.Get, "/v1/traffic", null)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task DeletedOrDamaged_TheyAreMadeAnewFromTheJournal()
    {
        await using var host = await Host.StartAsync();
        foreach (var chunk in traffic.UntilAttack.Chunk(3000))
        {
            await host.PostEventsAsync(chunk);
            await host.SnapshotAsync();
        }

        await host.Engine.Sums.FlushAsync();
        var before = await CountedAsync(host.Client);
        var folder = Path.Combine(host.Folder, "data", "traffic");
        await host.RestartAsync(() =>
        {
            Directory.Delete(folder, recursive: true);
            return Task.CompletedTask;
        });
        await host.Engine.Sums.FlushAsync();
        (await CountedAsync(host.Client)).ShouldBe(before);
        await host.RestartAsync(() => File.WriteAllTextAsync(Path.Combine(folder, "traffic.duckdb"), new string('x', 20_000)));
        await host.Engine.Sums.FlushAsync();
        (await CountedAsync(host.Client)).ShouldBe(before);
        host.Engine.Sums.Rollups.Fold();
        CoarseAreRecounted(host);
        Directory.GetFiles(folder, "*.damaged-*").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Killed_AtAnyMoment_NothingIsCountedTwice_NothingIsMissing()
    {
        var folder = Directory.CreateTempSubdirectory("tidegate-sums-").FullName;
        var config = Path.Combine(folder, "tidegate.yaml");
        File.WriteAllText(config, "snapshots: { every: 1s }");
        var random = new Random(7);
        try
        {
            var sent = 0;
            for (var life = 0; sent < traffic.Lines.Count; life++)
            {
                using var child = Child.Serve(Path.Combine(folder, "data"), "--config", config);
                using var client = new HttpClient { BaseAddress = await child.AddressAsync() };
                var dies = life < Kills ? Task.Delay(random.Next(300, 3000)).ContinueWith(_ => child.Kill(), TaskScheduler.Default) : Task.CompletedTask;
                while (sent < traffic.Lines.Count)
                {
                    var chunk = traffic.Lines.Skip(sent).Take(random.Next(1, 200)).ToList();
                    try
                    {
                        ((int)(await client.PostAsync("/v1/events", Host.Ndjson(chunk))).StatusCode).ShouldBe(202);
                        sent += chunk.Count;
                        if (life < Kills && sent > traffic.Lines.Count * (life + 1) / (Kills + 1)) await dies;
                    }
                    catch (HttpRequestException)
                    {
                        break; // not acknowledged: it is sent again in the next life
                    }
                }

                await dies;
            }

            await using var host = await Host.StartAsync(folder: folder);
            await host.Engine.Sums.FlushAsync();
            (await CountedAsync(host.Client)).ShouldBe(Recount(traffic.Lines));
            host.Engine.Sums.Rollups.Fold();
            CoarseAreRecounted(host);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Retention_DeletesOldTraffic_AndTheLogTellsIt()
    {
        var time = new MovedTime(new(2026, 3, 4, 0, 0, 0, TimeSpan.Zero));
        await using var host = await Host.StartAsync("retention: { traffic: 2d }", time: time);
        await host.PostEventsAsync(traffic.Lines);
        await host.Engine.Sums.FlushAsync();
        var first = (await RowsAsync(host, "since=2026-03-02&until=2026-03-03&step=all")).Sum(r => r["messages"]!.GetValue<long>());
        first.ShouldBeGreaterThan(0);
        time.Move(TimeSpan.FromDays(1));
        await host.Service<RetentionJob>().RunAsync();
        (await RowsAsync(host, "since=2026-03-02&until=2026-03-03&step=all")).ShouldBeEmpty();
        host.Engine.Sums.Rollups.Fold();
        CoarseAreRecounted(host);
        (await RowsAsync(host, "since=2026-03-03&until=2026-03-04&step=all")).ShouldNotBeEmpty();
        var retention = await host.GetAsync("/v1/retention");
        retention["deletions"]!.AsArray().ShouldContain(d => d!["kind"]!.GetValue<string>() == "traffic" && d["count"]!.GetValue<int>() > 0);
        retention["kinds"]!.AsArray().ShouldContain(k => k!["kind"]!.GetValue<string>() == "traffic" && k["oldest_left"]!.GetValue<string>().StartsWith("2026-03-03", StringComparison.Ordinal));
    }

    // The sums by hour, day and block, which reports read, are those of the minutes.
    private static void CoarseAreRecounted(Host host)
    {
        using var connection = host.Engine.Sums.Rollups.Open();
        foreach (var coarse in CoarseSums.All)
        {
            var columns = string.Join(", ", coarse.Keys.Prepend("minute").Concat(coarse.Sums.Select(s => s is "price" or "cost" ? $"round({s}, 6)" : s)));
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT (SELECT count(*) FROM (SELECT {columns} FROM {coarse.Table} EXCEPT ALL SELECT {columns} FROM ({coarse.Recount}))) + (SELECT count(*) FROM (SELECT {columns} FROM ({coarse.Recount}) EXCEPT ALL SELECT {columns} FROM {coarse.Table}))";
            Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture).ShouldBe(0, coarse.Table);
        }
    }

    private static async Task<List<JsonNode>> RowsAsync(Host host, string query) => [.. (await host.GetAsync("/v1/traffic?" + query))["rows"]!.AsArray().Select(r => r!)];

    private static async Task<string> CountedAsync(HttpClient client)
    {
        var answer = (await client.GetFromJsonAsync<JsonNode>(Everything))!;
        answer["truncated"]!.GetValue<bool>().ShouldBeFalse();
        answer["lost"]!.GetValue<long>().ShouldBe(0);
        return string.Join('\n', answer["rows"]!.AsArray().Select(r => string.Join(' ', (string[])[
            Minute(r!["time"]!.GetValue<string>()), .. Of(r, "customer", "sender", "supplier", "network", "block", "currency"),
            .. ((string[])["messages", "segments", "converted", "delivered"]).Select(n => r[n]!.GetValue<long>().ToString(CultureInfo.InvariantCulture)),
            Money(r["price"]!.GetValue<double>()), Money(r["cost"]!.GetValue<double>())])).Order(StringComparer.Ordinal));
    }

    // The same by plain counting: each message where it was sent, each kind of event once a message.
    private static string Recount(IEnumerable<string> lines)
    {
        var messages = new Dictionary<(string, string), (string Key, JsonNode Event)>();
        var counts = new Dictionary<string, (long Messages, long Segments, long Converted, long Delivered, double Price, double Cost)>(StringComparer.Ordinal);
        var heard = new HashSet<(string, string, string)>();
        foreach (var e in lines.Select(l => JsonNode.Parse(l)!))
        {
            var (type, id) = (e["type"]!.GetValue<string>(), e["message_id"]!.GetValue<string>());
            if (!heard.Add((type, e["customer"]?.GetValue<string>() ?? "", id))) continue;
            if (type == "submit")
            {
                var key = string.Join(' ', (string[])[Minute(e["time"]!.GetValue<string>()), .. Of(e, "customer", "sender", "supplier", "mccmnc"), e["destination"]!.GetValue<string>()[1..^4], .. Of(e, "currency")]);
                messages[(id, "")] = (key, e);
                var c = counts.GetValueOrDefault(key);
                counts[key] = (c.Messages + 1, c.Segments + (e["segments"]?.GetValue<int>() ?? 1), c.Converted, c.Delivered, c.Price + (e["price"]?.GetValue<double>() ?? 0), c.Cost + (e["cost"]?.GetValue<double>() ?? 0));
            }
            else if (messages.TryGetValue((id, ""), out var message))
            {
                var c = counts[message.Key];
                if (type == "conversion" && e["converted"]!.GetValue<bool>()) counts[message.Key] = c with { Converted = c.Converted + 1 };
                if (type == "receipt" && e["status"]!.GetValue<string>() == "delivered") counts[message.Key] = c with { Delivered = c.Delivered + 1 };
            }
        }

        return string.Join('\n', counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value.Messages} {c.Value.Segments} {c.Value.Converted} {c.Value.Delivered} {Money(c.Value.Price)} {Money(c.Value.Cost)}")).Order(StringComparer.Ordinal));
    }

    private static string Minute(string time) => time[..16];

    private static string Money(double money) => money.ToString("0.0000", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Of(JsonNode node, params string[] names) => names.Select(n => node[n]?.GetValue<string>() ?? "");
}
