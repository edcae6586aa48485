using Tidegate.Decisions;
using Tidegate.Detection;
using Tidegate.Pricing;

namespace Tidegate.Pipeline;

/// <summary>What a scan looks at, and under which policy.</summary>
public sealed record ScanOptions
{
    /// <summary>Policy for decisions.</summary>
    public DecisionPolicy Policy { get; init; } = DecisionPolicy.Default;

    /// <summary>Host tunables of detection.</summary>
    public DetectionOptions Detection { get; init; } = DetectionOptions.Default;

    /// <summary>Price lists for events that state no price; empty for none.</summary>
    public IReadOnlyList<Rate> Rates { get; init; } = [];

    /// <summary>Ranges that others say were attacked, or list as high-risk; empty for none. They raise the odds of alerts there.</summary>
    public IReadOnlyList<RangePrior> Priors { get; init; } = [];

    /// <summary>Leave out events before this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Leave out events from this time on.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only these customers; empty means all.</summary>
    public IReadOnlyList<string> Customers { get; init; } = [];

    /// <summary>Whether to keep the figures for charts (<see cref="Incidents.IncidentPicture"/>).</summary>
    public bool Pictures { get; init; }
}

/// <summary>How far a scan is.</summary>
/// <param name="Events">Events processed.</param>
/// <param name="BytesRead">Bytes read of all sources.</param>
/// <param name="TotalBytes">Bytes of all sources, when known.</param>
/// <param name="EventTime">Event time reached.</param>
/// <param name="Incidents">Incidents opened so far.</param>
public readonly record struct ScanProgress(long Events, long BytesRead, long? TotalBytes, DateTimeOffset? EventTime, int Incidents);
