using Tidegate.Reporting.Reconciliation;
using Tidegate.Storage.Reports;
using Tidegate.Traffic;

namespace Tidegate.Reconciling;

/// <summary>A `tidegate reconcile` as the user asked for it, checked.</summary>
internal sealed record ReconcileRequest
{
    /// <summary>Files and globs of what passed through us.</summary>
    public required IReadOnlyList<string> Ours { get; init; }

    /// <summary>How they are read.</summary>
    public required ReadingOptions Reading { get; init; }

    /// <summary>Files and globs of what it is held against.</summary>
    public required IReadOnlyList<string> Theirs { get; init; }

    /// <summary>How those are read.</summary>
    public required ReadingOptions TheirReading { get; init; }

    /// <summary>How to compare.</summary>
    public required ReconcileOptions Options { get; init; }

    /// <summary>Where the JSON report goes; "-" is standard output.</summary>
    public string? Report { get; init; }

    /// <summary>Where the rows by range and hour go.</summary>
    public string? Csv { get; init; }

    /// <summary>Where its tables go, and as what.</summary>
    public IReadOnlyList<(string Path, ReportFormat Format)> Tables { get; init; } = [];

    /// <summary>Where the single messages go.</summary>
    public string? Messages { get; init; }

    /// <summary>Write whole numbers in that list.</summary>
    public bool FullNumbers { get; init; }

    /// <summary>Print errors only.</summary>
    public bool Quiet { get; init; }
}
