using System.Collections.Concurrent;
using Tidegate.Live;

namespace Tidegate.Server.Engine;

/// <summary>The detection thread: applies entries in the journal's order, answers questions, writes snapshots.</summary>
internal sealed partial class LiveEngine
{
    private static readonly TimeSpan PatienceWithCases = TimeSpan.FromSeconds(10);

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
                    var written = TrySnapshot();
                    request.Done?.TrySetResult(written);
                    break;
            }
        }

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
            var outcome = ticket.Batch is { } batch ? _partition.Apply(ticket.Position, batch) : _partition.Apply(ticket.Position, ticket.Fact!);
            Sums.Take(ticket.Position, _tally, _partition.Replay.Names, wait: false);
            Clock.Set(_partition.Now);
            Count(outcome);
            Stream.Add(outcome.Changes);
            if (outcome.IsNews)
            {
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

    // What follows from the entries must be written down before a snapshot makes sure that they are never replayed.
    private bool TrySnapshot()
    {
        var position = _partition.Position;
        if (_detectionFault is not null) return false;
        if (position == _snapshotPosition) return true;
        if (!WaitForCases(PatienceWithCases)) return false;

        // The sums must reach up to the snapshot that will be the older one, so that there is always one to go on from.
        if (!Sums.Reaches(_snapshotPosition)) return false;
        try
        {
            var begin = _time.GetTimestamp();
            _snapshots.Write(position, _partition.Save);
            _snapshotPosition = position;
            _lastSnapshot = _time.GetTimestamp();
            Volatile.Write(ref _trimUpTo, _snapshots.Trim());
            LogSnapshot(_log, position, _time.GetElapsedTime(begin).TotalMilliseconds);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogSnapshotFault(_log, position, e.Message);
            return false;
        }
    }
}
