using Tidegate.Pipeline;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;

namespace Tidegate.Scanning;

/// <summary>A `tidegate scan` as the user asked for it, checked.</summary>
internal sealed record ScanRequest
{
    /// <summary>Files and globs; "-" is standard input.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Format name or vendor; "auto" recognises it.</summary>
    public string Format { get; init; } = "auto";

    /// <summary>What the export does not say itself.</summary>
    public ImportOptions Import { get; init; } = new();

    /// <summary>In which order the records of each file are taken.</summary>
    public ReadingOrder Order { get; init; } = ReadingOrder.TurnedRound;

    /// <summary>How many records to show before and after import; 0 scans instead.</summary>
    public int ExplainImport { get; init; }

    /// <summary>What to look at, under which policy.</summary>
    public ScanOptions Options { get; init; } = new();

    /// <summary>Where the JSON report goes; "-" is standard output.</summary>
    public string? Report { get; init; }

    /// <summary>Where the HTML report goes.</summary>
    public string? Html { get; init; }

    /// <summary>Where the CSV of incidents goes.</summary>
    public string? Csv { get; init; }

    /// <summary>What makes the status 1.</summary>
    public FailOn FailOn { get; init; }

    /// <summary>Print errors only.</summary>
    public bool Quiet { get; init; }
}
