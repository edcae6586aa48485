namespace Tidegate.Traffic;

/// <summary>
/// Traffic events from somewhere, in order of arrival. Bad records never throw: they are counted and reported in
/// <see cref="Report"/>, and the rest goes on. A plug point: every format and importer is one of these.
/// </summary>
public abstract class EventSource : IDisposable
{
    /// <summary>What has been read so far, good and bad.</summary>
    public abstract SourceReport Report { get; }

    /// <summary>One report for each file read; a single one unless several were merged.</summary>
    public virtual IReadOnlyList<SourceReport> Reports => [Report];

    /// <summary>Fills <paramref name="batch"/> from the start; returns how many events, 0 only at the end.</summary>
    public abstract int Read(Span<TrafficEvent> batch);

    /// <summary>Reads what has to be read before the first event goes out; files of one run do so before any of them hands out events.</summary>
    internal virtual void Prepare()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the source holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
