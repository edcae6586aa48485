using System.Collections.Concurrent;
using Tidegate.Live;

namespace Tidegate.Server.Engine;

/// <summary>The detection thread: applies entries in the journal's order, answers questions, writes snapshots.</summary>
internal sealed partial class LiveEngine
{
    private long _oldest;
    private long _events;
    private long _duplicates;
    private long _late;
    private long _orphans;
    private long _opened;
    private volatile string? _detectionFault;

    /// <summary>Incidents opened since the start.</summary>
    public long IncidentsOpened => Interlocked.Read(ref _opened);

    /// <summary>Whether detection has fallen so far behind that decisions may be missing, or has stopped.</summary>
    public bool IsStale
    {
        get
        {
            if (_detectionFault is not null) return true;
            var oldest = Volatile.Read(ref _oldest);
            return oldest != 0 && Interlocked.Read(ref _queuedEvents) > 0 && _time.GetElapsedTime(oldest) > _options.StaleAfter;
        }
    }

    private void ApplyAll()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            switch (work)
            {
                case Ticket ticket:
                    Volatile.Write(ref _oldest, ticket.Since);
                    Apply(ticket);
                    break;
                case IQuestion question:
                    question.Ask(_partition);
                    break;
                case SnapshotRequest request:
                    TakeSnapshot(request);
                    break;
                case ImageRequest request:
                    TakeImage(request);
                    break;
                case SnapshotWritten written:
                    NoteSnapshot(written);
                    break;
            }
        }

        foreach (var request in _wanted) request.Done?.TrySetResult(false);
        _outcomes.CompleteAdding();
    }

    private void Apply(Ticket ticket)
    {
        Leave(ticket);
        if (_detectionFault is not null)
        {
            // It is durable, and will be applied after a restart; it is not lost.
            ticket.Complete(new LiveOutcome { Position = ticket.Position, Accepted = ticket.Events });
            return;
        }

        try
        {
            var outcome = ticket.Batch is { } batch ? _partition.Apply(ticket.Position, batch, ticket.JournalledAt) : _partition.Apply(ticket.Position, ticket.Fact!);
            Sums.Take(ticket.Position, _tally, _partition.Replay.Names, wait: false);
            Clock.Set(_partition.Now);
            Count(outcome);
            Stream.Add(outcome.Changes);
            if (outcome.IsNews)
            {
                foreach (var incident in Ended(outcome)) _ending[incident.Id] = incident;
                foreach (var change in outcome.Changes.Where(c => c.Gone)) _endingOrders[change.Order.Id] = new DecisionRecord(change.Order, true);
                _outcomesAdded++;
                _outcomes.Add((outcome, ticket));
            }

            if (ticket.Batch is not null) ticket.Complete(outcome);
        }
        catch (Exception e)
        {
            _detectionFault = e.Message;
            LogDetectionFault(_log, ticket.Position, e);
            ticket.Fail(e);
        }
    }

    private void Count(LiveOutcome outcome)
    {
        Interlocked.Add(ref _events, outcome.Accepted);
        Interlocked.Add(ref _duplicates, outcome.Duplicates);
        Interlocked.Add(ref _late, outcome.Late);
        Interlocked.Add(ref _orphans, outcome.Orphans);
        Interlocked.Add(ref _opened, outcome.Incidents.Count(i => i.Event == IncidentEvent.Opened));
        foreach (var incident in outcome.Incidents.Where(i => i.Event == IncidentEvent.Opened)) LogOpened(_log, incident.Incident.Id, incident.Incident.LogOdds);
        foreach (var change in outcome.Changes) LogDecision(_log, change.Sequence, change.Order.Id, change.Order.Kind, change.Gone);
    }
}
