using System.Text;
using System.Text.Json;

namespace Tidegate.Traffic.Importers;

/// <summary>Recognises a vendor's JSON list that is empty: nothing in it says whose it is.</summary>
internal static class EmptyExport
{
    private static readonly HashSet<string> Lists = [.. JsonFields.UsualArrays, "delivery_reports", "batches", "events", "Records"];

    /// <summary>Whether content is one object in which a list that holds records in exports stands empty.</summary>
    /// <param name="content">All of the content.</param>
    public static bool Is(ReadOnlySpan<byte> content)
    {
        var json = new Utf8JsonReader(content);
        var (found, isList) = (false, false);
        try
        {
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.StartArray && json.CurrentDepth == 0) return false;
                if (isList && json.TokenType == JsonTokenType.StartArray)
                {
                    if (!json.Read() || json.TokenType != JsonTokenType.EndArray) return false;
                    found = true;
                }

                isList = json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1 && Lists.Contains(Encoding.UTF8.GetString(json.ValueSpan));
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return found;
    }
}
