namespace Tidegate.Traffic.Reading;

/// <summary>A source that reads records one after the other out of a <see cref="RecordBuffer"/>.</summary>
internal abstract class RecordSource(RecordBuffer buffer, EventBuilder builder) : EventSource
{
    private bool _ended;
    private bool _saidBroken;
    private long _records;

    /// <summary>What became of an attempt to read a record.</summary>
    protected enum Step
    {
        /// <summary>An event was read.</summary>
        Event,

        /// <summary>There was a record, but a bad one; it is reported.</summary>
        Bad,

        /// <summary>There is no more.</summary>
        End,
    }

    public sealed override SourceReport Report => builder.Report;

    protected RecordBuffer Buffer => buffer;

    protected EventBuilder Builder => builder;

    public sealed override int Read(Span<TrafficEvent> batch)
    {
        var count = 0;
        while (!_ended && count < batch.Length)
        {
            var step = Next(ref batch[count]);
            if (step == Step.End) End();
            else _records++;
            if (step == Step.Event) count++;
        }

        if (_ended && buffer.Broken is { } broken && !_saidBroken)
        {
            _saidBroken = true;
            Report.BreakOff(buffer.Line, broken);
            Report.AddFault(buffer.Line, "the file breaks off or is damaged here; what came before was kept");
        }

        Report.Records = _records;
        return count;
    }

    private void End()
    {
        _ended = true;
        builder.Finish();
    }

    /// <summary>Reads the next record.</summary>
    protected abstract Step Next(ref TrafficEvent traffic);

    /// <summary>Reports a record that cannot be read at all.</summary>
    protected Step Bad(long line, string reason, ReadOnlySpan<byte> record)
    {
        const int shown = 40;
        var text = Report.KeepsBad ? PhoneMask.Apply(record.Length > shown ? record[..shown] : record) : "";
        Report.AddBad(line, reason, text);
        return Step.Bad;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) buffer.Dispose();
        base.Dispose(disposing);
    }
}
