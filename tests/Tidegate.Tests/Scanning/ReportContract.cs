using System.Globalization;
using System.Text.Json;
using Shouldly;

namespace Tidegate.Tests.Scanning;

/// <summary>The contract of `tidegate.scan/1`, field by field.</summary>
internal static class ReportContract
{
    public static void Check(string json)
    {
        var root = JsonDocument.Parse(json).RootElement;
        root.GetProperty("schema").GetString().ShouldBe("tidegate.scan/1");
        var source = root.GetProperty("source");
        foreach (var count in new[] { "records", "submissions", "receipts", "conversions", "bad", "duplicates", "late", "orphans", "filtered" })
            source.GetProperty(count).GetInt64().ShouldBeGreaterThanOrEqualTo(0, count);
        source.GetProperty("bad_lines").ValueKind.ShouldBe(JsonValueKind.Array);
        var ids = new HashSet<string>();
        foreach (var incident in root.GetProperty("incidents").EnumerateArray()) ids.Add(Incident(incident)).ShouldBeTrue("ids are unique");
        foreach (var decision in root.GetProperty("decisions").EnumerateArray()) Decision(decision, ids);
    }

    private static string Incident(JsonElement incident)
    {
        Text(incident, "campaign_id");
        var first = Time(incident, "first_message_at");
        Time(incident, "last_message_at").ShouldBeGreaterThanOrEqualTo(first);
        var found = incident.TryGetProperty("found_at", out _) ? Time(incident, "found_at") : Time(incident, "opened_at");
        found.ShouldBeGreaterThanOrEqualTo(first);
        Time(incident, "opened_at").ShouldBeLessThanOrEqualTo(found);
        if (incident.GetProperty("closed_at").ValueKind != JsonValueKind.Null) Time(incident, "closed_at");
        Text(incident, "severity").ShouldBeOneOf("low", "medium", "high", "critical");
        Text(incident, "state").ShouldBeOneOf("open", "mitigated", "closed");
        Scope(incident.GetProperty("scope"));
        incident.GetProperty("messages").GetInt64().ShouldBeGreaterThan(0);
        incident.GetProperty("distinct_destinations").GetInt64().ShouldBeGreaterThan(0);
        incident.GetProperty("converted").GetInt64().ShouldBeGreaterThanOrEqualTo(0);
        foreach (var figure in new[] { "expected_messages", "cost", "log_odds" }) double.IsFinite(incident.GetProperty(figure).GetDouble()).ShouldBeTrue(figure);
        incident.GetProperty("currency").ValueKind.ShouldBe(JsonValueKind.String);
        incident.GetProperty("evidence").GetArrayLength().ShouldBeGreaterThan(0);
        foreach (var evidence in incident.GetProperty("evidence").EnumerateArray())
        {
            Text(evidence, "channel");
            Text(evidence, "text");
            foreach (var figure in new[] { "observed", "expected", "log_odds" }) double.IsFinite(evidence.GetProperty(figure).GetDouble()).ShouldBeTrue(figure);
        }

        return Text(incident, "id");
    }

    private static void Decision(JsonElement decision, HashSet<string> incidents)
    {
        Text(decision, "id");
        incidents.ShouldContain(Text(decision, "incident_id"));
        Text(decision, "action").ShouldBeOneOf("monitor", "throttle", "block");
        Time(decision, "expires_at").ShouldBeGreaterThan(Time(decision, "issued_at"));
        Scope(decision.GetProperty("scope"));
    }

    private static void Scope(JsonElement scope)
    {
        foreach (var list in new[] { "customers", "senders", "suppliers", "networks" })
            foreach (var item in scope.GetProperty(list).EnumerateArray()) item.ValueKind.ShouldBe(JsonValueKind.String);
        foreach (var range in scope.GetProperty("ranges").EnumerateArray())
            ulong.Parse(Text(range, "to"), NumberStyles.None, CultureInfo.InvariantCulture)
                .ShouldBeGreaterThanOrEqualTo(ulong.Parse(Text(range, "from"), NumberStyles.None, CultureInfo.InvariantCulture));
        if (scope.TryGetProperty("except_known_before", out _)) Time(scope, "except_known_before");
    }

    private static string Text(JsonElement json, string name)
    {
        var text = json.GetProperty(name).GetString();
        text.ShouldNotBeNullOrEmpty(name);
        return text;
    }

    private static DateTimeOffset Time(JsonElement json, string name) =>
        DateTimeOffset.ParseExact(Text(json, name), "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
