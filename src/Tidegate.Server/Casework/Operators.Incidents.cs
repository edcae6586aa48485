using Tidegate.Incidents;
using Tidegate.Live;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Casework;

/// <summary>Work on incidents.</summary>
internal sealed partial class Operators
{
    private const double DefaultExpectationMinutes = 7 * 24 * 60;
    private const long ConfirmationMs = 30L * 24 * 3_600_000;

    /// <summary>The notes on an incident.</summary>
    public CaseNotes Notes(string id) => engine.Book.Find(Book.Case, id) is { } document
        ? engine.Book.Recall<CaseNotes>(document) is var notes && notes.Version == document.Version ? notes : notes with { Version = document.Version }
        : new CaseNotes();

    /// <summary>Does something with an incident.</summary>
    /// <param name="incident">The incident as it is.</param>
    /// <param name="form">What.</param>
    /// <param name="mayChange">Throws when the notes are not of the version that the caller knows.</param>
    /// <param name="by">Who.</param>
    public Task<CaseNotes> ActAsync(Incident incident, IncidentActionForm form, Func<long, bool> mayChange, Caller by) => OneAtATime(async () =>
    {
        var old = Notes(incident.Id);
        mayChange(old.Version);
        if (old.MergedInto is { } into && form.Action is not ("comment" or "unmerge")) throw ProblemException.Bad("action", form.Action, $"comment or unmerge; the incident is part of {into}");
        var now = time.GetUtcNow();
        var why = form.Comment ?? "";
        var notes = form.Action == "comment" || why.Length == 0 ? old : old with { Comments = [.. old.Comments, new CaseComment(now, by.Name, why)] };
        var documents = new List<DocumentChange>();
        var effects = new List<Effect>();
        switch (form.Action)
        {
            case "acknowledge":
                notes = notes with { AcknowledgedAt = now, AcknowledgedBy = by.Name };
                break;
            case "unacknowledge":
                if (old.AcknowledgedAt is null) throw ProblemException.Bad("action", form.Action, "another; nobody has acknowledged the incident");
                notes = notes with { AcknowledgedAt = null, AcknowledgedBy = null };
                break;
            case "assign":
                notes = notes with { Assignee = form.Assignee is { Length: <= 256 } who ? who : throw ProblemException.Bad("assignee", form.Assignee ?? "", "a name; empty for nobody") };
                break;
            case "comment":
                notes = notes with { Comments = [.. notes.Comments, new CaseComment(now, by.Name, why.Length > 0 ? why : throw ProblemException.Bad("comment", "", "a text"))] };
                break;
            case "withdraw":
                notes = notes with { Comments = Withdrawn(notes.Comments, form.Number, by, now) };
                break;
            case "snooze":
                var until = form.Minutes is { } minutes ? now.AddMinutes(minutes) : form.Until ?? throw ProblemException.Bad("until", "", "a time, or minutes");

                // Who wakes it by hand needs no reminder that the snooze is over.
                notes = notes with { SnoozedUntil = until > now ? until : null };
                break;
            case "resolve":
                effects.AddRange(Lesson(incident, form));
                notes = notes with { Resolution = form.Resolution, ResolvedAt = now, ResolvedBy = by.Name };
                break;
            case "reopen":
                effects.Add(new Forget(incident.Id));
                notes = notes with { Resolution = null, ResolvedAt = null, ResolvedBy = null };
                break;
            case "merge":
                notes = notes with { MergedInto = Merge(incident.Id, form.Into, documents) };
                effects.Add(new MergeIncident(incident.Id, notes.MergedInto!));
                break;
            case "unmerge":
                Unmerge(incident.Id, old.MergedInto ?? throw ProblemException.Bad("action", form.Action, "another; the incident is part of none"), documents);
                notes = notes with { MergedInto = null };
                break;
            case "notify":
                notes = notes with { Told = [.. notes.Told, new CustomerTold(now, by.Name, ToldOf(incident, form.Customer))] };
                break;
            case "split":
                var scope = Checked(form.Scope, "scope") with { ExceptKnownBefore = null };
                var part = await SplitAsync(incident, scope, documents);
                notes = notes with { SplitInto = [.. notes.SplitInto, part] };
                effects.Add(new SplitIncident(incident.Id, part, scope));
                break;
            default:
                throw ProblemException.Bad("action", form.Action, "acknowledge, unacknowledge, assign, comment, withdraw, snooze, resolve, reopen, merge, unmerge, notify or split");
        }

        notes = notes with { Version = old.Version + 1 };
        documents.Add(new DocumentChange(Book.Case, incident.Id, notes.Version, Book.Write(notes)));
        var fact = await Enter(Fact(by, "incident." + form.Action, incident.Id, why) with
        {
            Before = old.Version == 0 ? null : Book.Write(old),
            After = Book.Write(notes),
            Documents = documents,
            Effects = effects,
        });
        return Written<CaseNotes>(fact, Book.Case, incident.Id);
    });

