using System.Diagnostics.Metrics;
using Tidegate.Enforcement;
using Tidegate.Server.Engine;
using Tidegate.Server.Watching;

namespace Tidegate.Server.Http;

/// <summary>What is measured: one meter, OpenTelemetry names, tags with few values, no numbers and no names of parties.</summary>
internal sealed class Metrics : IDisposable
{
    public const string MeterName = "Tidegate";

    private readonly Meter _meter = new(MeterName);

    public Metrics(LiveEngine engine, FolderWatch watch)
    {
        Counter("tidegate.events", "{event}", "Events taken", () => engine.Health().Events);
        Counter("tidegate.events.duplicate", "{event}", "Events dropped as duplicates", () => engine.Health().Duplicates);
        Counter("tidegate.events.late", "{event}", "Events too old to be used", () => engine.Health().Late);
        Counter("tidegate.events.orphan", "{event}", "Receipts and conversions whose submission is not known", () => engine.Health().Orphans);
        Counter("tidegate.incidents.opened", "{incident}", "Incidents opened", () => engine.IncidentsOpened);
        Counter("tidegate.requests.refused", "{request}", "Batches refused because the queue was full", () => engine.Health().Refused);
        Counter("tidegate.journal.commits", "{commit}", "Commits of the journal", () => engine.Health().Commits);
        Counter("tidegate.traffic.lost", "{event}", "Messages, receipts and conversions that the traffic's sums lack", () => engine.Sums.Lost);
        Counter("tidegate.watch.files", "{file}", "Files of the watched folder that were taken", () => watch.Taken);
        Counter("tidegate.watch.files.failed", "{file}", "Files of the watched folder that could not be taken", () => watch.Failed);
        _meter.CreateObservableGauge("tidegate.journal.position", () => engine.Health().Position, "{entry}", "Position of the last journal entry");
        _meter.CreateObservableGauge("tidegate.journal.size", () => engine.Health().JournalBytes, "By", "Size of the journal's file");
        _meter.CreateObservableGauge("tidegate.journal.writable", () => engine.Health().JournalFault is null ? 1 : 0, "1", "Whether the journal can be written");
        _meter.CreateObservableGauge("tidegate.cases.writable", () => engine.Health().CasesFault is null ? 1 : 0, "1", "Whether cases can be written");
        _meter.CreateObservableGauge("tidegate.traffic.writable", () => engine.Sums.Fault is null ? 1 : 0, "1", "Whether the traffic's sums can be written");
        _meter.CreateObservableGauge("tidegate.detection.stale", () => engine.IsStale ? 1 : 0, "1", "Whether detection does not keep up");
        _meter.CreateObservableGauge("tidegate.queue.events", () => engine.Health().QueuedEvents, "{event}", "Events queued and not yet applied");
        _meter.CreateObservableGauge("tidegate.queue.bytes", () => engine.Health().QueuedBytes, "By", "Bytes queued and not yet applied");
        _meter.CreateObservableGauge("tidegate.snapshot.age", () => engine.Health().SinceSnapshot.TotalSeconds, "s", "Time since the last snapshot");
        _meter.CreateObservableGauge("tidegate.decisions", () => engine.Enforcer.Orders, "{decision}", "Decisions and allowlist entries in force");
        _meter.CreateObservableGauge("tidegate.decisions.followers", () => engine.Stream.Followers, "{client}", "Enforcers that follow the decisions");
        _meter.CreateObservableGauge("tidegate.mode.enforce", () => engine.Mode == RunMode.Enforce ? 1 : 0, "1", "Whether verdicts are acted on");
        _meter.CreateObservableCounter(
            "tidegate.verdicts",
            () => Enum.GetValues<VerdictAction>().Select(a => new Measurement<long>(engine.Enforcer.Given(a), new KeyValuePair<string, object?>("verdict", a.ToString().ToLowerInvariant()))),
            "{verdict}",
            "Verdicts given");
        _meter.CreateObservableCounter(
            "tidegate.failures",
            () => FailurePolicies.Names.Select(n => new Measurement<long>(engine.Enforcer.Failures.Met(n.Value), new KeyValuePair<string, object?>("failure", n.Key))),
            "{failure}",
            "Failures met on the way to a verdict");
    }

    public void Dispose() => _meter.Dispose();

    private void Counter(string name, string unit, string description, Func<long> read) => _meter.CreateObservableCounter(name, read, unit, description);
}
