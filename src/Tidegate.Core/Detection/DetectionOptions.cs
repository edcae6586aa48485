namespace Tidegate.Detection;

/// <summary>
/// Host tunables of a partition. The statistical constants were set over many simulated seeds, never on one world;
/// docs/detection.md gives their meaning and sources.
/// </summary>
public sealed record DetectionOptions
{
    /// <summary>Defaults.</summary>
    public static DetectionOptions Default { get; } = new();

    /// <summary>How much older than the newest event a submission may be. Default 10 minutes.</summary>
    public TimeSpan SubmissionLateness { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long receipts and conversions are matched, and duplicates recognised. Default 24 hours.</summary>
    public TimeSpan FeedbackLateness { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Most submissions held in the hot window (64 bytes each: 48, and 16 for its id). Default 4 million.</summary>
    public int MaxMessages { get; init; } = 1 << 22;

    /// <summary>Most places held (32 bytes each; what those that leave had learned takes 16 bytes more for each). Default 6 million.</summary>
    public int MaxPlaces { get; init; } = 6_000_000;

    /// <summary>Most (customer, number) pairs remembered since when (16 bytes each; that those beyond were known takes 6 bytes more for each). Default 16 million.</summary>
    public int MaxKnownNumbers { get; init; } = 1 << 24;

    /// <summary>Most (root, network) groups held. Default 400,000.</summary>
    public int MaxGroups { get; init; } = 400_000;
}
