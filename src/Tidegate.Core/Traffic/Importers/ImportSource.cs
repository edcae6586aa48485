namespace Tidegate.Traffic.Importers;

/// <summary>
/// An export as a source of events. Its records carry two times and often come newest first, so all are read before the
/// first event goes out, in order of time.
/// </summary>
internal sealed class ImportSource(FieldReader fields, RecordMapper mapper, ImportSink sink, SourceReport report, int maxRecords) : EventSource
{
    private bool _loaded;
    private int[]? _order;
    private int _next;

    public override SourceReport Report => report;

    public override int Read(Span<TrafficEvent> batch)
    {
        _order ??= Finish();
        var count = Math.Min(batch.Length, _order.Length - _next);
        for (var i = 0; i < count; i++) batch[i] = sink.Events[_order[_next + i]];
        _next += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        fields.Dispose();
        base.Dispose(disposing);
    }

    internal override void Prepare()
    {
        if (_loaded) return;
        _loaded = true;
        while (fields.Read())
        {
            if (report.Records >= maxRecords)
            {
                report.Remarks.Add($"More than {maxRecords} records: the rest was not read. Split the export, or raise the most records an import takes.");
                break;
            }

            report.Records++;
            mapper.Map(fields);
        }
    }

    private int[] Finish()
    {
        Prepare();
        mapper.Finish();
        sink.Finish();
        return sink.Events.InOrder();
    }
}