    /// <summary>Ends a snooze whose time is over; nothing when somebody has changed it meanwhile.</summary>
    public Task WakeAsync(string id) => OneAtATime(async () =>
    {
        var old = Notes(id);
        if (old.SnoozedUntil is not { } until || until > time.GetUtcNow()) return old;
        var notes = old with { Version = old.Version + 1, SnoozedUntil = null };
        await Enter(Fact(new Caller("tidegate", Role.None, null), "incident.wake", id, "the snooze is over") with
        {
            Before = Book.Write(old),
            After = Book.Write(notes),
            Documents = [new DocumentChange(Book.Case, id, notes.Version, Book.Write(notes))],
        });
        return notes;
    });

    // A false positive is expected from now on for a while, and what it blocked is let through; what was confirmed makes
    // its successors weigh more.
    private static IEnumerable<Effect> Lesson(Incident incident, IncidentActionForm form)
    {
        var minutes = form.Minutes ?? DefaultExpectationMinutes;
        if (minutes is not (> 0 and <= 366 * 24 * 60)) throw ProblemException.Bad("minutes", $"{minutes}", "more than 0 and at most a year of minutes");
        var scope = incident.Scope with { Senders = [], Suppliers = [], ExceptKnownBefore = null };
        switch (form.Resolution)
        {
            case "false_positive" or "expected_traffic":
                // Where it was seen it may go on anywhere near: by customer and network, not by the very ranges.
                return [new Expect(incident.Id, scope with { Ranges = scope.Customers.Count > 0 ? [] : scope.Ranges }, (long)(minutes * 60_000)), new LiftWithin(null, incident.Id)];
            case "confirmed_fraud":
                return [new Confirm(incident.Id, scope, ConfirmationMs)];
            default:
                throw ProblemException.Bad("resolution", form.Resolution ?? "", "confirmed_fraud, false_positive or expected_traffic");
        }
    }

    // The text stays in the audit log, as all that was done does.
    private static IReadOnlyList<CaseComment> Withdrawn(IReadOnlyList<CaseComment> comments, int? number, Caller by, DateTimeOffset now)
    {
        if (number is not { } which || which < 1 || which > comments.Count || comments[which - 1] is not { WithdrawnAt: null } comment) throw ProblemException.Bad("number", $"{number}", "the number of a comment that stands, from 1");
        if (comment.By != by.Name) throw new ProblemException(StatusCodes.Status403Forbidden, $"the comment is {comment.By}'s, who alone may withdraw it", "number", $"{which}", "one's own comment");
        return [.. comments.Select((c, n) => n == which - 1 ? comment with { Text = "", WithdrawnAt = now } : c)];
    }

    private string Merge(string id, string? into, List<DocumentChange> documents)
    {
        if (into is not { Length: > 0 } || into == id || (engine.Book.Find(Book.Incident, into) is null && Notes(into).Version == 0)) throw ProblemException.Bad("into", into ?? "", "the id of another incident");
        var other = Notes(into);
        if (other.MergedInto is { } further) throw ProblemException.Bad("into", into, $"an incident that stands by itself; this one is part of {further}");
        var notes = other with { Version = other.Version + 1, MergedFrom = [.. other.MergedFrom, id] };
        documents.Add(new DocumentChange(Book.Case, into, notes.Version, Book.Write(notes)));
        return into;
    }

    private void Unmerge(string id, string into, List<DocumentChange> documents)
    {
        var other = Notes(into);
        var notes = other with { Version = other.Version + 1, MergedFrom = [.. other.MergedFrom.Where(m => m != id)] };
        documents.Add(new DocumentChange(Book.Case, into, notes.Version, Book.Write(notes)));
    }

    private static string ToldOf(Incident incident, string? customer) =>
        customer is not null && incident.Scope.Customers.Contains(customer) ? customer : throw ProblemException.Bad("customer", customer ?? "", "a customer of the incident");

    private async Task<string> SplitAsync(Incident incident, Scope scope, List<DocumentChange> documents)
    {
        if (scope.Senders.Count > 0 || scope.Suppliers.Count > 0) throw ProblemException.Bad("scope", "senders or suppliers", "customers, networks or ranges: those that blocks are made of");
        foreach (var (name, all, some) in new[] { ("customers", incident.Scope.Customers, scope.Customers), ("networks", incident.Scope.Networks, scope.Networks) })
            if (some.FirstOrDefault(s => !all.Contains(s)) is { } foreign) throw ProblemException.Bad("scope." + name, foreign, "those of the incident");
        if (scope.Ranges.Any(r => !incident.Scope.Ranges.Any(i => i.From <= r.From && r.To <= i.To))) throw ProblemException.Bad("scope.ranges", "", "ranges within those of the incident");
        if (ScopeAlgebra.Contains(scope, incident.Scope)) throw ProblemException.Bad("scope", "", "a part of the incident, not all of it");
        if (!await engine.ReadAsync(p => p.Desk.FindIncident(incident.Id) is not null)) throw new ProblemException(StatusCodes.Status409Conflict, "detection does not know the incident any more", "path", incident.Id, "one that it has seen since its history was lost");
        var id = NewId(incident.Id + "-");
        var notes = new CaseNotes { Version = 1, SplitFrom = incident.Id, Scope = scope };
        documents.Add(new DocumentChange(Book.Case, id, 1, Book.Write(notes)));
        return id;
    }
}
