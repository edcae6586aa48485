namespace Tidegate.Traffic.Importers;

/// <summary>
/// Reads one vendor's export into traffic events. A plug point: one class and one line in <see cref="VendorImporters.All"/>.
/// Instances are stateless and shared; what belongs to one file lives in the source that <see cref="Open"/> returns.
/// </summary>
public interface ITrafficImporter
{
    /// <summary>Name of the format, as `--format` takes it: "twilio-csv".</summary>
    string Format { get; }

    /// <summary>Name of the vendor, as `--format` takes it too: "twilio".</summary>
    string Vendor { get; }

    /// <summary>What it reads, in a few words.</summary>
    string What { get; }

    /// <summary>
    /// How sure the importer is that this is its format: 0 (no) to 100 (certain). Tidegate's own formats answer 100 for
    /// their own fields, so a vendor's format should ask for something that only the vendor writes.
    /// </summary>
    /// <param name="head">First 64 KiB of the content (or less), decompressed, UTF-8, without byte order mark.</param>
    int Recognise(ReadOnlySpan<byte> head);

    /// <summary>
    /// Starts reading. Never throws for bad content: that goes to the source's report.
    /// <see cref="SourceReport.BytesRead"/> and <see cref="SourceReport.TotalBytes"/> are kept by the caller, who also
    /// adds the remark that names the format.
    /// </summary>
    /// <param name="content">Decompressed UTF-8 without byte order mark, forward only; the source disposes it.</param>
    /// <param name="sourceName">File name, or "-" for standard input.</param>
    /// <param name="names">Where names are interned.</param>
    /// <param name="options">What the user said about the import.</param>
    EventSource Open(Stream content, string sourceName, TrafficNames names, ImportOptions options);
}
