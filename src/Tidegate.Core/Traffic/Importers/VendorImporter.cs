namespace Tidegate.Traffic.Importers;

/// <summary>What a vendor's importer is made of: which fields it wants, and how records map to messages.</summary>
internal abstract class VendorImporter(string vendor, string format, string what) : ITrafficImporter
{
    public string Format { get; } = format;

    public string Vendor { get; } = vendor;

    public string What { get; } = what;

    /// <summary>Whether it reads JSON; else CSV or lines of a log.</summary>
    public virtual bool ReadsJson => true;

    /// <summary>Whether several records may speak of one message.</summary>
    protected virtual bool Merges => false;

    public abstract int Recognise(ReadOnlySpan<byte> head);

    public EventSource Open(Stream content, string sourceName, TrafficNames names, ImportOptions options)
    {
        var report = new SourceReport(sourceName, Format);
        var (fields, mapper, sink) = Start(content, report, names, options);
        return new ImportSource(fields, mapper, sink, report, options.MaxRecords);
    }

    internal (FieldReader Fields, RecordMapper Mapper, ImportSink Sink) Start(Stream content, SourceReport report, TrafficNames names, ImportOptions options)
    {
        var sink = new ImportSink(names, report, Merges);
        return (Fields(content, report, options), Mapper(sink, options), sink);
    }

    protected abstract FieldReader Fields(Stream content, SourceReport report, ImportOptions options);

    protected abstract RecordMapper Mapper(ImportSink sink, ImportOptions options);

    /// <summary>100 when the head holds all of the marks, else 0.</summary>
    protected static int Marks(ReadOnlySpan<byte> head, params ReadOnlySpan<string> marks)
    {
        Span<byte> mark = stackalloc byte[64];
        foreach (var text in marks)
        {
            var length = System.Text.Encoding.UTF8.GetBytes(text, mark);
            if (head.IndexOf(mark[..length]) < 0) return 0;
        }

        return 100;
    }

    /// <summary>100 when the first line is a header with all of the columns, else 0.</summary>
    protected static int Columns(ReadOnlySpan<byte> head, params ReadOnlySpan<string> columns)
    {
        if (head.IsEmpty || head[0] is (byte)'{' or (byte)'[') return 0;
        var header = CsvStart.HeaderOf(head);
        foreach (var column in columns)
        {
            if (Array.IndexOf(header, column) < 0) return 0;
        }

        return 100;
    }
}
