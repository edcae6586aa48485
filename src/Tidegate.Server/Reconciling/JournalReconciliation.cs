using Tidegate.Live;
using Tidegate.Reporting.Reconciliation;
using Tidegate.Reporting.Tables;
using Tidegate.Server.Backtests;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Storage;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;

namespace Tidegate.Server.Reconciling;

/// <summary>What is to be held against what passed through us.</summary>
internal sealed record AskedReconciliation
{
    /// <summary>Only our messages of this customer; all of theirs are taken for its own. Null for all.</summary>
    public string? Customer { get; init; }

    /// <summary>Only our messages through this supplier; null for all.</summary>
    public string? Supplier { get; init; }

    /// <summary>Format of theirs.</summary>
    public string Format { get; init; } = "auto";

    /// <summary>How to compare.</summary>
    public required ReconcileOptions Options { get; init; }
}

/// <summary>Holds a customer's log or a supplier's invoice file against what the service's journal still holds. One at a time: the whole journal is read for each.</summary>
internal sealed class JournalReconciliation(LiveEngine engine, EngineOptions options) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    public void Dispose() => _one.Dispose();

    /// <summary>Reads their file and our journal, and compares.</summary>
    /// <param name="asked">What is compared. Without a time it is that of the journal: what they have before it and after it is outside.</param>
    /// <param name="file">Their file.</param>
    /// <param name="cancel">To stop.</param>
    /// <exception cref="ProblemException">Their file is none that can be read, or the journal holds nothing.</exception>
    public async Task<ReportDocument> MakeAsync(AskedReconciliation asked, string file, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            return await Task.Run(() => Make(asked, file, cancel), cancel);
        }
        finally
        {
            _one.Release();
        }
    }

    private ReportDocument Make(AskedReconciliation asked, string file, CancellationToken cancel)
    {
        var names = new TrafficNames();
        var since = asked.Options.Since ?? First(names, cancel) ?? throw new ProblemException(StatusCodes.Status409Conflict, "the journal holds no messages to compare with", "query.since", "", "messages of the last days (retention.journal); older ones: tidegate reconcile with export files");
        var until = asked.Options.Until ?? DateTimeOffset.FromUnixTimeMilliseconds(engine.Clock.Now + 1);
        if (since >= until) throw ProblemException.Bad("query.since", Reporting.Phrases.Rfc3339(since), "a time before until");
        var (customer, supplier) = (asked.Customer is { } c ? names.Customers.Intern(c) : 0, asked.Supplier is { } s ? names.Suppliers.Intern(s) : 0);
        try
        {
            using var ours = new OnlySource(
                new JournalSource(engine, names, options.Detection.MaxKnownNumbers, [], cancel),
                (ref TrafficEvent e) => (customer == 0 || e.Customer == customer) && (supplier == 0 || e.Supplier == supplier));

            // A customer's own log is about itself, whatever it calls itself; an invoice's names are the supplier's, not ours.
            using var theirs = new OnlySource(
                EventFiles.Open([file], names, new ReadingOptions { Format = asked.Format, Import = new ImportOptions { DefaultCustomer = Reconciler.NotStated } }, cancel),
                (ref TrafficEvent e) =>
                {
                    e.Customer = customer;
                    return true;
                });
            var report = Reconciler.Run(ours, theirs, names, asked.Options with { Since = since, Until = until }, cancel: cancel);
            if (report.Theirs.Messages == 0)
            {
                var bad = report.Theirs.Sources.SelectMany(source => source.BadRecords).Select(b => $"; line {b.Line}: {b.Reason}").FirstOrDefault("");
                throw new ProblemException(StatusCodes.Status400BadRequest, "there is no message in the file" + bad, "body", "", "submissions in a format of docs/formats.md");
            }

            return ReconciliationTables.Of(report, since, until);
        }
        catch (TrafficSourceException e)
        {
            throw new ProblemException(StatusCodes.Status400BadRequest, "the file cannot be read: " + e.Message.Replace(file, "it", StringComparison.Ordinal), "query.format", asked.Format, "a format of docs/formats.md");
        }
    }

    // The first message that the journal still holds: what is before it we cannot say.
    private DateTimeOffset? First(TrafficNames names, CancellationToken cancel)
    {
        using var journal = new JournalSource(engine, names, 1 << 16, [], cancel);
        var batch = new TrafficEvent[256];
        for (int count; (count = journal.Read(batch)) > 0;)
            foreach (ref var e in batch.AsSpan(0, count))
                if (e.Kind == EventKind.Submit) return DateTimeOffset.FromUnixTimeMilliseconds(e.Time);
        return null;
    }
}
