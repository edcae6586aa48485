using Tidegate.Traffic.Importers;

namespace Tidegate.Traffic;

/// <summary>How sources are read.</summary>
public sealed record ReadingOptions
{
    /// <summary>
    /// "auto" (recognise by content), "tidegate" (the event contract in whatever form), "tidegate-ndjson", "tidegate-json",
    /// "tidegate-csv", "tidegate-parquet", or the format or vendor name of an importer.
    /// </summary>
    public string Format { get; init; } = "auto";

    /// <summary>Longest record in bytes; longer ones are bad records and are not held in memory. Default 1 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 1 << 20;

    /// <summary>What is known beside the content; most of it is for vendors' exports.</summary>
    public ImportOptions Import { get; init; } = new();

    /// <summary>Opens Parquet content; without it Parquet is reported as not readable.</summary>
    internal Func<Stream, string, TrafficNames, ImportOptions, EventSource>? OpenParquet { get; init; }
}
