using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Pricing;
using Tidegate.Traffic;

namespace Tidegate.Reporting;

/// <summary>What a scan found: the content of a `tidegate.scan/1` report.</summary>
public sealed record ScanReport
{
    /// <summary>What was read.</summary>
    public required ScanCounts Counts { get; init; }

    /// <summary>The sources read, with their bad records.</summary>
    public required IReadOnlyList<SourceReport> Sources { get; init; }

    /// <summary>Incidents, by time of opening.</summary>
    public required IReadOnlyList<Incident> Incidents { get; init; }

    /// <summary>Decisions, by time of issue.</summary>
    public required IReadOnlyList<Decision> Decisions { get; init; }

    /// <summary>Feeds that stopped or turned partial; never fraud.</summary>
    public required IReadOnlyList<FeedNotice> FeedHealth { get; init; }

    /// <summary>True when the scan was cancelled and this is what was found so far.</summary>
    public bool CutShort { get; init; }
}

/// <summary>A feed of conversions or receipts that stopped, and perhaps came back; or did so again and again.</summary>
/// <param name="Feed">"conversions" or "receipts".</param>
/// <param name="Party">The customer (conversions) or supplier (receipts) whose feed it is.</param>
/// <param name="From">When it stopped, the first time.</param>
/// <param name="To">When it came back, the last time; null when it had not by the end.</param>
/// <param name="Text">One plain sentence.</param>
public sealed record FeedNotice(string Feed, string Party, DateTimeOffset From, DateTimeOffset? To, string Text)
{
    /// <summary>How often it stopped: 1, or more than three, which are put together in one notice.</summary>
    public int Times { get; init; } = 1;
}

/// <summary>What a scan read, counted.</summary>
public sealed record ScanCounts
{
    /// <summary>Records read, good or bad.</summary>
    public long Records { get; init; }

    /// <summary>Submissions taken.</summary>
    public long Submissions { get; init; }

    /// <summary>Receipts taken.</summary>
    public long Receipts { get; init; }

    /// <summary>Conversions taken.</summary>
    public long Conversions { get; init; }

    /// <summary>Records that could not be understood.</summary>
    public long Bad { get; init; }

    /// <summary>Of <see cref="Bad"/>, those known to be no submission: receipts, conversions, and faults of a file as a whole.</summary>
    public long BadOther { get; init; }

    /// <summary>Events dropped as duplicates.</summary>
    public long Duplicates { get; init; }

    /// <summary>Events dropped because they came later than the allowed lateness, or were dated too far ahead.</summary>
    public long Late { get; init; }

    /// <summary>Of <see cref="Late"/>, the submissions.</summary>
    public long LateSubmissions { get; init; }

    /// <summary>Of <see cref="Late"/>, those that were dated far ahead of the others and were too few to be believed.</summary>
    public long Ahead { get; init; }

    /// <summary>Of <see cref="Ahead"/>, the submissions.</summary>
    public long AheadSubmissions { get; init; }

    /// <summary>How often the records' times went back by more than a day, and stayed there.</summary>
    public long LeapsBack { get; init; }

    /// <summary>The newest event time before they first went back; null when they never did.</summary>
    public DateTimeOffset? LeapFrom { get; init; }

    /// <summary>The event time that they first went back to.</summary>
    public DateTimeOffset? LeapTo { get; init; }

    /// <summary>Receipts and conversions whose submission was not seen.</summary>
    public long Orphans { get; init; }

    /// <summary>Submissions left out by --since, --until or --customer.</summary>
    public long Filtered { get; init; }

    /// <summary>Receipts and conversions left out by --since, --until or --customer.</summary>
    public long FilteredFeedback { get; init; }

    /// <summary>Places that did not fit in bounded memory and were counted together.</summary>
    public long Overflowed { get; init; }

    /// <summary>Event time of the first event taken.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Event time of the last event taken.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Money of all submissions (price, or cost where no price is stated), in the currency of most of them.</summary>
    public double Cost { get; init; }

    /// <summary>Of <see cref="Cost"/>, what is estimated from price lists.</summary>
    public double EstimatedCost { get; init; }

    /// <summary>ISO 4217 code of <see cref="Cost"/>; empty when no event stated one.</summary>
    public string Currency { get; init; } = "";

    /// <summary>Money of submissions in other currencies, which is not in <see cref="Cost"/>; that of most messages first.</summary>
    public IReadOnlyList<CurrencySum> OtherMoney { get; init; } = [];

    /// <summary>Submissions whose price neither they nor price lists tell; they are in no sum of money.</summary>
    public long Unpriced { get; init; }
}
