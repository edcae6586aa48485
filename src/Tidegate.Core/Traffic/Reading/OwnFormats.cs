using Tidegate.Traffic.Importers;

namespace Tidegate.Traffic.Reading;

/// <summary>The text forms of the event contract: recognising and opening them.</summary>
internal static class OwnFormats
{
    public const string Ndjson = "tidegate-ndjson";
    public const string Json = "tidegate-json";
    public const string Csv = "tidegate-csv";
    public const string Unknown = "unknown";

    /// <summary>The form that a head of content most likely is, and how sure that is (0..100).</summary>
    /// <param name="head">The head.</param>
    /// <param name="import">What is known beside the content.</param>
    /// <param name="confidence">How sure.</param>
    public static string Recognise(ReadOnlySpan<byte> head, ImportOptions import, out int confidence)
    {
        confidence = 0;
        var text = head.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty) return Unknown;
        if (text[0] is (byte)'{' or (byte)'[')
        {
            // Both names together are the contract's; one alone may be a vendor's.
            var own = head.IndexOf("\"message_id\""u8) >= 0 && head.IndexOf("\"type\""u8) >= 0
                && (head.IndexOf("\"submit\""u8) >= 0 || head.IndexOf("\"receipt\""u8) >= 0 || head.IndexOf("\"conversion\""u8) >= 0);
            confidence = own ? 100 : 1;
            return text[0] == '{' && IsLine(text) ? Ndjson : Json;
        }

        if (LooksBinary(head)) return Unknown;
        var header = CsvHeader.Read(head, import.DefaultCustomer.Length > 0);
        confidence = header.IsUsable ? 100 : header.Known > 0 ? 2 : 1;
        return Csv;
    }

    /// <summary>Opens content in a given form.</summary>
    public static EventSource Open(string format, PeekedStream content, string sourceName, TrafficNames names, ReadingOptions options)
    {
        var report = new SourceReport(sourceName, format);
        if (content.Head.IsEmpty) return new EmptySource(report, content.Failure ?? EmptySource.NoContent, content);
        if (content.Failure is null && content.IsWhole && content.Head.Trim(" \t\r\n"u8).IsEmpty) return new EmptySource(report, EmptySource.NoContent, content);
        if (format is not (Ndjson or Json or Csv))
        {
            const string reason = "not recognised; expected NDJSON, a JSON array, CSV with a header, Parquet, or a vendor's export (--format)";
            return new EmptySource(report, $"{reason}; first bytes: {Convert.ToHexString(content.Head[..Math.Min(8, content.Head.Length)])}", content);
        }

        var buffer = new RecordBuffer(content, options.MaxRecordBytes);
        var builder = new EventBuilder(names, report, options.Import);
        return format switch
        {
            Ndjson => new NdjsonSource(buffer, builder),
            Json => new JsonSource(buffer, builder),
            _ => CsvSource.Open(buffer, builder, CsvHeader.Read(content.Head, options.Import.DefaultCustomer.Length > 0)),
        };
    }

    /// <summary>Whether the first object ends on its first line, as in NDJSON; printed over lines it does not.</summary>
    private static bool IsLine(ReadOnlySpan<byte> text)
    {
        var newline = text.IndexOf((byte)'\n');
        if (newline < 0) return true;
        var line = text[..newline].TrimEnd(" \t\r"u8);
        return line[^1] == '}' || !(line[^1] is (byte)'{' or (byte)',');
    }

    private static bool LooksBinary(ReadOnlySpan<byte> head)
    {
        var start = head[..Math.Min(head.Length, 4096)];
        var odd = 0;
        foreach (var b in start)
        {
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\r' or (byte)'\n' or 0x1E)) odd++;
        }

        return odd * 50 > start.Length;
    }
}
