using Tidegate.Traffic;

namespace Tidegate.Reporting.Reconciliation;

/// <summary>What one of the two files holds.</summary>
public sealed record ReconciledSide
{
    /// <summary>Its files, with what of them could not be read.</summary>
    public required IReadOnlyList<SourceReport> Sources { get; init; }

    /// <summary>Messages (submissions) in it.</summary>
    public required long Messages { get; init; }

    /// <summary>Messages that state no amount.</summary>
    public required long WithoutAmount { get; init; }

    /// <summary>Time of its first message; null without messages.</summary>
    public required DateTimeOffset? From { get; init; }

    /// <summary>Time of its last message.</summary>
    public required DateTimeOffset? To { get; init; }

    /// <summary>Sum of its amounts in each currency ("" where none is stated).</summary>
    public required IReadOnlyDictionary<string, decimal> Money { get; init; }
}

/// <summary>Differences counted, in one currency.</summary>
/// <param name="Missing">Messages of ours that theirs does not have.</param>
/// <param name="MissingMoney">Our amounts of them.</param>
/// <param name="Extra">Messages of theirs that ours does not have, repeated ones included.</param>
/// <param name="ExtraMoney">Their amounts of them.</param>
/// <param name="Repeated">Of the extra ones, those that are there more often than in ours.</param>
/// <param name="Prices">Messages at different amounts.</param>
/// <param name="PriceMoney">Their amounts less ours.</param>
/// <param name="Currencies">Messages in different currencies, under ours; no money is made of them.</param>
public readonly record struct DifferenceCounts(
    long Missing, decimal MissingMoney, long Extra, decimal ExtraMoney, long Repeated, long Prices, decimal PriceMoney, long Currencies)
{
    /// <summary>Messages that differ.</summary>
    public long Messages => Missing + Extra + Prices + Currencies;

    /// <summary>Money at stake, all of it taken as positive: what the ranges are ranked by.</summary>
    public decimal AtStake => MissingMoney + ExtraMoney + Math.Abs(PriceMoney);

    /// <summary>Two counts together.</summary>
    public static DifferenceCounts operator +(DifferenceCounts a, DifferenceCounts b) => new(
        a.Missing + b.Missing, a.MissingMoney + b.MissingMoney, a.Extra + b.Extra, a.ExtraMoney + b.ExtraMoney,
        a.Repeated + b.Repeated, a.Prices + b.Prices, a.PriceMoney + b.PriceMoney, a.Currencies + b.Currencies);
}

/// <summary>Differences of one range of 10,000 numbers, in one currency.</summary>
public sealed record RangeDifferences(ulong From, ulong To, string Currency, DifferenceCounts Counts);

/// <summary>Differences of one hour, in one currency.</summary>
public sealed record HourDifferences(DateTimeOffset Hour, string Currency, DifferenceCounts Counts);

/// <summary>Differences of one range in one hour, in one currency.</summary>
public sealed record CellDifferences(ulong From, ulong To, DateTimeOffset Hour, string Currency, DifferenceCounts Counts);

/// <summary>What a reconciliation found: the content of a `tidegate.reconciliation/1` report.</summary>
public sealed record ReconciliationReport
{
    /// <summary>What passed through us.</summary>
    public required ReconciledSide Ours { get; init; }

    /// <summary>What it is held against.</summary>
    public required ReconciledSide Theirs { get; init; }

    /// <summary>Messages found in both by id and destination.</summary>
    public required long MatchedById { get; init; }

    /// <summary>Messages found in both by destination, party and time.</summary>
    public required long MatchedByContents { get; init; }

    /// <summary>The parties that matching by contents compared: "customer", "sender", both or none; null when it was not used.</summary>
    public required IReadOnlyList<string>? PartiesCompared { get; init; }

    /// <summary>Matched messages of which one side states no amount.</summary>
    public required long NotCompared { get; init; }

    /// <summary>Differences outside of the time asked for.</summary>
    public required long Outside { get; init; }

    /// <summary>All differences, for each currency.</summary>
    public required IReadOnlyDictionary<string, DifferenceCounts> Totals { get; init; }

    /// <summary>The ranges with most money at stake, most first.</summary>
    public required IReadOnlyList<RangeDifferences> Ranges { get; init; }

    /// <summary>Ranges with differences that <see cref="Ranges"/> leaves out.</summary>
    public required long RangesLeftOut { get; init; }

    /// <summary>The hours with differences, by time.</summary>
    public required IReadOnlyList<HourDifferences> Hours { get; init; }

    /// <summary>Messages that differ.</summary>
    public long Differences => Totals.Values.Sum(counts => counts.Messages);
}
