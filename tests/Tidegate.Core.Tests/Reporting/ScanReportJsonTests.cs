using System.Text;
using System.Text.Json;
using Shouldly;
using Tidegate.Incidents;
using Tidegate.Reporting;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Reporting;

public sealed class ScanReportJsonTests
{
    [Fact]
    public void Small_report_is_written_exactly_so()
    {
        var day = SampleReports.Day;
        var report = new ScanReport
        {
            Counts = new ScanCounts { Records = 3, Submissions = 2, Bad = 1, From = day, To = day.AddSeconds(8.996), Cost = 0.25 },
            Sources = [new SourceReport("-", "tidegate-ndjson") { Records = 3, BytesRead = 300 }],
            Incidents = [],
            Decisions = [],
            FeedHealth = [],
        };

        Written(report).ReplaceLineEndings("\n").ShouldBe(
            """
            {
              "schema": "tidegate.scan/1",
              "cut_short": false,
              "source": {
                "records": 3,
                "submissions": 2,
                "receipts": 0,
                "conversions": 0,
                "bad": 1,
                "duplicates": 0,
                "late": 0,
                "orphans": 0,
                "filtered": 0,
                "overflowed": 0,
                "from": "2026-03-02T00:00:00.000Z",
                "to": "2026-03-02T00:00:08.996Z",
                "cost": 0.25,
                "files": [
                  {
                    "source": "-",
                    "format": "tidegate-ndjson",
                    "records": 3,
                    "bytes": 300,
                    "bad": 0,
                    "remarks": []
                  }
                ],
                "bad_lines": []
              },
              "summary": {
                "incidents": 0,
                "campaigns": 0,
                "decisions": 0,
                "blocks": 0,
                "messages": 0,
                "messages_stopped": 0,
                "honest_messages_hit": 0,
                "money": []
              },
              "incidents": [],
              "campaigns": [],
              "decisions": [],
              "feed_health": []
            }

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Incident_has_the_fields_of_the_contract()
    {
        var incident = JsonDocument.Parse(Written(SampleReports.Attacks())).RootElement.GetProperty("incidents")[1];
        incident.GetProperty("opened_at").GetString().ShouldBe("2026-03-02T09:00:41.000Z");
        incident.GetProperty("severity").GetString().ShouldBe("critical");
        incident.GetProperty("state").GetString().ShouldBe("closed");
        var range = incident.GetProperty("scope").GetProperty("ranges")[0];
        range.GetProperty("from").GetString().ShouldBe("994501230000");
        range.GetProperty("to").GetString().ShouldBe("994501239999");
        incident.GetProperty("scope").GetProperty("except_known_before").GetString().ShouldBe("2026-03-02T09:00:00.000Z");
        incident.GetProperty("evidence")[0].GetProperty("channel").GetString().ShouldBe("share");
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var report = SampleReports.Attacks(pictures: false) with { CutShort = true };
        var text = Written(report);
        var back = ScanReportReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));

        Written(back).ShouldBe(text);
        back.Counts.ShouldBe(report.Counts);
        back.Incidents.Select(i => i.Id).ShouldBe(report.Incidents.Select(i => i.Id));
        back.Incidents[1].Scope.Ranges.ShouldBe(report.Incidents[1].Scope.Ranges);
    }

    [Fact]
    public void What_went_through_whom_and_where_it_hit_is_read_back()
    {
        var report = SampleReports.Attacks(pictures: false);
        var incident = report.Incidents[0] with
        {
            Parties = new IncidentParties([new PartyCount("globex", 900)], [new PartyCount("Verify", 600), new PartyCount("", 300)], [new PartyCount("gulf-transit", 897), new PartyCount("aside", 3)]),
            RangeHits = [new RangeHits(report.Incidents[0].Scope.Ranges[0], 700)],
        };
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Written(report with { Incidents = [incident] })));
        var read = ScanReportReader.Read(stream).Incidents.ShouldHaveSingleItem();
        read.Parties.Customers.ShouldBe(incident.Parties.Customers);
        read.Parties.Senders.ShouldBe(incident.Parties.Senders);
        read.Parties.Suppliers.ShouldBe(incident.Parties.Suppliers);
        read.RangeHits.ShouldBe(incident.RangeHits);
    }

    [Fact]
    public void Figures_are_always_finite()
    {
        var report = SampleReports.Attacks();
        var text = Written(report with { Incidents = [report.Incidents[0] with { Cost = double.NaN, LogOdds = double.PositiveInfinity }] });
        var incident = JsonDocument.Parse(text).RootElement.GetProperty("incidents")[0];
        incident.GetProperty("cost").ValueKind.ShouldBe(JsonValueKind.Null);
        incident.GetProperty("log_odds").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("", "not a tidegate.scan/1 report")]
    [InlineData("[]", "not a tidegate.scan/1 report")]
    [InlineData("""{"schema":"other/1"}""", "schema is 'other/1'")]
    [InlineData("""{"schema":"tidegate.scan/1","source":{},"incidents":[{"id":"x"}]}""", "opened_at")]
    public void What_is_no_report_is_refused_by_name(string text, string reason) =>
        Should.Throw<FormatException>(() => ScanReportReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)))).Message.ShouldContain(reason);

    [Theory]
    [InlineData(", \"incidents\": {}", "incidents is an object, expected a list")]
    [InlineData(", \"decisions\": \"none\"", "decisions is 'none', expected a list")]
    [InlineData(", \"incidents\": [7]", "incidents[0] is 7, expected an object")]
    [InlineData(", \"cut_short\": \"no\"", "cut_short is 'no', expected true or false")]
    [InlineData(", \"feed_health\": [{\"feed\": 7}]", "feed_health[0].feed is 7, expected a text")]
    public void What_is_of_the_wrong_kind_is_told_with_its_place(string more, string told) =>
        Refused("{\"schema\": \"tidegate.scan/1\", \"source\": {}" + more + "}").ShouldEndWith(told);

    [Theory]
    [InlineData("\"scope\": {", "\"scop\": {", "incidents[0].scope is missing, expected an object")]
    [InlineData("\"from\": \"994551000000\"", "\"from\": \"+994551000000\"", "incidents[0].scope.ranges[0].from is '+99455*******', expected a text of digits")]
    [InlineData("\"severity\": \"medium\"", "\"severity\": \"2\"", "incidents[0].severity is '2', expected one of low, medium, high, critical")]
    [InlineData("\"opened_at\": \"2026", "\"opened_at\": \"the 2nd of 2026", "expected an RFC 3339 time")]
    [InlineData("\"messages\": 900", "\"messages\": 900.5", "incidents[0].messages is 900.5, expected a whole number")]
    [InlineData("\"evidence\": [", "\"evidence\": [[],", "incidents[0].evidence[0] is a list, expected an object")]
    public void What_is_amiss_in_an_incident_is_told_with_its_place(string part, string instead, string told)
    {
        var text = Written(SampleReports.Attacks(pictures: false));
        text.ShouldContain(part);
        var at = text.IndexOf("\"incidents\": [", StringComparison.Ordinal);
        Refused(text[..at] + text[at..].Replace(part, instead, StringComparison.Ordinal)).ShouldEndWith(told);
    }

    [Fact]
    public void No_source_is_told_as_missing() => Refused("""{"schema":"tidegate.scan/1"}""").ShouldEndWith("source is missing, expected an object");

    private static string Refused(string text) => Should.Throw<FormatException>(() => ScanReportReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)))).Message;

    private static string Written(ScanReport report)
    {
        using var stream = new MemoryStream();
        ScanReportJson.Write(stream, report);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
