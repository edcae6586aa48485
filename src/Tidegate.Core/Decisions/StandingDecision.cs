using Tidegate.Detection;

namespace Tidegate.Decisions;

/// <summary>A decision while it stands: its watches, and what it has hit.</summary>
internal sealed class StandingDecision
{
    public required int Number { get; init; }

    public required int Incident { get; init; }

    public required DecisionAction Action { get; init; }

    public required long IssuedAt { get; init; }

    public required long ExceptKnownBefore { get; init; }

    public required int Network { get; init; }

    public required IReadOnlyList<int> Customers { get; init; }

    public required IReadOnlyList<SuspectRange> Ranges { get; init; }

    public required double LogOdds { get; init; }

    public long ExpiresAt { get; set; }

    public long Hits { get; set; }

    public long ConvertedHits { get; set; }

    public double Money { get; set; }

    public List<Watch> Watches { get; } = [];
}
