using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tidegate.Incidents;
using Tidegate.Reporting;

namespace Tidegate.Server.Http;

/// <summary>A range as in the contract: {"from":"994501230000","to":"994501239999"}, texts of digits.</summary>
internal sealed class RangeConverter : JsonConverter<NumberRange>
{
    private const string Expected = "expected {\"from\":\"994501230000\",\"to\":\"994501239999\"}, 1 to 15 digits each, from not above to";

    public override NumberRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException(Expected);
        ulong? from = null;
        ulong? to = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            var text = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString()!.TrimStart('+'),
                JsonTokenType.Number when reader.TryGetUInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
                _ => throw new JsonException(Expected),
            };
            if (text.Length is 0 or > 15 || !ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) throw new JsonException(Expected);
            if (name == "from") from = value;
            else if (name == "to") to = value;
        }

        return from is { } low && to is { } high && low <= high ? new NumberRange(low, high) : throw new JsonException(Expected);
    }

    public override void Write(Utf8JsonWriter writer, NumberRange value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("from", value.From.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("to", value.To.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }
}

/// <summary>Times as in the contract: RFC 3339, UTC, milliseconds.</summary>
internal sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && DateTimeOffset.TryParse(reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new JsonException("expected an RFC 3339 time such as 2026-03-02T00:00:08.996Z");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Phrases.Rfc3339(value));
}
