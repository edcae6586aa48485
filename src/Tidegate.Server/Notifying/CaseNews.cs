using System.Text.Json;
using Tidegate.Decisions;
using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Live;
using Tidegate.Notifications;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Notifying;

/// <summary>What an outcome of the journal changes about incidents, as news for the notifier. It judges itself what is worth telling.</summary>
internal sealed class CaseNews(LiveEngine engine, TimeProvider time)
{
    /// <summary>News of every incident that the outcome touches. The book is still as it was before.</summary>
    public IEnumerable<IncidentNews> Of(LiveOutcome outcome)
    {
        var changed = new Dictionary<string, Incident>(StringComparer.Ordinal);
        foreach (var change in outcome.Incidents) changed[change.Incident.Id] = change.Incident;
        var touched = changed.Keys
            .Concat(outcome.Changes.Select(c => c.Order.IncidentId).OfType<string>())
            .Concat((outcome.Fact?.Documents ?? []).Where(d => d.Kind == Book.Case).Select(d => d.Id))
            .Distinct(StringComparer.Ordinal);
        foreach (var id in touched)
        {
            if ((changed.GetValueOrDefault(id) ?? engine.Book.Read<Incident>(Book.Incident, id)) is not { Quiet: false } incident) continue;
            var notes = Notes(outcome, id);
            var objected = outcome.Fact is { Action: "incident.object" } fact && fact.Subject == id;
            var news = Of(incident, notes, outcome.Position, Decisions(outcome.Changes, id)) with
            {
                Reminder = outcome.Fact is { Action: "incident.wake" } woken && woken.Subject == id,
                Urgent = objected || outcome.Changes.Any(c => !c.Gone && c.Order.Proposed is not null && c.Order.IncidentId == id),
            };
            if (news.Ended || objected || !(notes.SnoozedUntil > time.GetUtcNow())) yield return news;
        }
    }

    /// <summary>News of an incident as it is, for a customer that is to be told by hand; the customer, where the outcome is such an order.</summary>
    public (IncidentNews News, string Customer)? Asked(LiveOutcome outcome)
    {
        if (outcome.Fact is not { Action: "incident.notify", Subject: var id } || engine.Book.Read<Incident>(Book.Incident, id) is not { } incident) return null;
        var notes = Notes(outcome, id);
        return notes.Told is [.., var told] ? (Of(incident, notes, outcome.Position, Decisions(outcome.Changes, id)), told.Customer) : null;
    }

    /// <summary>News of an incident as it is.</summary>
    public IncidentNews Of(Incident incident, CaseNotes notes) => Of(incident, notes, 0, Decisions([], incident.Id));

    private static IncidentNews Of(Incident incident, CaseNotes notes, long version, IReadOnlyList<Decision> decisions) => new()
    {
        Incident = incident,
        Version = version,
        Decisions = decisions,
        AcknowledgedBy = notes.AcknowledgedBy,
        Resolution = notes.MergedInto is { } into ? $"part of {into}" : notes.Resolution?.Replace('_', ' '),
        ObjectedBy = notes.Objections(),
    };

    private CaseNotes Notes(LiveOutcome outcome, string id)
    {
        var document = outcome.Fact?.Documents.LastOrDefault(d => d.Kind == Book.Case && d.Id == id);
        return document?.Json is { } json
            ? JsonSerializer.Deserialize<CaseNotes>(json, Book.Json) ?? new CaseNotes()
            : engine.Book.Read<CaseNotes>(Book.Case, id) ?? new CaseNotes();
    }

    private List<Decision> Decisions(IReadOnlyList<OrderChange> changes, string incident)
    {
        var orders = new Dictionary<string, DecisionRecord>(StringComparer.Ordinal);
        foreach (var document in engine.Book.All(Book.Decision).Where(d => d.Json.Contains(incident, StringComparison.Ordinal)))
            if (JsonSerializer.Deserialize<DecisionRecord>(document.Json, Book.Json) is { } record)
                orders[document.Id] = record;
        foreach (var change in changes) orders[change.Order.Id] = new DecisionRecord(change.Order, change.Gone);
        return [.. orders.Values.Where(r => r.Order.IncidentId == incident && r.Order.Kind != OrderKind.Allow && !r.Ended).Select(r => Of(r.Order))];
    }

    // Nothing is said to be blocked that is only watched.
    private Decision Of(Order order) => new()
    {
        Id = order.Id,
        IncidentId = order.IncidentId!,
        Action = engine.Mode != RunMode.Enforce || order.Kind == OrderKind.Monitor ? DecisionAction.Monitor
            : order.Kind == OrderKind.Throttle ? DecisionAction.Throttle : DecisionAction.Block,
        Proposed = order.Proposed switch { "block" => DecisionAction.Block, "throttle" => DecisionAction.Throttle, _ => null },
        IssuedAt = DateTimeOffset.FromUnixTimeMilliseconds(order.IssuedAt),
        ExpiresAt = order.Until >= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeMilliseconds(order.Until),
        Scope = order.Scope,
        Reason = order.Reason,
    };
}
