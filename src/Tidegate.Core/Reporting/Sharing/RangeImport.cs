using System.Text;
using System.Text.Json;
using Tidegate.Decisions;

namespace Tidegate.Reporting.Sharing;

/// <summary>What a list does not say itself.</summary>
public sealed record RangeImportDefaults
{
    /// <summary>Who says so, where the list does not. Default "import".</summary>
    public string Source { get; init; } = "import";

    /// <summary>Whether <see cref="Source"/> counts even where the list names another.</summary>
    public bool SourceCounts { get; init; }

    /// <summary>When ranges were seen, where the list does not say.</summary>
    public required DateTimeOffset Seen { get; init; }

    /// <summary>How long after a range was seen last it expires, where the list does not say. Default 90 days.</summary>
    public TimeSpan ValidFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Confidence, 0 to 100, where the list does not say. Default 50.</summary>
    public int Confidence { get; init; } = 50;
}

/// <summary>A row or object of a list that cannot be taken.</summary>
/// <param name="Where">Its line, or its id.</param>
/// <param name="Reason">What is wrong with it, and what was expected.</param>
public sealed record BadRange(string Where, string Reason);

/// <summary>What was read of a list.</summary>
/// <param name="Format">"csv", "stix" or "misp".</param>
/// <param name="Priors">The ranges.</param>
/// <param name="Bad">The first rows or objects that cannot be taken, at most 20.</param>
/// <param name="BadCount">How many there are.</param>
public sealed record ImportedRanges(string Format, IReadOnlyList<RangePrior> Priors, IReadOnlyList<BadRange> Bad, int BadCount);

/// <summary>
/// Reads lists of attacked ranges and of high-risk numbers: CSV with a header (ours and others'), a number or prefix a line, STIX 2.1 bundles, MISP
/// events. What cannot be taken is counted and told, and the rest goes on.
/// </summary>
public static class RangeImport
{
    /// <summary>Most ranges of a list.</summary>
    public const int Most = RangePriors.Most;

    private const int KeptBad = 20;

    /// <summary>Reads a list; which form it has is told by its content.</summary>
    /// <param name="content">The list, UTF-8.</param>
    /// <param name="defaults">What it does not say itself.</param>
    /// <exception cref="FormatException">It is none, or has more ranges than are taken.</exception>
    public static ImportedRanges Read(ReadOnlyMemory<byte> content, RangeImportDefaults defaults)
    {
        if (content.Span.StartsWith("\uFEFF"u8)) content = content[3..];
        var taken = new Taken(defaults);
        var first = content.Span.TrimStart(" \t\r\n"u8);
        if (first.IsEmpty) throw new FormatException("the list is empty; expected CSV, a STIX 2.1 bundle or a MISP event");
        string format;
        if (first[0] is (byte)'{' or (byte)'[')
        {
            using var json = Parse(content);
            if (StixRanges.Is(json.RootElement)) (format, _) = ("stix", StixRanges.Read(json.RootElement, taken));
            else if (MispRanges.Is(json.RootElement)) (format, _) = ("misp", MispRanges.Read(json.RootElement, taken));
            else throw new FormatException("the JSON is neither a STIX 2.1 bundle (\"type\":\"bundle\") nor a MISP event (\"Event\")");
        }
        else
        {
            format = "csv";
            CsvRanges.Read(Encoding.UTF8.GetString(content.Span), taken);
        }

        return new ImportedRanges(format, taken.Priors, taken.Bad, taken.BadCount);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> content)
    {
        try
        {
            return JsonDocument.Parse(content);
        }
        catch (JsonException e)
        {
            throw new FormatException("the JSON cannot be read: " + e.Message, e);
        }
    }

    /// <summary>What has been taken so far.</summary>
    internal sealed class Taken(RangeImportDefaults defaults)
    {
        private readonly List<BadRange> _bad = [];
        private readonly Dictionary<(ulong From, ulong To, string Source), RangePrior> _priors = [];

        public RangeImportDefaults Defaults => defaults;

        public IReadOnlyList<RangePrior> Priors => [.. _priors.Values.OrderBy(p => p.Source, StringComparer.Ordinal).ThenBy(p => p.Range.From).ThenBy(p => p.Range.To)];

        public IReadOnlyList<BadRange> Bad => _bad;

        public int BadCount { get; private set; }

        public void Refuse(string where, string reason)
        {
            BadCount++;
            if (_bad.Count < KeptBad) _bad.Add(new BadRange(where, reason));
        }

        /// <summary>Takes ranges that one row or object speaks of.</summary>
        public void Add(string where, IReadOnlyList<Incidents.NumberRange> ranges, RangeWords words)
        {
            var last = words.LastSeen ?? words.FirstSeen ?? defaults.Seen;
            var first = words.FirstSeen is { } stated && stated <= last ? stated : last;
            var confidence = words.Confidence ?? defaults.Confidence;
            if (confidence is not (>= 0 and <= 100))
            {
                Refuse(where, $"confidence {confidence}: expected 0 to 100");
                return;
            }

            var source = defaults.SourceCounts || words.Source is not { Length: > 0 and <= 100 } named ? defaults.Source : named;
            foreach (var range in ranges)
            {
                var prior = new RangePrior { Range = range, Networks = words.Networks, Source = source, FirstSeen = first, LastSeen = last, Confidence = confidence, ExpiresAt = words.ExpiresAt ?? last + defaults.ValidFor };
                var key = (range.From, range.To, source);
                _priors[key] = _priors.TryGetValue(key, out var known) ? Joined(known, prior) : prior;
                if (_priors.Count > Most) throw new FormatException($"the list has more than {Most} ranges; expected at most so many: leave out single numbers of a range that is in it anyway");
            }
        }
    }

    /// <summary>Two statements of one source about the same range: the newer, with the time since when it is known.</summary>
    internal static RangePrior Joined(RangePrior one, RangePrior other)
    {
        var (older, newer) = one.LastSeen <= other.LastSeen ? (one, other) : (other, one);
        return newer with { FirstSeen = older.FirstSeen < newer.FirstSeen ? older.FirstSeen : newer.FirstSeen };
    }

    /// <summary>What a row or object says of its ranges; null where it does not.</summary>
    internal sealed record RangeWords
    {
        public DateTimeOffset? FirstSeen { get; init; }

        public DateTimeOffset? LastSeen { get; init; }

        public DateTimeOffset? ExpiresAt { get; init; }

        public int? Confidence { get; init; }

        public string? Source { get; init; }

        public IReadOnlyList<string> Networks { get; init; } = [];
    }
}
