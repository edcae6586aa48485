using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tidegate.Traffic.Importers;

/// <summary>A JSON record written for a person to read: message text blanked, phone numbers masked.</summary>
internal static class JsonDescription
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string Of(ReadOnlySpan<byte> record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Writing);
        var reader = new Utf8JsonReader(record, new JsonReaderOptions { AllowTrailingCommas = true });
        var isText = false;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var name = reader.GetString() ?? "";
                    isText = Mask.IsText(name);
                    writer.WritePropertyName(name);
                    break;
                case JsonTokenType.StartObject:
                    writer.WriteStartObject();
                    isText = false;
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    break;
                case JsonTokenType.String:
                    writer.WriteStringValue(isText ? Mask.Text : Mask.Numbers(reader.GetString() ?? ""));
                    break;
                case JsonTokenType.Number when Mask.Numbers(reader.ValueSpan) is var masked && masked.Contains('*', StringComparison.Ordinal) && masked.Length is > 6 and < 13:
                    writer.WriteStringValue(masked);
                    break;
                default:
                    writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                    break;
            }
        }

        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
