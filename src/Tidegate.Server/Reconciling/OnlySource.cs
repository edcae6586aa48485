using Tidegate.Traffic;

namespace Tidegate.Server.Reconciling;

/// <summary>The submissions of a source that matter, changed where that is asked for.</summary>
/// <param name="inner">The source.</param>
/// <param name="take">Whether a submission matters; may change it.</param>
internal sealed class OnlySource(EventSource inner, OnlySource.Taking take) : EventSource
{
    /// <summary>Whether a submission matters; may change it.</summary>
    internal delegate bool Taking(ref TrafficEvent submission);

    /// <inheritdoc/>
    public override SourceReport Report => inner.Report;

    /// <inheritdoc/>
    public override IReadOnlyList<SourceReport> Reports => inner.Reports;

    /// <inheritdoc/>
    public override int Read(Span<TrafficEvent> batch)
    {
        for (int count; (count = inner.Read(batch)) > 0;)
        {
            var kept = 0;
            for (var i = 0; i < count; i++) if (batch[i].Kind == EventKind.Submit && take(ref batch[i])) batch[kept++] = batch[i];
            if (kept > 0) return kept;
        }

        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
