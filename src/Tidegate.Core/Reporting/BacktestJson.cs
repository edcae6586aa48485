using System.Text.Json;
using Tidegate.Decisions;
using Tidegate.Incidents;

namespace Tidegate.Reporting;

/// <summary>Writes a backtest as `tidegate.backtest/1` JSON: the same report gives the same bytes.</summary>
public static class BacktestJson
{
    /// <summary>Value of the field "schema".</summary>
    public const string Schema = "tidegate.backtest/1";

    /// <summary>Writes the report as UTF-8 to a stream, which stays open.</summary>
    public static void Write(Stream stream, BacktestReport report)
    {
        using var json = new Utf8JsonWriter(stream, JsonForm.Letters);
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteBoolean("cut_short", report.CutShort);
        Source(json, report.Counts);
        json.WriteNumber("attack_messages", report.AttackMessages);
        Side(json, "before", report.Before);
        Side(json, "after", report.After);
        Difference(json, report);
        Incidents(json, "incidents_only_before", report.OnlyBefore);
        Incidents(json, "incidents_only_after", report.OnlyAfter);
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static void Source(Utf8JsonWriter json, ScanCounts counts)
    {
        json.WriteStartObject("source");
        ScanReportJson.WriteCounts(json, counts);
        if (InputUse.Of(counts) is { Kind: not InputUseKind.Whole } use) json.WriteString("unused", use.Text);
        ScanReportJson.WriteTime(json, "from", counts.From);
        ScanReportJson.WriteTime(json, "to", counts.To);
        if (counts.EstimatedCost > 0) json.WriteNumber("estimated_cost", Math.Round(counts.EstimatedCost, 4));
        json.WriteEndObject();
    }

    private static void Side(Utf8JsonWriter json, string name, BacktestSide side)
    {
        json.WriteStartObject(name);
        Policy(json, side.Policy);
        Figures(json, side);
        json.WriteStartArray("money");
        foreach (var money in side.Money) Money(json, money);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Policy(Utf8JsonWriter json, DecisionPolicy policy)
    {
        json.WriteStartObject("policy");
        json.WriteNumber("monitor_at", policy.MonitorAt);
        json.WriteNumber("block_at", policy.BlockAt);
        json.WriteNumber("block_for_seconds", (long)policy.BlockFor.TotalSeconds);
        json.WriteNumber("close_after_seconds", (long)policy.CloseAfter.TotalSeconds);
        json.WriteBoolean("spare_known_numbers", policy.SpareKnownNumbers);
        json.WriteBoolean("monitor_only", policy.MonitorOnly);
        Strings(json, "monitor_customers", policy.MonitorCustomers);
        json.WriteEndObject();
    }

    private static void Figures(Utf8JsonWriter json, BacktestSide side)
    {
        foreach (var (name, value) in Of(side)) json.WriteNumber(name, value);
        json.WriteNumber("looks_honest", Math.Round(side.LooksHonest, 2) + 0.0);
    }

    private static void Difference(Utf8JsonWriter json, BacktestReport report)
    {
        json.WriteStartObject("difference");
        foreach (var (before, after) in Of(report.Before).Zip(Of(report.After))) json.WriteNumber(before.Name, after.Value - before.Value);
        json.WriteNumber("looks_honest", Math.Round(report.After.LooksHonest - report.Before.LooksHonest, 2) + 0.0);
        json.WriteStartArray("money");
        foreach (var currency in report.Before.Money.Concat(report.After.Money).Select(money => money.Currency).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (before, after) = (In(report.Before, currency), In(report.After, currency));
            Money(json, new BacktestMoney(currency, after.Stopped - before.Stopped, after.Missed - before.Missed, after.HonestHit - before.HonestHit));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static BacktestMoney In(BacktestSide side, string currency) =>
        side.Money.FirstOrDefault(money => string.Equals(money.Currency, currency, StringComparison.Ordinal)) ?? new BacktestMoney(currency, 0, 0, 0);

    private static IEnumerable<(string Name, long Value)> Of(BacktestSide side) =>
    [
        ("incidents", side.Incidents),
        ("decisions", side.Decisions),
        ("blocks", side.Blocks),
        ("messages_stopped", side.MessagesStopped),
        ("messages_missed", side.MessagesMissed),
        ("honest_messages_hit", side.HonestMessagesHit),
        ("honest_converted", side.HonestConverted),
        ("honest_outside_attack", side.HonestOutside),
    ];

    private static void Money(Utf8JsonWriter json, BacktestMoney money)
    {
        json.WriteStartObject();
        json.WriteString("currency", money.Currency);
        json.WriteNumber("stopped", Math.Round(money.Stopped, 4) + 0.0);
        json.WriteNumber("missed", Math.Round(money.Missed, 4) + 0.0);
        json.WriteNumber("honest_hit", Math.Round(money.HonestHit, 4) + 0.0);
        json.WriteEndObject();
    }

    private static void Incidents(Utf8JsonWriter json, string name, IReadOnlyList<Incident> incidents)
    {
        json.WriteStartArray(name);
        foreach (var incident in incidents)
        {
            json.WriteStartObject();
            json.WriteString("id", incident.Id);
            ScanReportJson.WriteTime(json, "first_message_at", incident.FirstMessageAt);
            ScanReportJson.WriteTime(json, "last_message_at", incident.LastMessageAt);
            Strings(json, "customers", incident.Scope.Customers);
            Strings(json, "networks", incident.Scope.Networks);
            json.WriteNumber("messages", incident.Messages);
            json.WriteNumber("converted", incident.Converted);
            json.WriteNumber("cost", Math.Round(incident.Cost, 4) + 0.0);
            json.WriteString("currency", incident.Currency);
            ScanReportJson.WriteSums(json, "other_money", incident.OtherMoney);
            if (incident.UnpricedMessages > 0) json.WriteNumber("unpriced_messages", incident.UnpricedMessages);
            json.WriteNumber("log_odds", Math.Round(incident.LogOdds, 3) + 0.0);
            json.WriteString("summary", incident.Summary);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
