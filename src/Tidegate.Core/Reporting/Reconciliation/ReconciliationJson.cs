using System.Text.Json;

namespace Tidegate.Reporting.Reconciliation;

/// <summary>Writes a `tidegate.reconciliation/1` report.</summary>
public static class ReconciliationJson
{
    /// <summary>Writes it as UTF-8 JSON, indented. Amounts are numbers in units of their currency.</summary>
    public static void Write(Stream to, ReconciliationReport report)
    {
        using var json = new Utf8JsonWriter(to, JsonForm.Ascii);
        json.WriteStartObject();
        json.WriteString("schema", "tidegate.reconciliation/1");
        Side(json, "ours", report.Ours);
        Side(json, "theirs", report.Theirs);
        json.WriteNumber("matched_by_id", report.MatchedById);
        json.WriteNumber("matched_by_contents", report.MatchedByContents);
        if (report.PartiesCompared is { } parties)
        {
            json.WriteStartArray("parties_compared");
            foreach (var party in parties) json.WriteStringValue(party);
            json.WriteEndArray();
        }

        json.WriteNumber("not_compared", report.NotCompared);
        json.WriteNumber("outside", report.Outside);
        json.WriteNumber("differences", report.Differences);
        Rows(json, "totals", report.Totals, (total, j) => Counts(j, total.Key, total.Value));
        Rows(json, "ranges", report.Ranges, (range, j) =>
        {
            j.WriteString("from", range.From.ToString());
            j.WriteString("to", range.To.ToString());
            Counts(j, range.Currency, range.Counts);
        });
        json.WriteNumber("ranges_left_out", report.RangesLeftOut);
        Rows(json, "hours", report.Hours, (hour, j) =>
        {
            j.WriteString("hour", Phrases.Rfc3339(hour.Hour));
            Counts(j, hour.Currency, hour.Counts);
        });
        json.WriteEndObject();
    }

    private static void Side(Utf8JsonWriter json, string name, ReconciledSide side)
    {
        json.WriteStartObject(name);
        json.WriteNumber("messages", side.Messages);
        json.WriteNumber("without_amount", side.WithoutAmount);
        if (side.From is { } from) json.WriteString("from", Phrases.Rfc3339(from));
        if (side.To is { } to) json.WriteString("to", Phrases.Rfc3339(to));
        json.WriteStartObject("money");
        foreach (var (currency, money) in side.Money) json.WriteNumber(currency, money);
        json.WriteEndObject();
        Rows(json, "files", side.Sources, (source, j) =>
        {
            j.WriteString("file", source.Source);
            j.WriteString("format", source.Format);
            j.WriteNumber("records", source.Records);
            j.WriteNumber("bad", source.BadRecordCount);
            Rows(j, "bad_lines", source.BadRecords, (bad, b) =>
            {
                b.WriteNumber("line", bad.Line);
                b.WriteString("reason", bad.Reason);
                b.WriteString("value", bad.Value);
            });
        });
        json.WriteEndObject();
    }

    private static void Counts(Utf8JsonWriter json, string currency, DifferenceCounts counts)
    {
        json.WriteString("currency", currency);
        json.WriteNumber("missing", counts.Missing);
        json.WriteNumber("missing_money", counts.MissingMoney);
        json.WriteNumber("extra", counts.Extra);
        json.WriteNumber("extra_money", counts.ExtraMoney);
        json.WriteNumber("repeated", counts.Repeated);
        json.WriteNumber("price_differences", counts.Prices);
        json.WriteNumber("price_difference_money", counts.PriceMoney);
        json.WriteNumber("currency_differences", counts.Currencies);
    }

    private static void Rows<T>(Utf8JsonWriter json, string name, IEnumerable<T> rows, Action<T, Utf8JsonWriter> write)
    {
        json.WriteStartArray(name);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            write(row, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
