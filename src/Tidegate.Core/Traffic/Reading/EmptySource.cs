namespace Tidegate.Traffic.Reading;

/// <summary>Content that cannot be read: no events, and one bad record that says why. Content that holds nothing has no record.</summary>
internal sealed class EmptySource : EventSource
{
    /// <summary>The reason of content that holds nothing, or blanks and line ends only.</summary>
    public const string NoContent = "the file is empty";

    /// <summary>The reason of an export without a record, which is that of a vendor not known.</summary>
    public const string NoRecords = "an export without a record";

    private readonly Stream _content;

    public EmptySource(SourceReport report, string reason, Stream content)
    {
        _content = content;
        Report = report;
        report.Remarks.Add(reason);
        if (reason is NoContent or NoRecords) return;
        report.AddFault(1, reason);
        report.Records = 1;
    }

    public override SourceReport Report { get; }

    public override int Read(Span<TrafficEvent> batch) => 0;

    protected override void Dispose(bool disposing)
    {
        if (disposing) _content.Dispose();
        base.Dispose(disposing);
    }
}
