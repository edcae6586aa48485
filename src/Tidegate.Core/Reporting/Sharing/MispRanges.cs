using System.Globalization;
using System.Text.Json;
using Tidegate.Incidents;

namespace Tidegate.Reporting.Sharing;

/// <summary>MISP events: objects with ranges or prefixes as we write them, and attributes of the type phone-number.</summary>
internal static class MispRanges
{
    public static bool Is(JsonElement root) => Events(root).Any();

    /// <summary>Reads events; true, for there is nothing else to tell.</summary>
    public static bool Read(JsonElement root, RangeImport.Taken taken)
    {
        foreach (var happening in Events(root))
        {
            var organisation = happening.TryGetProperty("Orgc", out var orgc) && orgc.ValueKind == JsonValueKind.Object ? Text(orgc, "name") : null;
            var date = Time(Text(happening, "date"));
            foreach (var item in Items(happening, "Object")) TakeObject(item, organisation, date, taken);
            foreach (var attribute in Items(happening, "Attribute").Where(a => Text(a, "type") == "phone-number")) TakeNumber(attribute, organisation, date, taken);
        }

        return true;
    }

    private static void TakeObject(JsonElement item, string? organisation, DateTimeOffset? date, RangeImport.Taken taken)
    {
        var attributes = Items(item, "Attribute").ToList();
        string? Value(string relation) => attributes.Where(a => Text(a, "object_relation") == relation).Select(a => Text(a, "value")).FirstOrDefault();
        var ranges = Ranges(attributes, Value("range-from"), Value("range-to"));
        var where = Text(item, "uuid") ?? Text(item, "name") ?? "an object";
        if (ranges is null)
        {
            // Objects about something else are no business of this.
            if (Text(item, "name") == "sms-inflation-range") taken.Refuse(where, "no range; expected range-from and range-to, or prefix");
            return;
        }

        taken.Add(where, ranges, new RangeImport.RangeWords
        {
            FirstSeen = Time(Text(item, "first_seen")) ?? date,
            LastSeen = Time(Text(item, "last_seen")) ?? date,
            ExpiresAt = Time(Value("expires")),
            Confidence = int.TryParse(Value("confidence"), NumberStyles.None, CultureInfo.InvariantCulture, out var sure) ? sure : null,
            Source = Value("source") ?? organisation,
            Networks = [.. attributes.Where(a => Text(a, "object_relation") == "network").Select(a => Text(a, "value") ?? "").Where(n => n.Length is 5 or 6 && n.All(char.IsAsciiDigit))],
        });
    }

    private static List<NumberRange>? Ranges(List<JsonElement> attributes, string? from, string? to)
    {
        if (from is not null && to is not null) return RangeNotation.Between(from, to) is { } range ? [range] : null;
        var texts = attributes.Where(a => Text(a, "object_relation") == "prefix").Select(a => RangeNotation.Read(Text(a, "value") ?? "", prefix: true))
            .Concat(attributes.Where(a => Text(a, "type") == "phone-number").Select(a => RangeNotation.Read(Text(a, "value") ?? ""))).ToList();
        return texts.Count == 0 || texts.Contains(null) ? null : [.. texts.SelectMany(r => r!)];
    }

    private static void TakeNumber(JsonElement attribute, string? organisation, DateTimeOffset? date, RangeImport.Taken taken)
    {
        var where = Text(attribute, "uuid") ?? "an attribute";
        if (RangeNotation.Read(Text(attribute, "value") ?? "") is not { } ranges)
        {
            taken.Refuse(where, $"no number; expected {RangeNotation.Expected}");
            return;
        }

        taken.Add(where, ranges, new RangeImport.RangeWords { FirstSeen = Time(Text(attribute, "first_seen")) ?? date, LastSeen = Time(Text(attribute, "last_seen")) ?? date, Source = organisation });
    }

    // One event, a list of them, or an answer of MISP's search.
    private static IEnumerable<JsonElement> Events(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array) return root.EnumerateArray().SelectMany(Events);
        if (root.ValueKind != JsonValueKind.Object) return [];
        if (root.TryGetProperty("response", out var response)) return Events(response);
        return root.TryGetProperty("Event", out var one) && one.ValueKind == JsonValueKind.Object ? [one] : [];
    }

    private static IEnumerable<JsonElement> Items(JsonElement item, string name) =>
        item.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object) : [];

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
