using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Tidegate.Server.Tests.Faults;

/// <summary>What somebody who means harm, or whose program is broken, puts where something else is expected; by a fixed seed.</summary>
internal sealed class Hostile(int seed)
{
    private const string Marker = "@@";

    private static readonly string[] Texts =
    [
        "", " ", "x", "-1", "0", "1e309", "NaN", "0x41", "\0", "a\r\nX-Injected: b", "../../../../etc/passwd", "..\\..\\", "%00%ff%2e%2e", "<script>alert(1)</script>", "'; DROP TABLE incidents; --", "\" OR 1=1",
        "{{7*7}}", "${jndi:ldap://x}", "\ud83d\ude00\u202e\u0000", "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00Z", "2026-02-30", "-9223372036854775808", "18446744073709551616", "1" + new string('0', 400), new string('9', 300),
        new string('\u00e9', 3000), string.Concat(Enumerable.Repeat("a,", 700)), "+390612340001-+390612349999", "*", "//evil.example/", "customer:", "[]", "{}", "true", "null",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "-1", "0", "1e308", "1e-320", "99999999999999999999999999", "-9223372036854775809", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[[[[[[[[]]]]]]]]", "{\"a\":{\"b\":null}}", "\"2026-13-45T99:99:99Z\"", "\"9999-12-31T23:59:59Z\"",
        "\"0001-01-01T00:00:00+14:00\"", "[null]", "[1,\"a\",{}]", "\"P99999999Y\"", "\"http://127.0.0.1:1/\"", "\"" + new string('a', 70_000) + "\"", "[" + string.Join(",", Enumerable.Repeat("\"a\"", 20_000)) + "]",
    ];

    private static readonly byte[][] Bodies =
    [
        [], "null"u8.ToArray(), "{"u8.ToArray(), "[1,2"u8.ToArray(), "\"a\""u8.ToArray(), "{}}"u8.ToArray(), "{\"a\":1,\"a\":2}"u8.ToArray(), [0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}'], [0xFF, 0xFE, (byte)'{', 0], "{\"a\":\"\xFF\xC0\x80\"}"u8.ToArray(),
        Encoding.ASCII.GetBytes(new string('[', 50_000)), Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 20_000))), Encoding.ASCII.GetBytes("{\"a\":1" + new string('0', 100_000) + "}"), [0x1F, 0x8B, 8, 0, 0], "a=b&c=%ff&=&"u8.ToArray(), "a,b\n\"c"u8.ToArray(), "PK\u0003\u0004"u8.ToArray(),
    ];

    private readonly Random _random = new(seed);

    /// <summary>Something for a field of a form, a query or a path.</summary>
    public string Text() => Texts[_random.Next(Texts.Length)];

    /// <summary>One of some.</summary>
    public T Any<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    /// <summary>A body that is near to what a schema asks for, or far from it.</summary>
    public byte[] Body(JsonNode? like) => like is null || _random.Next(4) == 0 ? Raw() : _random.Next(4) == 0 ? Torn(Encoding.UTF8.GetBytes(like.ToJsonString())) : Changed(like);

    /// <summary>An example of what a schema of an OpenAPI document describes.</summary>
    public static JsonNode? Example(JsonNode? schema, JsonNode document, int deep = 0)
    {
        if (schema is not JsonObject described || deep > 6) return null;
        if (described["$ref"]?.GetValue<string>() is { } reference) return Example(document["components"]!["schemas"]![reference.Split('/')[^1]], document, deep + 1);
        if ((described["oneOf"] ?? described["anyOf"] ?? described["allOf"]) is JsonArray choices) return Example(choices.LastOrDefault(), document, deep + 1);
        if (described["enum"] is JsonArray { Count: > 0 } names) return names[0]?.DeepClone();
        var type = described["type"] is JsonArray types ? types.Select(t => t!.GetValue<string>()).First(t => t != "null") : described["type"]?.GetValue<string>();
        return type switch
        {
            "array" => new JsonArray(Example(described["items"], document, deep + 1)),
            "string" => described["format"]?.GetValue<string>() == "date-time" ? "2026-03-03T12:00:00Z" : "+390612340001",
            "integer" or "number" => 3,
            "boolean" => true,
            _ => new JsonObject((described["properties"] as JsonObject ?? []).Select(p => KeyValuePair.Create(p.Key, Example(p.Value, document, deep + 1)))),
        };
    }

    private byte[] Raw()
    {
        if (_random.Next(3) > 0) return Any(Bodies);
        var bytes = new byte[_random.Next(1, 600)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private byte[] Torn(byte[] bytes)
    {
        if (bytes.Length == 0) return bytes;
        for (var n = 0; n < 3; n++) bytes[_random.Next(bytes.Length)] = (byte)_random.Next(256);
        return _random.Next(2) == 0 ? bytes : bytes[.._random.Next(bytes.Length)];
    }

    // Some part of it is something else. What JSON allows and a tree of nodes does not hold, as half a character, is put in as text.
    private byte[] Changed(JsonNode like)
    {
        var copy = like.DeepClone();
        var parts = Parts(copy).ToList();
        if (parts.Count == 0) return Encoding.UTF8.GetBytes(Any(Values));
        for (var n = _random.Next(1, 3); n > 0; n--)
        {
            var part = Any(parts);
            if (part.Parent is JsonObject inside && _random.Next(5) == 0) inside[part.GetPropertyName() + Text()] = Marker;
            else if (part.Parent is not null) part.ReplaceWith(Marker);
        }

        var text = copy.ToJsonString();
        for (int at; (at = text.IndexOf('"' + Marker + '"', StringComparison.Ordinal)) >= 0;) text = string.Create(CultureInfo.InvariantCulture, $"{text[..at]}{Any(Values)}{text[(at + Marker.Length + 2)..]}");
        return Encoding.UTF8.GetBytes(text);
    }

    private static IEnumerable<JsonNode> Parts(JsonNode? of) => of switch
    {
        JsonObject inside => inside.Where(p => p.Value is not null).SelectMany(p => Parts(p.Value).Prepend(p.Value!)),
        JsonArray inside => inside.Where(p => p is not null).SelectMany(p => Parts(p).Prepend(p!)),
        _ => [],
    };
}
