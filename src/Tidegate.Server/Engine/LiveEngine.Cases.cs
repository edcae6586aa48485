using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Live;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Engine;

/// <summary>The cases' thread: writes down incidents, decisions and what people changed, in the journal's order.</summary>
internal sealed partial class LiveEngine
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private readonly BlockingCollection<(LiveOutcome Outcome, Ticket? Ticket)> _outcomes = [];
    private readonly ConcurrentDictionary<string, Incident> _ending = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DecisionRecord> _endingOrders = new(StringComparer.Ordinal);
    private long _outcomesAdded;
    private long _outcomesWritten;
    private volatile string? _casesFault;

    /// <summary>Incidents that have ended and are not written down yet: no more among those that go on, and not in the book. To be asked between the two.</summary>
    public IEnumerable<Incident> Ending => _ending.Values;

    /// <summary>Whether an incident is among <see cref="Ending"/>.</summary>
    public bool IsEnding(string id) => _ending.ContainsKey(id);

    /// <summary>Decisions and allowlist entries that are in force no more, in any order: those being written down, then those of the book.</summary>
    /// <param name="inForce">Those in force, asked before.</param>
    /// <param name="incident">Of this incident alone; null: all.</param>
    public IEnumerable<Order> EndedOrders(IEnumerable<Order> inForce, string? incident = null)
    {
        var told = inForce.Select(o => o.Id).ToHashSet(StringComparer.Ordinal);
        var ending = _endingOrders.Values.Select(Kept).Select(d => d.Order).Where(o => told.Add(o.Id)).ToList();
        var written = Book.Each(Book.Decision)
            .Where(d => !told.Contains(d.Id) && (incident is null || d.Json.Contains(incident, StringComparison.Ordinal)))
            .Select(d => Book.Read<DecisionRecord>(Book.Decision, d.Id)?.Order).OfType<Order>();
        return ending.Concat(written).Where(o => incident is null || o.IncidentId == incident);
    }

    /// <summary>One that is in force no more; null when there is none.</summary>
    public Order? EndedOrder(string id) => _endingOrders.TryGetValue(id, out var ending) ? Kept(ending).Order : Book.Read<DecisionRecord>(Book.Decision, id)?.Order;

    private static IEnumerable<Incident> Ended(LiveOutcome outcome) => outcome.Incidents.Where(c => c.Incident.ClosedAt is not null).Select(c => c.Incident);

    private void WriteDownAll()
    {
        foreach (var (outcome, ticket) in _outcomes.GetConsumingEnumerable())
        {
            while (!TryWriteDown(outcome))
            {
                if (_stopping) break;
                Thread.Sleep(BetweenTries);
            }

            foreach (var incident in Ended(outcome)) _ending.TryRemove(KeyValuePair.Create(incident.Id, incident));
            foreach (var change in outcome.Changes.Where(c => c.Gone)) _endingOrders.TryRemove(KeyValuePair.Create(change.Order.Id, new DecisionRecord(change.Order, true)));
            ticket?.Complete(outcome);
            Interlocked.Increment(ref _outcomesWritten);
        }
    }

    private bool WaitForCases(long outcomes, TimeSpan patience)
    {
        var begin = _time.GetTimestamp();
        while (Interlocked.Read(ref _outcomesWritten) < outcomes)
        {
            if (_time.GetElapsedTime(begin) > patience || _casesFault is not null) return false;
            Thread.Sleep(1);
        }

        return _casesFault is null; // when stopping, what cannot be written is passed over
    }

    private bool TryWriteDown(LiveOutcome outcome)
    {
        try
        {
            WriteDown(outcome);
            if (_casesFault is not null) LogCasesBack(_log);
            _casesFault = null;
            return true;
        }
        catch (Exception e) when (e is SqliteException or IOException)
        {
            if (_casesFault is null) LogCasesFault(_log, e.Message, e);
            _casesFault = e.Message;
            return false;
        }
    }

    // Once for each position: what was written down before a crash is not written down again when it is replayed.
    private void WriteDown(LiveOutcome outcome)
    {
        if (outcome.Position <= _store.Position) return;
        var documents = Documents(outcome);
        var audit = outcome.Fact is { } fact
            ? new AuditLine(0, fact.At.ToUnixTimeMilliseconds(), fact.Actor, fact.Action, fact.Subject, fact.Before, fact.After, fact.Why)
            : null;
        _store.Write(outcome.Position, documents, audit, _tells && AlsoWrite is { } also ? (connection, transaction) => also(connection, transaction, outcome) : null);
        Book.Apply(documents);
        Written?.Invoke();
    }

    private DecisionRecord Kept(DecisionRecord record) => record.Ended && KeepEnded is { } keep ? keep(record) : record;

    private List<DocumentWrite> Documents(LiveOutcome outcome)
    {
        var documents = new List<DocumentWrite>();
        foreach (var (kind, name) in outcome.Parties.Where(p => Book.Find(p.Kind, p.Name) is null))
            documents.Add(new DocumentWrite(kind, name, 1, "{}"));
        foreach (var change in outcome.Incidents)
            documents.Add(new DocumentWrite(Book.Incident, change.Incident.Id, outcome.Position, Book.Write(change.Incident)));
        foreach (var change in outcome.Changes)
            documents.Add(new DocumentWrite(Book.Decision, change.Order.Id, change.Sequence, Book.Write(Kept(new DecisionRecord(change.Order, change.Gone)))));
        foreach (var document in outcome.Fact?.Documents ?? [])
            documents.Add(new DocumentWrite(document.Kind, document.Id, document.Version, document.Json));
        return documents;
    }
}
