using System.Globalization;
using System.Text;
using System.Text.Json;
using Tidegate.Traffic.Reading;

namespace Tidegate.Reporting;

/// <summary>An object in a JSON document and where it is. What is not as expected is told by place; a null is taken as missing.</summary>
internal readonly struct JsonPlace
{
    private readonly JsonElement _json;
    private readonly string _path;

    /// <summary>Goes to an object.</summary>
    /// <param name="json">It.</param>
    /// <param name="path">Where it is: "incidents[3].scope"; empty for the document.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public JsonPlace(JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Bad(path.Length == 0 ? "the document" : path, json, "an object");
        (_json, _path) = (json, path);
    }

    /// <summary>An object that has to be there.</summary>
    public JsonPlace Needed(string name) => Optional(name) ?? throw new FormatException($"{At(name)} is missing, expected an object");

    /// <summary>An object; null where it is missing.</summary>
    public JsonPlace? Optional(string name) => Find(name) is { } value ? new JsonPlace(value, At(name)) : null;

    /// <summary>The objects of a list; none where it is missing.</summary>
    public IEnumerable<JsonPlace> Items(string name)
    {
        var path = At(name);
        return List(name).Select((item, i) => new JsonPlace(item, $"{path}[{i}]"));
    }

    /// <summary>The texts of a list; none where it is missing.</summary>
    public IEnumerable<string> Texts(string name)
    {
        var path = At(name);
        return List(name).Select((item, i) => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Bad($"{path}[{i}]", item, "a text"));
    }

    /// <summary>A text; empty where it is missing.</summary>
    public string Text(string name) => Find(name) is not { } value ? "" : value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Bad(At(name), value, "a text");

    /// <summary>Yes or no; no where it is missing.</summary>
    public bool Flag(string name) => Find(name) is { } value && (value.ValueKind == JsonValueKind.True || (value.ValueKind != JsonValueKind.False ? throw Bad(At(name), value, "true or false") : false));

    /// <summary>A whole number; 0 where it is missing.</summary>
    public long Whole(string name) => Find(name) is not { } value ? 0 : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw Bad(At(name), value, "a whole number");

    /// <summary>A number; 0 where it is missing.</summary>
    public double Number(string name) => Find(name) is not { } value ? 0 : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : throw Bad(At(name), value, "a number");

    /// <summary>A phone number or bound of a range, which has to be there.</summary>
    public ulong Digits(string name) =>
        ulong.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ? digits : throw BadOrMissing(name, "a text of digits");

    /// <summary>A time that has to be there.</summary>
    public DateTimeOffset NeededTime(string name) => Time(name) ?? throw BadOrMissing(name, "an RFC 3339 time");

    /// <summary>A time; null where it is missing.</summary>
    public DateTimeOffset? Time(string name) =>
        Find(name) is not { } value ? null : value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time : throw Bad(At(name), value, "an RFC 3339 time");

    /// <summary>One of an enumeration's words, in any case, which has to be there.</summary>
    public T Word<T>(string name)
        where T : struct, Enum
    {
        var text = Text(name);
        foreach (var word in Enum.GetNames<T>())
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase)) return Enum.Parse<T>(word);
        throw BadOrMissing(name, "one of " + string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant());
    }

    private IEnumerable<JsonElement> List(string name) => Find(name) is not { } list ? [] : list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw Bad(At(name), list, "a list");

    private JsonElement? Find(string name) => _json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string At(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private FormatException BadOrMissing(string name, string expected) =>
        Find(name) is { } value ? Bad(At(name), value, expected) : new FormatException($"{At(name)} is missing, expected {expected}");

    private static FormatException Bad(string path, JsonElement value, string expected) =>
        new($"{path} is {Shown(value)}, expected {expected}");

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"'{PhoneMask.Apply(Encoding.UTF8.GetBytes(value.GetString()!))}'",
        _ => PhoneMask.Apply(Encoding.UTF8.GetBytes(value.GetRawText())),
    };
}
