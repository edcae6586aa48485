using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Tidegate.Server.Tests.Notifying;
using Tidegate.Server.Tests.Privacy;
using Xunit;

namespace Tidegate.Server.Tests.Scheduling;

/// <summary>Reports that go out by themselves, by the real host to a real receiver; its clock is moved by hand.</summary>
[Collection("attacked traffic")]
public sealed partial class ScheduleTests(AttackedTraffic traffic)
{
    private const string Other = "some-other-tenant";
    private static readonly DateTimeOffset Evening = new(2026, 3, 3, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Noc_GetsEachDayOnce_AtItsHourInItsZone_OverRestarts_AndWhenTheServiceWasDownThen()
    {
        using var receiver = new Receiver();
        var time = new MovedTime(Evening);
        var folder = Directory.CreateTempSubdirectory("tidegate-schedule-").FullName;
        try
        {
            await using var host = await Host.StartAsync(Config(receiver), folder, time);
            await host.PostEventsAsync(traffic.Lines);
            await host.Engine.Sums.FlushAsync();
            await host.SendAsync(HttpMethod.Put, "/v1/schedules/daily", new { report = "noc", channel = "ours", at = "06:00", zone = "Europe/Rome" }, 200);
            (await host.GetAsync("/v1/schedules/daily"))["next_at"]!.GetValue<string>().ShouldBe("2026-03-04T05:00:00.000Z");

            time.Move(TimeSpan.FromHours(9));
            var first = await receiver.UntilAsync("/ours", "report.ready");
            var report = first["data"]!["report"]!;
            DateTimeOffset.Parse(report["since"]!.GetValue<string>()).ShouldBe(new DateTimeOffset(2026, 3, 2, 23, 0, 0, TimeSpan.Zero));
            DateTimeOffset.Parse(report["until"]!.GetValue<string>()).ShouldBe(new DateTimeOffset(2026, 3, 3, 23, 0, 0, TimeSpan.Zero));
            var sent = Submissions("2026-03-02T23:00", "2026-03-03T23:00");
            Section(report, "customers")["rows"]!.AsArray().Sum(r => r![1]!.GetValue<long>()).ShouldBe(sent.Count);
            Section(report, "incidents")["rows"]!.AsArray().ShouldContain(r => r![4]!.GetValue<string>().Contains(AttackedTraffic.Victim));
            WholeNumber().Matches(first.ToJsonString()).Select(m => m.Value).ShouldBeEmpty();

            for (var i = 0; i < 2; i++) await host.RestartAsync();
            await host.RestartAsync(() =>
            {
                time.Move(TimeSpan.FromHours(25));
                return Task.CompletedTask;
            });
            await receiver.WhereAsync("/ours", b => b["type"]!.GetValue<string>() == "report.ready" && b["data"]!["report"]!["until"]!.GetValue<string>().StartsWith("2026-03-04T23:00", StringComparison.Ordinal));
            await Settled(host, "daily", 2);
            receiver.Ids("/ours", 200).Length.ShouldBe(receiver.Ids("/ours", 200).Distinct().Count());
            Reports(receiver, "/ours").ShouldBe(2);
            (await host.GetAsync("/v1/audit?subject=daily")).AsArray()[0]!["action"]!.GetValue<string>().ShouldBe("schedule.make");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Customers_GetTheirOwnWeek_AndNothingOfAnyoneElse()
    {
        using var receiver = new Receiver();
        var time = new MovedTime(Evening);
        await using var host = await Host.StartAsync(Config(receiver), null, time);
        await host.PostEventsAsync(traffic.Lines);
        await host.Engine.Sums.FlushAsync();
        await host.SendAsync(HttpMethod.Put, "/v1/schedules/weekly", new { report = "customer", at = "07:30", weekday = "wednesday" }, 200);
        time.Move(TimeSpan.FromHours(12));
        var all = Submissions("2026-02-25", "2026-03-04");
        var customers = all.Select(e => e["customer"]!.GetValue<string>()).Distinct().ToList();
        var suppliers = all.Select(e => e["supplier"]?.GetValue<string>()).OfType<string>().Distinct().ToList();
        customers.Count.ShouldBeGreaterThan(2);
        suppliers.ShouldNotBeEmpty();
        foreach (var (path, own) in new[] { ("/theirs", AttackedTraffic.Victim), ("/neighbour", Neighbour(traffic)), ("/others", Other) })
        {
            var got = (await receiver.UntilAsync(path, "report.ready"))["data"]!;
            var text = got.ToJsonString();
            got["customer"]!.GetValue<string>().ShouldBe(own);
            got["report"]!["party"]!.GetValue<string>().ShouldBe(own);
            Section(got["report"]!, "networks")["rows"]!.AsArray().Sum(r => r![1]!.GetValue<long>()).ShouldBe(all.Count(e => e["customer"]!.GetValue<string>() == own), own);
            foreach (var name in customers.Append(Other).Where(c => c != own).Concat(suppliers)) text.Contains($"\"{name}\"", StringComparison.Ordinal).ShouldBeFalse($"{name} in what {own} got");
            foreach (var name in customers.Append(Other).Where(c => c != own)) text.Contains(name, StringComparison.Ordinal).ShouldBeFalse($"{name} in what {own} got");
            Section(got["report"]!, "networks")["columns"]!.AsArray().ShouldAllBe(c => c!["key"]!.GetValue<string>() != "cost");
            WholeNumber().Matches(text).Select(m => m.Value).ShouldBeEmpty();
        }

        (await receiver.UntilAsync("/theirs", "report.ready"))["data"]!["report"]!["sections"]!.AsArray().Single(s => s!["key"]!.GetValue<string>() == "incidents")!["rows"]!.AsArray().ShouldNotBeEmpty();
        Section((await receiver.UntilAsync("/neighbour", "report.ready"))["data"]!["report"]!, "incidents")["rows"]!.AsArray().ShouldBeEmpty();
        var preview = await host.Client.GetStringAsync($"/v1/schedules/weekly/preview?format=html&party={AttackedTraffic.Victim}");
        foreach (var name in customers.Where(c => c != AttackedTraffic.Victim).Concat(suppliers)) preview.ShouldNotContain(name);
        await host.SendAsync(HttpMethod.Get, "/v1/schedules/weekly/preview?party=nobody", null, 400);
    }

    [Fact]
    public async Task Supplier_GoesToOperatorsEachMonth_OneForEach_WithoutNamingCustomers()
    {
        using var receiver = new Receiver();
        var time = new MovedTime(Evening);
        await using var host = await Host.StartAsync(Config(receiver), null, time);
        await host.PostEventsAsync(traffic.Lines);
        await host.Engine.Sums.FlushAsync();
        await host.SendAsync(HttpMethod.Put, "/v1/schedules/monthly", new { report = "supplier", channel = "ours", day = 2 }, 200);
        time.Move(TimeSpan.FromDays(30));
        var suppliers = Submissions("2026-03-01", "2026-04-01").Select(e => e["supplier"]?.GetValue<string>()).OfType<string>().Distinct().ToList();
        foreach (var supplier in suppliers)
        {
            var got = await receiver.WhereAsync("/ours", b => b["data"]!["report"]?["party"]?.GetValue<string>() == supplier);
            foreach (var customer in traffic.Lines.Select(l => JsonNode.Parse(l)!["customer"]?.GetValue<string>()).OfType<string>().Distinct()) got.ToJsonString().ShouldNotContain(customer);
        }

        await Settled(host, "monthly", suppliers.Count);
        Reports(receiver, "/ours").ShouldBe(suppliers.Count);
    }

    [Theory]
    [InlineData("slack")]
    [InlineData("teams")]
    public async Task InChats_TheFindingsCome_ToOperatorsOfAll_ToACustomerOfItself(string kind)
    {
        using var receiver = new Receiver();
        var time = new MovedTime(Evening);
        string Chat(string name, string? customer) => $"  - {{name: {name}, kind: {kind}, {(customer is null ? "" : $"customer: {customer}, ")}severity_floor: critical, url: \"http://127.0.0.1:{receiver.Port}/{name}\"}}\n";
        await using var host = await Host.StartAsync($"notifications:\n  outbound:\n    allow_http: true\n    allow_inside: [\"127.0.0.1:{receiver.Port}\"]\n  channels:\n{Chat("chat", null)}{Chat("theirs", AttackedTraffic.Victim)}{Chat("neighbour", Neighbour(traffic))}", null, time);
        await host.PostEventsAsync(traffic.Lines);
        await host.Engine.Sums.FlushAsync();
        await host.SendAsync(HttpMethod.Put, "/v1/schedules/daily", new { report = "noc", channel = "chat" }, 200);
        await host.SendAsync(HttpMethod.Put, "/v1/schedules/own", new { report = "customer", every = "day" }, 200);
        time.Move(TimeSpan.FromHours(11));
        foreach (var (name, schedule, query) in new[] { ("chat", "daily", ""), ("theirs", "own", "?party=" + AttackedTraffic.Victim), ("neighbour", "own", "?party=" + Neighbour(traffic)) })
        {
            var said = string.Join('\n', Texts(await receiver.WhereAsync("/" + name, _ => true)));
            foreach (var finding in (await host.GetAsync($"/v1/schedules/{schedule}/preview{query}"))["findings"]!.AsArray().Select(f => f!.GetValue<string>()))
                Plain(said).ShouldContain(Plain(finding), Case.Sensitive, $"what {name} got");
            WholeNumber().Matches(said).Select(m => m.Value).ShouldBeEmpty();
            if (name == "neighbour") said.ShouldNotContain(AttackedTraffic.Victim);
        }

        await Settled(host, "daily", 1);
        await Settled(host, "own", 2);

        static IEnumerable<string> Texts(JsonNode? node) => node switch
        {
            JsonObject o => o.SelectMany(p => Texts(p.Value)),
            JsonArray a => a.SelectMany(Texts),
            JsonValue v when v.TryGetValue<string>(out var text) => [text],
            _ => [],
        };

        // Chats have characters of their own for emphasis: what is left is compared.
        static string Plain(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
    }

    [Fact]
    public async Task WhatCannotBeMade_IsTriedAgain_AndThenSaysSo()
    {
        using var receiver = new Receiver();
        var time = new MovedTime(Evening);
        await using var host = await Host.StartAsync(Config(receiver), null, time);
        await host.SendAsync(HttpMethod.Put, "/v1/schedules/daily", new { report = "noc", channel = "ours" }, 200);
        using (var sums = host.Engine.Sums.Rollups.Open())
        {
            using var drop = sums.CreateCommand();
            drop.CommandText = "DROP TABLE fresh";
            drop.ExecuteNonQuery();
        }

        time.Move(TimeSpan.FromHours(11));
        for (var i = 0; i < 600 && receiver.Count("/ours") == 0; i++)
        {
            await Task.Delay(100);
            if (i % 40 == 39) time.Move(TimeSpan.FromMinutes(5));
        }

        var failed = await receiver.UntilAsync("/ours", "report.failed");
        failed["data"]!["report"]!["error"]!.GetValue<string>().ShouldContain("cannot be read");
        var run = (await host.GetAsync("/v1/schedules/daily"))["runs"]!.AsArray().ShouldHaveSingleItem()!;
        run["state"]!.GetValue<string>().ShouldBe("failed");
    }

    [Fact]
    public async Task SentByHand_GoesNow_AndWhatIsDueGoesAllTheSame_AndAChannelThatIsGoneIsToldOf()
    {
        using var receiver = new Receiver();
        var time = new MovedTime(Evening);
        await using var host = await Host.StartAsync(Config(receiver), null, time);
        await host.PostEventsAsync(traffic.UntilAttack);
        await host.SendAsync(HttpMethod.Put, "/v1/schedules/daily", new { report = "noc", channel = "ours" }, 200);
        (await host.SendAsync(HttpMethod.Post, "/v1/schedules/daily/send", null, 202)).AsArray().ShouldHaveSingleItem()!["asked_by"]!.GetValue<string>().ShouldBe("local");
        await receiver.UntilAsync("/ours", "report.ready");
        time.Move(TimeSpan.FromHours(11));
        await Settled(host, "daily", 2);
        File.WriteAllText(Path.Combine(host.Folder, "tidegate.yaml"), Config(receiver).Replace("name: ours", "name: renamed", StringComparison.Ordinal));
        await host.RestartAsync(() =>
        {
            time.Move(TimeSpan.FromDays(1));
            return Task.CompletedTask;
        });
        await Settled(host, "daily", 3);
        var last = (await host.GetAsync("/v1/schedules/daily"))["runs"]![0]!;
        last["state"]!.GetValue<string>().ShouldBe("silent");
        last["error"]!.GetValue<string>().ShouldContain("no such channel");
    }

    [Theory]
    [InlineData("""{"report":"weather","channel":"ours"}""", "report")]
    [InlineData("""{"report":"noc"}""", "channel")]
    [InlineData("""{"report":"noc","channel":"theirs"}""", "channel")]
    [InlineData("""{"report":"customer","channel":"ours"}""", "channel")]
    [InlineData("""{"report":"customer","channel":"theirs","party":"someone"}""", "party")]
    [InlineData("""{"report":"noc","channel":"none"}""", "channel")]
    [InlineData("""{"report":"noc","channel":"ours","at":"25:00"}""", "at")]
    [InlineData("""{"report":"noc","channel":"ours","zone":"Mars/Olympus"}""", "zone")]
    [InlineData("""{"report":"supplier","channel":"ours","day":31}""", "day")]
    public async Task WhatWillNotDo_IsNamed(string body, string key)
    {
        using var receiver = new Receiver();
        await using var host = await Host.StartAsync(Config(receiver));
        (await host.SendAsync(HttpMethod.Put, "/v1/schedules/x", body, 400))["where"]!.GetValue<string>().ShouldBe(key);
    }

    [Fact]
    public async Task OfTheConfiguration_IsFollowed_GoesOut_IsNobodyElsesToChange_AndEndsWithIt()
    {
        using var receiver = new Receiver();
        var time = new MovedTime(Evening);
        await using var host = await Host.StartAsync(Config(receiver) + "schedules:\n- {name: daily, report: noc, channel: ours, at: \"06:00\", zone: Europe/Rome}\n", null, time);
        await host.PostEventsAsync(traffic.UntilAttack);
        await Until(host, s => s.Count == 1);
        (await host.GetAsync("/v1/schedules"))[0]!["schedule"]!["configured"]!.GetValue<bool>().ShouldBeTrue();
        var other = new { report = "noc", channel = "ours", at = "09:00" };
        (await host.SendAsync(HttpMethod.Put, "/v1/schedules/daily", other, 409))["expected"]!.GetValue<string>().ShouldContain("configuration");
        await host.SendAsync(HttpMethod.Delete, "/v1/schedules/daily", null, 409);
        await host.SendAsync(HttpMethod.Put, "/v1/schedules/ours", other, 200);

        // While the service is away its hour comes: it goes out at the next start, once.
        await host.RestartAsync(() =>
        {
            time.Move(TimeSpan.FromHours(10));
            return Task.CompletedTask;
        });
        await receiver.UntilAsync("/ours", "report.ready");
        await Settled(host, "daily", 1);

        File.WriteAllText(Path.Combine(host.Folder, "tidegate.yaml"), Config(receiver));
        (await host.Service<Tidegate.Server.Settings.ConfigReload>().ReloadAsync()).ShouldBeTrue();
        await Until(host, s => s.Count == 1, () => time.Move(TimeSpan.FromSeconds(2)));
        (await host.GetAsync("/v1/schedules"))[0]!["schedule"]!["name"]!.GetValue<string>().ShouldBe("ours");
        (await host.GetAsync("/v1/audit?subject=daily")).AsArray().Select(a => (a!["actor"]!.GetValue<string>(), a["action"]!.GetValue<string>())).ShouldBe([("configuration", "schedule.end"), ("configuration", "schedule.make")]);
    }

    private static async Task Until(Host host, Func<JsonArray, bool> holds, Action? meanwhile = null)
    {
        for (var i = 0; i < 600; i++)
        {
            if (holds((await host.GetAsync("/v1/schedules")).AsArray())) return;
            meanwhile?.Invoke();
            await Task.Delay(100);
        }

        throw new TimeoutException((await host.GetAsync("/v1/schedules")).ToJsonString());
    }

    [Fact]
    public async Task TwoWhoChangeIt_DoNotOverrunEachOther()
    {
        using var receiver = new Receiver();
        await using var host = await Host.StartAsync(Config(receiver));
        var body = new { report = "noc", channel = "ours" };
        await host.SendAsync(HttpMethod.Put, "/v1/schedules/x", body, 200);
        await host.SendAsync(HttpMethod.Put, "/v1/schedules/x", new { report = "noc", channel = "ours", at = "09:00" }, 200, "\"1\"");
        await host.SendAsync(HttpMethod.Put, "/v1/schedules/x", body, 412, "\"1\"");
        await host.SendAsync(HttpMethod.Delete, "/v1/schedules/x", null, 412, "\"1\"");
        await host.SendAsync(HttpMethod.Delete, "/v1/schedules/x", null, 204, "\"2\"");
        await host.SendAsync(HttpMethod.Get, "/v1/schedules/x", null, 404);
    }

    [GeneratedRegex(@"(?<![\w.\-])\+?\d{11,15}(?![\w])")]
    private static partial Regex WholeNumber();

    private static int Reports(Receiver receiver, string path) => receiver.Bodies(path).Count(b => b["type"]!.GetValue<string>() == "report.ready");

    private static JsonNode Section(JsonNode report, string key) => report["sections"]!.AsArray().Single(s => s!["key"]!.GetValue<string>() == key)!;

    private static async Task Settled(Host host, string schedule, int runs)
    {
        for (var i = 0; i < 600; i++)
        {
            var told = (await host.GetAsync("/v1/schedules/" + schedule))["runs"]!.AsArray();
            if (told.Count >= runs && told.All(r => r!["state"]!.GetValue<string>() != "waiting"))
            {
                told.Count.ShouldBe(runs);
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"{schedule}: {(await host.GetAsync("/v1/schedules/" + schedule)).ToJsonString()}");
    }

    private List<JsonNode> Submissions(string since, string until) => [.. traffic.Lines.Select(l => JsonNode.Parse(l)!).Where(e =>
        e["type"]!.GetValue<string>() == "submit" && string.CompareOrdinal(e["time"]!.GetValue<string>(), since) >= 0 && string.CompareOrdinal(e["time"]!.GetValue<string>(), until) < 0)];

    // A customer with traffic and without an incident.
    private static string Neighbour(AttackedTraffic traffic) => traffic.Lines.Select(l => JsonNode.Parse(l)!["customer"]?.GetValue<string>()).OfType<string>().First(c => c != AttackedTraffic.Victim);

    private string Config(Receiver receiver)
    {
        string Channel(string name, string? customer) => $"  - {{name: {name}, kind: webhook, {(customer is null ? "" : $"customer: {customer}, ")}severity_floor: critical, url: \"http://127.0.0.1:{receiver.Port}/{name}\", secrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]}}\n";
        return $"notifications:\n  outbound:\n    allow_inside: [\"127.0.0.1:{receiver.Port}\"]\n  channels:\n{Channel("ours", null)}{Channel("theirs", AttackedTraffic.Victim)}{Channel("neighbour", Neighbour(traffic))}{Channel("others", Other)}";
    }
}
