using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tidegate.Incidents;

namespace Tidegate.Reporting.Sharing;

/// <summary>Indicators of a STIX 2.1 bundle whose pattern is over telephone numbers: MATCHES with prefixes, LIKE, =, IN.</summary>
internal static partial class StixRanges
{
    public static bool Is(JsonElement root) => root.ValueKind == JsonValueKind.Object && Text(root, "type") == "bundle" && root.TryGetProperty("objects", out var objects) && objects.ValueKind == JsonValueKind.Array;

    /// <summary>Reads a bundle; true, for there is nothing else to tell.</summary>
    public static bool Read(JsonElement root, RangeImport.Taken taken)
    {
        var objects = root.GetProperty("objects").EnumerateArray().Where(o => o.ValueKind == JsonValueKind.Object).ToList();
        var names = objects.Where(o => Text(o, "type") == "identity").GroupBy(o => Text(o, "id") ?? "", StringComparer.Ordinal).ToDictionary(g => g.Key, g => Text(g.First(), "name"), StringComparer.Ordinal);
        foreach (var indicator in objects.Where(o => Text(o, "type") == "indicator"))
        {
            var id = Text(indicator, "id") ?? "an indicator without id";
            if (indicator.TryGetProperty("revoked", out var revoked) && revoked.ValueKind == JsonValueKind.True) continue;
            if (Ranges(Text(indicator, "pattern") ?? "") is not { Count: > 0 } ranges)
            {
                taken.Refuse(id, "no pattern over numbers that can be read; expected [x-e164-number:value MATCHES '^(99450123[0-9]{4})$'], or with LIKE, = or IN");
                continue;
            }

            taken.Add(id, ranges, new RangeImport.RangeWords
            {
                FirstSeen = Time(indicator, "valid_from") ?? Time(indicator, "created"),
                LastSeen = Time(indicator, "modified") ?? Time(indicator, "valid_from"),
                ExpiresAt = Time(indicator, "valid_until"),
                Confidence = indicator.TryGetProperty("confidence", out var confidence) && confidence.ValueKind == JsonValueKind.Number && confidence.TryGetInt32(out var value) ? value : null,
                Source = Text(indicator, "created_by_ref") is { } by ? names.GetValueOrDefault(by) : null,
            });
        }

        return true;
    }

    private static List<NumberRange>? Ranges(string pattern)
    {
        var found = new List<NumberRange>();
        foreach (Match match in Comparison().Matches(pattern))
        {
            var (operation, literals) = (match.Groups["op"].Value.ToUpperInvariant(), Literal().Matches(match.Groups["value"].Value).Select(m => m.Groups[1].Value));
            foreach (var literal in literals)
            {
                var ranges = operation == "MATCHES" ? Expression(literal) : RangeNotation.Read(literal);
                if (ranges is null) return null;
                found.AddRange(ranges);
            }
        }

        return found;
    }

    // Of regular expressions only such as are prefixes: ^(99450123[0-9]{4}|9945012[0-9]{5})$.
    private static List<NumberRange>? Expression(string expression)
    {
        var body = expression.TrimStart('^').TrimEnd('$');
        if (body is ['(', .., ')']) body = body[1..^1];
        if (body.StartsWith("?:", StringComparison.Ordinal)) body = body[2..];
        var ranges = new List<NumberRange>();
        foreach (var part in body.Split('|'))
        {
            if (PrefixForm().Match(part) is not { Success: true } match) return null;
            var stem = match.Groups["stem"].Value;
            var more = match.Groups["more"].Success ? int.Parse(match.Groups["more"].Value, CultureInfo.InvariantCulture) : match.Groups["any"].Success ? 1 : 0;
            var read = more > 0 ? RangeNotation.Prefix(stem, [stem.Length + more]) : RangeNotation.Read(stem);
            if (read is null) return null;
            ranges.AddRange(read);
        }

        return ranges;
    }

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement item, string name) =>
        DateTimeOffset.TryParse(Text(item, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    [GeneratedRegex(@"(?:x-e164-number|phone-number|x-phone-number|telephone-number)[\w:.\-]*:?\w*\s+(?<op>MATCHES|LIKE|IN|=)\s*(?<value>\([^)]*'\s*\)|'[^']*')|(?:x-e164-number|phone-number|x-phone-number|telephone-number)[\w:.\-]*\s*(?<op>=)\s*(?<value>'[^']*')", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comparison();

    [GeneratedRegex("'([^']*)'", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"^\\?\+?(?<stem>\d+)(?<any>(?:\[0-9\]|\\d)(?:\{(?<more>\d{1,2})\})?)?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrefixForm();
}
