namespace Tidegate.Storage.Rollups;

/// <summary>What sums of the traffic are split by.</summary>
internal enum TrafficDimension
{
    /// <summary>Customer.</summary>
    Customer,

    /// <summary>Sender ID.</summary>
    Sender,

    /// <summary>Supplier.</summary>
    Supplier,

    /// <summary>Network, MCC-MNC.</summary>
    Network,

    /// <summary>Block of 10,000 numbers: the digits before the last four.</summary>
    Block,

    /// <summary>Category: otp, transactional, marketing; empty where it is not stated.</summary>
    Category,
}

/// <summary>A question about the traffic.</summary>
internal sealed record TrafficQuery
{
    /// <summary>From this minute on (minutes since 1970-01-01 UTC).</summary>
    public required long Since { get; init; }

    /// <summary>Before this minute.</summary>
    public required long Until { get; init; }

    /// <summary>Minutes of a step, which begin with the hour or the day; 0 for one step over the whole time.</summary>
    public required int StepMinutes { get; init; }

    /// <summary>What to split by, besides the currency.</summary>
    public IReadOnlyList<TrafficDimension> By { get; init; } = [];

    /// <summary>Only traffic that has all of these.</summary>
    public IReadOnlyList<(TrafficDimension Dimension, string Value)> Only { get; init; } = [];

    /// <summary>Most rows.</summary>
    public required int Limit { get; init; }
}

/// <summary>An answer's row.</summary>
/// <param name="Minute">First minute of the step.</param>
/// <param name="Values">Values of the dimensions asked for, in their order.</param>
/// <param name="Currency">Currency of the money.</param>
/// <param name="Sums">The sums.</param>
internal sealed record TrafficRow(long Minute, IReadOnlyList<string> Values, string Currency, RollupSums Sums);
