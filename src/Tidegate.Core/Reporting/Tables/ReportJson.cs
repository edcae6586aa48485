using System.Text.Json;

namespace Tidegate.Reporting.Tables;

/// <summary>Writes a report as JSON, `tidegate.report/1`: a row is an object with the columns' keys.</summary>
internal static class ReportJson
{
    /// <summary>Writes it to a stream, which stays open.</summary>
    public static void Write(Stream stream, ReportDocument document)
    {
        using var json = new Utf8JsonWriter(stream, JsonForm.Letters);
        json.WriteStartObject();
        json.WriteString("schema", "tidegate.report/1");
        json.WriteString("report", document.Name);
        json.WriteString("title", document.Title);
        json.WriteString("since", Phrases.Rfc3339(document.Since));
        json.WriteString("until", Phrases.Rfc3339(document.Until));
        json.WriteString("currency", document.Currency);
        if (document.MadeAt is { } made) json.WriteString("made_at", Phrases.Rfc3339(made));
        if (!document.IsWhole) json.WriteBoolean("complete", false);
        json.WriteStartArray("findings");
        foreach (var finding in document.Findings) json.WriteStringValue(finding);
        json.WriteEndArray();
        json.WriteString("method", document.Method);
        json.WriteStartArray("sections");
        foreach (var section in document.Sections) Section(json, section);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Section(Utf8JsonWriter json, ReportSection section)
    {
        json.WriteStartObject();
        json.WriteString("key", section.Key);
        json.WriteString("title", section.Title);
        json.WriteString("text", section.Text);
        json.WriteStartArray("rows");
        foreach (var row in section.Rows)
        {
            json.WriteStartObject();
            for (var n = 0; n < section.Columns.Count; n++) Value(json, section.Columns[n].Key, row[n]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter json, string key, object? value)
    {
        switch (value)
        {
            case null or double and (double.NaN or double.PositiveInfinity or double.NegativeInfinity):
                json.WriteNull(key);
                break;
            case long l:
                json.WriteNumber(key, l);
                break;
            case double d:
                json.WriteNumber(key, ReportCell.Rounded(d));
                break;
            case bool b:
                json.WriteBoolean(key, b);
                break;
            default:
                json.WriteString(key, ReportCell.Plain(value));
                break;
        }
    }
}
