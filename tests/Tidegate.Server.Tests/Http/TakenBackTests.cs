using System.Globalization;
using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Server.Scheduling;
using Xunit;

namespace Tidegate.Server.Tests.Http;

/// <summary>A newly sold block of numbers is taken for an attack, blocked, and let go again.</summary>
public sealed class TakenBackTests
{
    private const ulong Sold = 998_951_230_000;
    private const ulong Attacked = 998_977_310_000;
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly Random _rng = new(12);
    private readonly PriorityQueue<string, double> _lines = new();
    private int _id;

    [Fact]
    public async Task Block_IsToldAsTakenBack_AndNoIncidentBeginsWithIt()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        Send(7.5, attackAt: 6.2);
        await PostAsync(host, 6.1);
        for (var hour = 6.1; hour < 6.5; hour += 0.02) await PostAsync(host, hour);
        await PostAsync(host, 7.5);

        var decisions = (await host.GetAsync("/v1/decisions?state=all"))["items"]!.AsArray().Select(d => d!).Where(d => d["action"]!.GetValue<string>() == "block").ToList();
        var back = decisions.Where(d => d["taken_back"]?.GetValue<bool>() == true).ShouldHaveSingleItem();
        From(back).ShouldBe(Sold);
        var stands = decisions.Where(d => d["taken_back"] is null).MinBy(d => Time(d, "issued_at")).ShouldNotBeNull();
        From(stands).ShouldBe(Attacked);
        Time(stands, "issued_at").ShouldBeGreaterThan(Time(back, "issued_at"));

        var incident = (await host.GetAsync("/v1/incidents"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        var report = await host.Service<NocReport>().MakeAsync(new ReportPeriod(Start, Start.AddDays(1), Start.AddDays(1)), TimeZoneInfo.Utc);
        var section = report.Sections.Single(s => s.Key == "incidents");
        section.Rows.ShouldHaveSingleItem()[section.Columns.ToList().FindIndex(c => c.Key == "blocked")].ShouldBe(Time(stands, "issued_at"));
        var page = await host.Client.GetStringAsync($"/incidents/{incident["id"]}");
        page.ShouldContain($"blocked {Time(stands, "issued_at"):yyyy-MM-dd HH:mm}");
        page.ShouldNotContain($"blocked {Time(back, "issued_at"):yyyy-MM-dd HH:mm}");
    }

    [Fact]
    public async Task Incident_ThatEndsSo_GoesOnUnderItsId_WhenItsEvidenceComesAgain()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        Send(8, attackAt: 24);
        List<string> states = [];
        await PostAsync(host, 6);
        for (var hour = 6.0; hour < 8; hour += 1 / 60.0)
        {
            await PostAsync(host, hour);
            var incidents = (await host.GetAsync("/v1/incidents"))["items"]!.AsArray();
            if (incidents.Count == 0) continue;
            var state = incidents.ShouldHaveSingleItem()!["state"]!.GetValue<string>();
            if (states.Count == 0 || states[^1] != state) states.Add(state);
        }

        states.ShouldBe(["open", "mitigated", "closed", "mitigated", "closed"]);
    }

    private static ulong From(JsonNode decision) => ulong.Parse(decision["scope"]!["ranges"]![0]!["from"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(JsonNode node, string name) => node[name]!.GetValue<DateTimeOffset>();

    private async Task PostAsync(Host host, double untilHour)
    {
        List<string> lines = [];
        while (_lines.TryPeek(out var line, out var second) && second < untilHour * 3600)
        {
            _lines.Dequeue();
            lines.Add(line);
        }

        if (lines.Count > 0) await host.PostEventsAsync(lines);
    }

    // A city's honest codes, and from six hours on a newly sold block: the people of one customer, which reports no codes, come first; others' use theirs.
    private void Send(double hours, double attackAt)
    {
        var sold = 0;
        for (var second = 0; second < hours * 3600; second += 2)
        {
            if (second % 10 == 0) Send(second, $"customer{_id % 5}", 998_930_000_000UL + (ulong)(_rng.Next(2) == 0 ? _rng.Next(2000) * 2500 : _rng.Next(5_000_000)), _rng.NextDouble() < 0.6);
            if (second % 30 == 0) Send(second + 1, "silent", 998_930_000_000UL + ((ulong)_rng.Next(400) * 12_500), converts: false);
            if (second > attackAt * 3600 && second % 20 == 4) Send(second + 1, "silent", Attacked + (ulong)_rng.Next(10_000), converts: false);
            if (second < 6 * 3600 || second % 90 != 0) continue;
            var customer = sold++ < 6 || sold % 2 == 0 ? "silent" : $"customer{sold % 5}";
            Send(second + 1, customer, Sold + (ulong)_rng.Next(10_000), customer != "silent" && _rng.NextDouble() < 0.7);
        }
    }

    private void Send(double second, string customer, ulong number, bool converts)
    {
        var id = "m" + _id++.ToString(CultureInfo.InvariantCulture);
        _lines.Enqueue($$"""{"type":"submit","time":"{{At(second)}}","message_id":"{{id}}","customer":"{{customer}}","destination":"+{{number}}","mccmnc":"22201","category":"otp","price":0.05}""", second);
        if (!converts) return;
        var used = second + 10 + (_rng.NextDouble() * 40);
        _lines.Enqueue($$"""{"type":"conversion","time":"{{At(used)}}","message_id":"{{id}}","customer":"{{customer}}","converted":true}""", used);
    }

    private static string At(double second) => Start.AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
