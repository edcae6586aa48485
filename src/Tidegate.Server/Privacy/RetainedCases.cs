using Microsoft.Data.Sqlite;
using Tidegate.Incidents;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Settings;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Privacy;

/// <summary>What is live now, which no retention touches.</summary>
/// <param name="Incidents">Incidents that have not ended, or that a decision in force answers.</param>
/// <param name="Orders">Decisions and allowlist entries in force.</param>
internal sealed record Live(HashSet<string> Incidents, HashSet<string> Orders)
{
    /// <summary>Asks detection.</summary>
    public static Task<Live> AskAsync(LiveEngine engine) => engine.ReadAsync(p => new Live(
        [.. p.Desk.StillOpen.Select(Decisions.Desk.IncidentIdOf), .. p.Orders.Select(o => o.IncidentId).OfType<string>()],
        [.. p.Orders.Select(o => o.Id)]));
}

/// <summary>Incidents that have ended, with the work on them.</summary>
internal sealed class RetainedIncidents(LiveEngine engine, LiveSettings settings, TimeProvider time) : IRetained
{
    /// <inheritdoc/>
    public string Kind => "incidents";

    /// <inheritdoc/>
    public TimeSpan Keep => settings.Current.Retention.Incidents;

    /// <inheritdoc/>
    public async Task<int> DeleteAsync(DateTimeOffset before)
    {
        var live = await Live.AskAsync(engine);
        var old = Ended().Where(i => i.EndedAt < before && !live.Incidents.Contains(i.Document.Id)).ToList();
        var deleted = 0;
        foreach (var (document, _) in old)
        {
            if (!Documents.Delete(engine, document)) continue;
            deleted++;
            if (engine.Book.Find(Book.Case, document.Id) is { } notes) Documents.Delete(engine, notes);
        }

        return deleted;
    }

    /// <inheritdoc/>
    public DateTimeOffset? OldestLeft() => Ended().Select(i => (DateTimeOffset?)i.EndedAt).Min();

    private IEnumerable<(Document Document, DateTimeOffset EndedAt)> Ended()
    {
        foreach (var document in engine.Book.All(Book.Incident))
        {
            var incident = engine.Book.Read<Incident>(Book.Incident, document.Id);
            var notes = engine.Book.Read<CaseNotes>(Book.Case, document.Id) ?? new CaseNotes();
            if (incident is null || (incident.State != IncidentState.Closed && notes.Resolution is null && notes.MergedInto is null) || notes.SnoozedUntil > time.GetUtcNow()) continue;
            var times = new[] { incident.ClosedAt, notes.ResolvedAt, incident.LastMessageAt }.Concat(notes.Comments.Select(c => (DateTimeOffset?)c.At));
            yield return (document, times.Max()!.Value);
        }
    }
}

/// <summary>Decisions that are in force no more.</summary>
internal sealed class RetainedDecisions(LiveEngine engine, LiveSettings settings) : IRetained
{
    /// <inheritdoc/>
    public string Kind => "decisions";

    /// <inheritdoc/>
    public TimeSpan Keep => settings.Current.Retention.Decisions;

    /// <inheritdoc/>
    public async Task<int> DeleteAsync(DateTimeOffset before)
    {
        var live = await Live.AskAsync(engine);
        return Ended().Where(d => d.EndedAt < before && !live.Orders.Contains(d.Document.Id)).ToList().Count(d => Documents.Delete(engine, d.Document));
    }

    /// <inheritdoc/>
    public DateTimeOffset? OldestLeft() => Ended().Select(d => (DateTimeOffset?)d.EndedAt).Min();

    private IEnumerable<(Document Document, DateTimeOffset EndedAt)> Ended()
    {
        foreach (var document in engine.Book.All(Book.Decision))
        {
            if (engine.Book.Read<DecisionRecord>(Book.Decision, document.Id) is not { Ended: true } record) continue;
            var end = record.Order.Until;
            // A person's that was lifted keeps the end that it would have had; the audit log knows when that was.
            if (record.Order.Origin != "detection")
            {
                var lifted = engine.Store.Audit(document.Id, null, long.MaxValue, 1) is [var line] ? line.At : record.Order.IssuedAt;
                end = Math.Min(end, Math.Max(lifted, record.Order.IssuedAt));
            }

            yield return (document, DateTimeOffset.FromUnixTimeMilliseconds(end));
        }
    }
}

/// <summary>Deleting documents.</summary>
internal static class Documents
{
    /// <summary>Deletes a document, unless it has become another version meanwhile.</summary>
    public static bool Delete(LiveEngine engine, Document document)
    {
        var deleted = engine.Store.Change((connection, transaction) => (
            Sql.Run(connection, transaction, "DELETE FROM documents WHERE kind = $kind AND id = $id AND version = $version", ("$kind", document.Kind), ("$id", document.Id), ("$version", document.Version)),
            (AuditLine?)null));
        return engine.Book.Forget(document) && deleted > 0;
    }
}

/// <summary>Lines of the audit log, but for those about what is live.</summary>
internal sealed class RetainedAudit(LiveEngine engine, LiveSettings settings) : IRetained
{
    private const int AtOnce = 1000;

    /// <inheritdoc/>
    public string Kind => "audit";

    /// <inheritdoc/>
    public TimeSpan Keep => settings.Current.Retention.Audit;

    /// <inheritdoc/>
    public async Task<int> DeleteAsync(DateTimeOffset before)
    {
        var live = await Live.AskAsync(engine);
        var (deleted, after) = (0, 0L);
        while (true)
        {
            var lines = Old(before, after);
            if (lines.Count == 0) return deleted;
            after = lines[^1].Sequence;
            var go = lines.Where(l => !live.Incidents.Contains(l.Subject) && !live.Orders.Contains(l.Subject)).ToList();
            if (go.Count > 0) deleted += engine.Store.Change((connection, transaction) => (Delete(connection, transaction, go), (AuditLine?)null));
        }
    }

    /// <inheritdoc/>
    public DateTimeOffset? OldestLeft()
    {
        using var connection = SqliteFile.OpenToRead(engine.Store.File);
        return Sql.Value(connection, null, "SELECT MIN(at) FROM audit") is long at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
    }

    private List<(long Sequence, string Subject)> Old(DateTimeOffset before, long after)
    {
        using var connection = SqliteFile.OpenToRead(engine.Store.File);
        return Sql.Rows(
            connection, "SELECT sequence, subject FROM audit WHERE sequence > $after AND at < $before ORDER BY sequence LIMIT $most", r => (r.GetInt64(0), r.GetString(1)),
            ("$after", after), ("$before", before.ToUnixTimeMilliseconds()), ("$most", AtOnce));
    }

    // The log can only grow, but for this: the trigger that sees to it is away within this transaction alone.
    private static int Delete(SqliteConnection connection, SqliteTransaction transaction, List<(long Sequence, string Subject)> lines)
    {
        var trigger = Sql.Text(connection, transaction, "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_no_delete'")!;
        Sql.Run(connection, transaction, "DROP TRIGGER audit_no_delete");
        var deleted = lines.Sum(l => Sql.Run(connection, transaction, "DELETE FROM audit WHERE sequence = $sequence", ("$sequence", l.Sequence)));
        Sql.Run(connection, transaction, trigger);
        return deleted;
    }
}
