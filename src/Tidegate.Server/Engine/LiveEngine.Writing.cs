using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Engine;

/// <summary>The journal's thread: groups what is queued into one commit.</summary>
internal sealed partial class LiveEngine
{
    private const int MostInGroup = 256;
    private const int MostBytesInGroup = 8 << 20;
    private const int TrimmedAtOnce = 2000;

    private long _trimUpTo;
    private long _commits;
    private volatile string? _journalFault;

    private void WriteAll()
    {
        var group = new List<Ticket>();
        while (_inbox.TryTake(out var first, Timeout.Infinite))
        {
            group.Clear();
            group.Add(first);
            var bytes = first.Body.Length;
            while (group.Count < MostInGroup && bytes < MostBytesInGroup && _inbox.TryTake(out var next))
            {
                group.Add(next);
                bytes += next.Body.Length;
            }

            Write(group);
            if (_inbox.Count == 0) Trim();
        }

        _work.CompleteAdding();
    }

    private void Write(List<Ticket> group)
    {
        var first = _journal.Last + 1;
        var at = _time.GetUtcNow();
        try
        {
            _journal.Append([.. group.Select(t => (t.Kind, t.Events, t.Body))], at);
        }
        catch (Exception e) when (e is SqliteException or IOException or InvalidOperationException)
        {
            if (_journalFault is null) LogJournalFault(_log, e.Message, e);
            _journalFault = e.Message;
            foreach (var ticket in group)
            {
                Leave(ticket);
                ticket.Fail(new NotDurableException("the journal cannot be written: " + e.Message, e));
            }

            return;
        }

        if (_journalFault is not null) LogJournalBack(_log);
        _journalFault = null;
        Interlocked.Increment(ref _commits);
        for (var i = 0; i < group.Count; i++)
        {
            group[i].Journalled(first + i, at);
            _work.Add(group[i]);
        }
    }

    private void Trim()
    {
        var upTo = Volatile.Read(ref _trimUpTo);
        if (upTo == 0) return;
        try
        {
            var trimmed = _journal.Trim(upTo, _time.GetUtcNow() - JournalRetention, TrimmedAtOnce);
            if (trimmed > 0) LogTrimmed(_log, trimmed, upTo);
            if (trimmed > 0) Trimmed?.Invoke(trimmed);
            if (trimmed < TrimmedAtOnce) Volatile.Write(ref _trimUpTo, 0);
        }
        catch (SqliteException e)
        {
            LogTrimFault(_log, e.Message);
            Volatile.Write(ref _trimUpTo, 0);
        }
    }
}
