using Tidegate.Traffic.Importers;
using Tidegate.Traffic.Reading;

namespace Tidegate.Traffic;

/// <summary>
/// Opens one stream of traffic: plain, gzip or zstd; NDJSON, JSON, CSV, Parquet or a vendor's export. All of it is
/// recognised by content, never by name, and the format taken is told in the report.
/// </summary>
public static class EventReader
{
    private const string Own = "tidegate";

    /// <summary>Opens a stream, which the source disposes.</summary>
    /// <param name="content">Where to read from; forward only.</param>
    /// <param name="sourceName">File name, or "-" for standard input, for reports.</param>
    /// <param name="names">Where names are interned.</param>
    /// <param name="options">How to read; null for the defaults.</param>
    /// <param name="totalBytes">Size of the stream when known.</param>
    /// <returns>A source. Content that cannot be read gives one without events, and with the reason in its report.</returns>
    /// <exception cref="TrafficSourceException">
    /// The options name a format that does not exist. While reading: there is more to be put in order of time than is held in memory.
    /// </exception>
    public static EventSource Open(Stream content, string sourceName, TrafficNames names, ReadingOptions? options = null, long? totalBytes = null)
    {
        options ??= new ReadingOptions();
        CheckFormat(options.Format);
        var counted = new CountingStream(content);
        if (options.Order == ReadingOrder.AsItComes) return OpenAsItComes(counted, sourceName, names, options, totalBytes);

        // Names of its own: where all is read before the first event goes out, ids would depend on the order of the file.
        var own = new TrafficNames { Ids = names.Ids };
        return new OrderedSource(OpenAsItComes(counted, sourceName, own, options, totalBytes), new NameTranslation(own, names), options);
    }

    private static CountedSource OpenAsItComes(CountingStream counted, string sourceName, TrafficNames names, ReadingOptions options, long? totalBytes)
    {
        var opened = Recognise(new PeekedStream(counted, 64), sourceName, names, options);
        opened.Report.TotalBytes = totalBytes;
        return new CountedSource(opened, counted);
    }

    /// <summary>Throws when a format name is not known.</summary>
    public static void CheckFormat(string format)
    {
        if (format is "auto" or Own or "tidegate-ndjson" or "tidegate-json" or "tidegate-csv" or "tidegate-parquet") return;
        if (VendorImporters.All.Any(i => i.Format == format || i.Vendor == format)) return;
        var known = VendorImporters.All.SelectMany(i => new[] { i.Vendor, i.Format }).Distinct();
        throw new TrafficSourceException($"unknown format '{format}'; expected auto, tidegate or one of: {string.Join(", ", known)}");
    }

    private static EventSource Recognise(PeekedStream raw, string sourceName, TrafficNames names, ReadingOptions options)
    {
        var unpacked = Compression.Unpack(raw, out var compression, out var refused);
        if (refused is not null) return new EmptySource(new SourceReport(sourceName, "unknown"), refused, raw);
        if (IsParquet(raw)) return OpenParquet(raw, compression: null, sourceName, names, options);
        var text = Utf8Content.Open(unpacked, out var remark);
        if (compression is not null && IsParquet(text)) return OpenParquet(text, compression, sourceName, names, options);
        var source = OpenText(text, sourceName, names, options);
        if (remark is not null) source.Report.Remarks.Add(remark);
        return Named(source, compression, options.Format == "auto");
    }

    private static bool IsParquet(PeekedStream content) => content.Head.StartsWith("PAR1"u8);

    private static EventSource OpenParquet(PeekedStream content, string? compression, string sourceName, TrafficNames names, ReadingOptions options)
    {
        if (options.OpenParquet is { } open) return Named(open(content, sourceName, names, options.Import), compression, options.Format == "auto");
        return new EmptySource(new SourceReport(sourceName, "tidegate-parquet"), "Parquet cannot be read here", content);
    }

    private static EventSource OpenText(PeekedStream content, string sourceName, TrafficNames names, ReadingOptions options)
    {
        var own = OwnFormats.Recognise(content.Head, options.Import, out var confidence);
        var importer = options.Format is "auto" ? VendorImporters.Surest(VendorImporters.All, content.Head, confidence) : VendorImporters.Named(options.Format, content.Head);
        if (IsEmptyExport(content, importer, options.Format, confidence)) return new EmptySource(new SourceReport(sourceName, importer?.Format ?? OwnFormats.Unknown), EmptySource.NoRecords, content);
        if (importer is not null) return importer.Open(content, sourceName, names, options.Import);
        if (options.Format.StartsWith("tidegate-", StringComparison.Ordinal)) own = options.Format;
        var source = OwnFormats.Open(own, content, sourceName, names, options);
        if (options.Import.DefaultCountryCallingCode.Length > 0) source.Report.Remarks.Add("the default country was not used: destinations of Tidegate's own forms are E.164, with their country code");
        return source;
    }

    // What an importer knows as its own, or the contract's reader, is a record that has an empty list in it.
    private static bool IsEmptyExport(PeekedStream content, ITrafficImporter? importer, string format, int ownConfidence) =>
        (importer is null ? format is "auto" && ownConfidence < 100 : importer.Recognise(content.Head) == 0)
        && content.Failure is null && content.IsWhole && EmptyExport.Is(content.Head);

    private static EventSource Named(EventSource source, string? compression, bool guessed)
    {
        if (source.Report.Format != "unknown")
        {
            var packed = compression is null ? "" : $" ({compression})";
            source.Report.Remarks.Insert(0, $"read as {source.Report.Format}{packed}{(guessed ? ", recognised by content" : "")}");
        }

        return source;
    }
}
