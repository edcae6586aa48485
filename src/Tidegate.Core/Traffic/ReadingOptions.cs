using Tidegate.Traffic.Importers;

namespace Tidegate.Traffic;

/// <summary>In which order events are handed out.</summary>
public enum ReadingOrder
{
    /// <summary>As they come.</summary>
    AsItComes = 0,

    /// <summary>As they come; but of what comes newest first, as consoles export it, all is held in memory, and the last one comes first.</summary>
    TurnedRound = 1,

    /// <summary>All are held in memory and sorted by time.</summary>
    Sorted = 2,
}

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

    /// <summary>What is done where the event contract's own forms do not come oldest first. Vendors' exports are put in order of time whatever it says.</summary>
    public ReadingOrder Order { get; init; }

    /// <summary>Opens Parquet content; without it Parquet is reported as not readable.</summary>
    internal Func<Stream, string, TrafficNames, ImportOptions, EventSource>? OpenParquet { get; init; }
}
