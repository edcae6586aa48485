using System.Text;
using System.Text.Json;
using Shouldly;
using Tidegate.Core.Tests.Detection;
using Tidegate.Detection;
using Tidegate.Incidents;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Reporting;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Reporting;

/// <summary>Values of fields that reports have only where there is something to say.</summary>
public sealed class ReportFieldsTests
{
    private static readonly DateTimeOffset Day = SampleReports.Day.AddDays(5);

    [Fact]
    public void What_came_late_too_far_ahead_or_bad_is_counted_apart()
    {
        var source = Scanned(
        [
            .. Submits(1, 30, Day),
            Submit(31, Day.AddMinutes(-11)),
            Receipt(1, Day.AddHours(-25)),
            Submit(32, Day.AddDays(9)),
            Receipt(2, Day.AddDays(9)),
            Receipt(3, Day.AddDays(9)),
            .. Submits(41, 5, Day.AddMinutes(1)),
            """{"type":"submit","time":"soon"}""",
            """{"type":"receipt","time":"soon"}""",
            """{"type":"conversion","time":"2026-03-07T00:00:00Z"}""",
        ]);

        (Of(source, "submissions"), Of(source, "bad"), Of(source, "bad_other")).ShouldBe((35, 3, 2));
        (Of(source, "late"), Of(source, "late_submissions"), Of(source, "ahead"), Of(source, "ahead_submissions")).ShouldBe((5, 2, 3, 1));
        source.TryGetProperty("leaps_back", out _).ShouldBeFalse();
    }

    [Fact]
    public void Leap_back_is_told_with_the_times_before_and_after_the_first()
    {
        var source = Scanned([.. Submits(1, 30, Day), .. Submits(41, 30, Day.AddDays(-3)), .. Submits(81, 30, Day.AddDays(-5))]);

        Of(source, "leaps_back").ShouldBe(2);
        (source.GetProperty("leap_from").GetString(), source.GetProperty("leap_to").GetString()).ShouldBe(("2026-03-07T00:00:30.000Z", "2026-03-04T00:00:01.000Z"));
    }

    [Fact]
    public void What_is_not_there_has_no_field()
    {
        var source = Scanned([.. Submits(1, 30, Day)]);
        foreach (var name in new[] { "bad_other", "late_submissions", "ahead", "ahead_submissions", "leaps_back", "leap_from", "leap_to" })
            source.TryGetProperty(name, out _).ShouldBeFalse(name);
    }

    [Fact]
    public void Messages_hit_by_blocks_that_were_taken_back_are_told_apart()
    {
        var report = SampleReports.Attacks(pictures: false);
        var (kept, back) = (report.Decisions[0], report.Decisions[1] with { TakenBack = true });
        var summary = Json(report with { Decisions = [kept, back] }).GetProperty("summary");
        (Of(summary, "messages_stopped"), Of(summary, "messages_hit_taken_back")).ShouldBe((kept.MessagesHit, back.MessagesHit));
        Json(report).GetProperty("summary").TryGetProperty("messages_hit_taken_back", out _).ShouldBeFalse();
    }

    [Fact]
    public void Range_hits_and_false_alarms_are_written_as_they_are()
    {
        var report = SampleReports.Attacks(pictures: false);
        var incident = report.Incidents[0] with { RangeHits = [new RangeHits(new NumberRange(994551000000, 994551009999), 700)], FalseAlarmsPerWeek = 0.004 };
        var written = Json(report with { Incidents = [incident] }).GetProperty("incidents")[0];
        var hits = written.GetProperty("range_hits").EnumerateArray().ShouldHaveSingleItem();
        (hits.GetProperty("from").GetString(), hits.GetProperty("to").GetString(), hits.GetProperty("numbers").GetInt32()).ShouldBe(("994551000000", "994551009999", 700));
        written.GetProperty("false_alarms_per_week").GetDouble().ShouldBe(0.004);
    }

    [Fact]
    public void False_alarms_are_reckoned_for_a_week_of_all_traffic()
    {
        const ulong block = 393_391_230_000;
        var fed = new FedPartition();
        for (var i = 0; i <= 48; i++) fed.Take(fed.Submit(i, i * 1800, destination: block + (ulong)i)); // a day
        fed.Raise([new SuspectRange(block, block + 9_999, 1, 1e-6, 0, 0)], m => true, "22201", logOdds: 24, blockable: true, anticipated: 0, "acme");

        var incident = fed.Desk.DescribeIncident(fed.Desk.Incidents.ShouldHaveSingleItem());
        incident.LogOdds.ShouldBe(24);
        incident.FalseAlarmsPerWeek.ShouldBe(49 * 7 * 12 * Math.Exp(-24), 1e-12);
    }

    private static long Of(JsonElement json, string name) => json.GetProperty(name).GetInt64();

    private static JsonElement Scanned(string[] lines)
    {
        var names = new TrafficNames();
        using var source = EventReader.Open(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + '\n')), "a", names);
        return Json(Scan.Run(source, names, new NumberPlan(), new ScanOptions())).GetProperty("source");
    }

    private static JsonElement Json(ScanReport report)
    {
        using var stream = new MemoryStream();
        ScanReportJson.Write(stream, report);
        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }

    // One a second.
    private static IEnumerable<string> Submits(int first, int count, DateTimeOffset start) => Enumerable.Range(0, count).Select(i => Submit(first + i, start.AddSeconds(i + 1)));

    private static string Submit(int id, DateTimeOffset time) =>
        $$"""{"type":"submit","time":"{{Phrases.Rfc3339(time)}}","message_id":"m{{id}}","customer":"acme","destination":"+3933912345{{id:00}}"}""";

    private static string Receipt(int id, DateTimeOffset time) => $$"""{"type":"receipt","time":"{{Phrases.Rfc3339(time)}}","message_id":"m{{id}}","status":"delivered"}""";
}
