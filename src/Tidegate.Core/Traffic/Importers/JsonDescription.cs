using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// A JSON record written for a person to read: only fields that an importer takes, so that text under a name that
/// nobody knows stays out; message text blanked, phone numbers masked.
/// </summary>
internal static class JsonDescription
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes the fields of a record whose paths ("status.groupId") are taken.</summary>
    public static string Of(ReadOnlySpan<byte> record, HashSet<string> taken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Writing);
        var reader = new Utf8JsonReader(record, new JsonReaderOptions { AllowTrailingCommas = true });
        var paths = new Dictionary<int, string>();
        string? name = null;
        var (isText, isTaken) = (false, false);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString() ?? "";
                    var path = paths.GetValueOrDefault(reader.CurrentDepth, "") is { Length: > 0 } parent ? parent + "." + name : name;
                    paths[reader.CurrentDepth + 1] = path;
                    (isText, isTaken) = (Mask.IsText(name), taken.Contains(path));
                    break;
                case JsonTokenType.StartObject:
                    Begin(writer, ref name);
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    // Objects in an array go by the name of the array.
                    paths[reader.CurrentDepth + 2] = paths.GetValueOrDefault(reader.CurrentDepth + 1, "");
                    Begin(writer, ref name);
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    break;
                default:
                    if (isTaken) Value(writer, ref reader, ref name, isText);
                    name = null;
                    break;
            }
        }

        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Begin(Utf8JsonWriter writer, ref string? name)
    {
        if (name is not null) writer.WritePropertyName(name);
        name = null;
    }

    private static void Value(Utf8JsonWriter writer, ref Utf8JsonReader reader, ref string? name, bool isText)
    {
        Begin(writer, ref name);
        switch (reader.TokenType)
        {
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
}
