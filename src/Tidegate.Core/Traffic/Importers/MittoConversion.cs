using System.Text.Json;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// Recognises calls of `/sms/converted` in a file of their own. They say so little that they are known by what they leave
/// out: an object with a message's id, a time and perhaps the account, and nothing else.
/// </summary>
internal static class MittoConversion
{
    /// <summary>Whether content begins with one.</summary>
    public static bool IsFirstOf(ReadOnlySpan<byte> head)
    {
        var json = new Utf8JsonReader(head, isFinalBlock: false, default);
        var (hasId, hasTime) = (false, false);
        try
        {
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.EndObject) return hasId && hasTime;
                if (json.TokenType != JsonTokenType.PropertyName) continue;
                if (json.ValueTextEquals("messageId"u8)) hasId = true;
                else if (json.ValueTextEquals("timestamp"u8) || json.ValueTextEquals("convertedAt"u8)) hasTime = true;
                else if (!json.ValueTextEquals("trafficAccountId"u8) && !json.ValueTextEquals("account"u8)) return false;
            }
        }
        catch (JsonException)
        {
            // Not JSON: then it is none.
        }

        return false;
    }
}
