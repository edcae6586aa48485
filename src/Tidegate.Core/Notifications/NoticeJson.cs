using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tidegate.Notifications;

/// <summary>Notices as JSON: what the outbox keeps, and what webhooks carry as data.</summary>
internal static class NoticeJson
{
    /// <summary>snake_case names, words for enumerations, nothing for null.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        Encoder = JavaScriptEncoder.Default,
    };

    public static string Write(Notice notice) => JsonSerializer.Serialize(notice, Options);

    /// <exception cref="JsonException">Not a notice.</exception>
    public static Notice Read(string json) => JsonSerializer.Deserialize<Notice>(json, Options) ?? throw new JsonException("null, where a notice was expected.");
}
