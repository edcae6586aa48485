namespace Tidegate.Traffic.Reading;

/// <summary>Keeps <see cref="SourceReport.BytesRead"/> of a source in step with the stored bytes taken from its stream.</summary>
internal sealed class CountedSource(EventSource source, CountingStream stream) : EventSource
{
    public override SourceReport Report => source.Report;

    /// <summary>Whether the source puts its events in order of time by itself.</summary>
    public bool IsInOrder => source is Importers.ImportSource;

    public override int Read(Span<TrafficEvent> batch)
    {
        var count = source.Read(batch);
        source.Report.BytesRead = stream.Count;
        return count;
    }

    internal override void Prepare()
    {
        source.Prepare();
        source.Report.BytesRead = stream.Count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
            stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
