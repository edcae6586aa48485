using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tidegate.Reporting.Sharing;

/// <summary>Writes attacked ranges for others: CSV, STIX 2.1 indicators, a MISP event. The same ranges give the same bytes.</summary>
public static class RangeExport
{
    private const string TemplateId = "1f6f2c58-0d4f-5b8e-9a53-2f7c1a8f6b10";

    /// <summary>CSV, RFC 4180, a row a range; lists are joined by a vertical bar.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="ranges">The ranges.</param>
    /// <param name="source">Who says so.</param>
    public static void Csv(Stream to, IReadOnlyList<AttackedRange> ranges, string source)
    {
        using var text = new StreamWriter(to, new UTF8Encoding(false), leaveOpen: true);
        text.Write("range_from,range_to,prefixes,networks,first_seen,last_seen,confidence,expires_at,source\r\n");
        foreach (var r in ranges)
        {
            var prefixes = string.Join('|', r.Prefixes.Select(p => p.Prefix + new string('x', p.Digits)));
            text.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{r.Range.From},{r.Range.To},{prefixes},{string.Join('|', r.Networks)},{Phrases.Rfc3339(r.FirstSeen)},{Phrases.Rfc3339(r.LastSeen)},{r.Confidence},{Phrases.Rfc3339(r.ExpiresAt)},{Field(source)}\r\n"));
        }
    }

    /// <summary>A STIX 2.1 bundle: an identity, and an indicator a range, whose pattern is over `x-e164-number:value`, digits without a plus.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="ranges">The ranges.</param>
    /// <param name="source">Who says so; becomes the identity.</param>
    public static void Stix(Stream to, IReadOnlyList<AttackedRange> ranges, string source)
    {
        var identity = "identity--" + Id("identity", source);
        var since = Phrases.Rfc3339(ranges.Count > 0 ? ranges.Min(r => r.FoundAt) : DateTimeOffset.UnixEpoch);
        using var json = new Utf8JsonWriter(to, JsonForm.Ascii);
        json.WriteStartObject();
        json.WriteString("type", "bundle");
        json.WriteString("id", "bundle--" + Id("bundle", source + "|" + string.Join('|', ranges.Select(r => $"{Key(r)}|{r.LastSeen:O}|{r.ExpiresAt:O}|{r.Confidence}"))));
        json.WriteStartArray("objects");
        json.WriteStartObject();
        Strings(json, ("type", "identity"), ("spec_version", "2.1"), ("id", identity), ("created", since), ("modified", since), ("name", source), ("identity_class", "organization"));
        json.WriteEndObject();
        foreach (var r in ranges)
        {
            var (found, modified) = (Phrases.Rfc3339(r.FoundAt), Phrases.Rfc3339(r.LastSeen > r.FoundAt ? r.LastSeen : r.FoundAt));
            var regex = string.Join('|', r.Prefixes.Select(p => p.Digits == 0 ? p.Prefix : $"{p.Prefix}[0-9]{{{p.Digits}}}"));
            json.WriteStartObject();
            Strings(
                json,
                ("type", "indicator"), ("spec_version", "2.1"), ("id", "indicator--" + Id("indicator", source + "|" + Key(r))), ("created_by_ref", identity),
                ("created", found), ("modified", modified), ("name", "Artificially inflated SMS traffic to " + Phrases.Range(r.Range)),
                ("description", $"Seen from {Phrases.Rfc3339(r.FirstSeen)} to {Phrases.Rfc3339(r.LastSeen)}{(r.Networks.Count > 0 ? ", network " + string.Join(", ", r.Networks) : "")}."),
                ("pattern", $"[x-e164-number:value MATCHES '^({regex})$']"), ("pattern_type", "stix"),
                ("valid_from", Phrases.Rfc3339(r.FirstSeen)), ("valid_until", Phrases.Rfc3339(r.ExpiresAt)));
            json.WriteStartArray("indicator_types");
            json.WriteStringValue("malicious-activity");
            json.WriteEndArray();
            json.WriteNumber("confidence", r.Confidence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A MISP event with an object a range, shared with nobody until who imports it says so.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="ranges">The ranges.</param>
    /// <param name="source">Who says so.</param>
    public static void Misp(Stream to, IReadOnlyList<AttackedRange> ranges, string source)
    {
        var day = (ranges.Count > 0 ? ranges.Max(r => r.LastSeen) : DateTimeOffset.UnixEpoch).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        using var json = new Utf8JsonWriter(to, JsonForm.Ascii);
        json.WriteStartObject();
        json.WriteStartObject("Event");
        Strings(
            json,
            ("uuid", Id("event", source + "|" + string.Join('|', ranges.Select(Key)))), ("info", $"Number ranges with artificially inflated SMS traffic ({source})"),
            ("date", day), ("threat_level_id", "2"), ("analysis", "2"), ("distribution", "0"));
        json.WriteBoolean("published", false); // MISP's schema asks for it, and for attributes of the event itself
        json.WriteStartArray("Attribute");
        json.WriteEndArray();
        json.WriteStartArray("Object");
        foreach (var r in ranges)
        {
            json.WriteStartObject();
            Strings(
                json,
                ("name", "sms-inflation-range"), ("meta-category", "network"), ("description", "Range of telephone numbers that artificially inflated SMS traffic was sent to"),
                ("template_uuid", TemplateId), ("template_version", "1"), ("uuid", Id("object", source + "|" + Key(r))), ("distribution", "5"),
                ("comment", Phrases.Range(r.Range)), ("first_seen", Phrases.Rfc3339(r.FirstSeen)), ("last_seen", Phrases.Rfc3339(r.LastSeen)));
            json.WriteStartArray("Attribute");
            Attribute(json, r, source, "range-from", "text", "+" + r.Range.From);
            Attribute(json, r, source, "range-to", "text", "+" + r.Range.To);
            foreach (var (prefix, digits) in r.Prefixes) Attribute(json, r, source, "prefix", "text", "+" + prefix + new string('x', digits));
            foreach (var network in r.Networks) Attribute(json, r, source, "network", "text", network);
            Attribute(json, r, source, "confidence", "counter", r.Confidence.ToString(CultureInfo.InvariantCulture));
            Attribute(json, r, source, "expires", "datetime", Phrases.Rfc3339(r.ExpiresAt));
            Attribute(json, r, source, "source", "text", source);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Attribute(Utf8JsonWriter json, AttackedRange range, string source, string relation, string type, string value)
    {
        json.WriteStartObject();
        Strings(
            json,
            ("uuid", Id("attribute", $"{source}|{Key(range)}|{relation}|{value}")), ("object_relation", relation), ("type", type), ("category", "Other"), ("value", value));
        json.WriteBoolean("to_ids", false);
        json.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter json, params (string Name, string Value)[] fields)
    {
        foreach (var (name, value) in fields) json.WriteString(name, value);
    }

    private static string Key(AttackedRange range) => $"{range.Range.From}-{range.Range.To}";

    // Named, in the form of version 5, which readers of STIX and MISP take: the same thing has the same id in every export.
    private static string Id(string kind, string of)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"tidegate {kind} {of}")).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true).ToString();
    }

    // As IncidentCsv: nothing that a spreadsheet would run as a formula.
    private static string Field(string value)
    {
        if (value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n') value = "'" + value;
        return value.AsSpan().IndexOfAny("\",\r\n") >= 0 ? "\"" + value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : value;
    }
}
