using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Live;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Casework;

/// <summary>Operators' decisions and the allowlist.</summary>
internal sealed partial class Operators
{
    /// <summary>What a decision of a scope would have hit.</summary>
    public Task<Collateral> PreviewAsync(Scope? scope)
    {
        var covered = Checked(scope, "scope");
        return engine.ReadAsync(p => Collateral.Of(p, covered));
    }

    /// <summary>Places an operator's decision.</summary>
    /// <param name="form">The decision.</param>
    /// <param name="by">Who.</param>
    /// <param name="check">Throws when it is not to be placed after all: asked when nothing else can come between; null for nothing to ask.</param>
    /// <exception cref="ProblemException">It will not do, or the same is in force already.</exception>
    public Task<Order> PlaceAsync(PlaceForm form, Caller by, Func<Task>? check = null) => OneAtATime(async () =>
    {
        if (check is not null) await check();
        var kind = form.Action switch
        {
            "block" => form.Hold ? OrderKind.HoldBlock : OrderKind.OperatorBlock,
            "throttle" => OrderKind.Throttle,
            _ => throw ProblemException.Bad("action", form.Action, "block or throttle"),
        };
        if (form.Hold && kind != OrderKind.HoldBlock) throw ProblemException.Bad("hold", "true", "a block");
        var order = new Order
        {
            Id = NewId("o"),
            Kind = kind,
            Scope = Checked(form.Scope, "scope"),
            IssuedAt = engine.Clock.Now,
            Until = Until(form.Until, form.Minutes, needed: false, ""),
            IncidentId = form.IncidentId,
            Reason = form.Reason.Length > 0 ? form.Reason : "ordered by an operator",
            Origin = by.Name,
        };
        if (await SameInForceAsync(order) is { } first)
        {
            throw new ProblemException(
                StatusCodes.Status409Conflict, $"{first.Origin} placed the same {form.Action} at {Reporting.Phrases.Time(DateTimeOffset.FromUnixTimeMilliseconds(first.IssuedAt))} UTC, and it is in force", "scope", first.Id, "another scope, or that decision extended");
        }

        var fact = await Enter(Fact(by, "decision.place", order.Id, form.Reason) with { After = Book.Write(order), Effects = [new SetOrder(order)] });
        return fact.Effects.OfType<SetOrder>().Single().Order;
    });

    /// <summary>Ends a decision, an operator's or detection's.</summary>
    public Task<Order> LiftAsync(string id, string why, Caller by) => OneAtATime(async () =>
    {
        var order = await InForce(id);
        await Enter(Fact(by, "decision.lift", id, why) with { Before = Book.Write(order), Effects = [new EndOrder(id)] });
        return order;
    });

    /// <summary>Lets a decision stand until another time.</summary>
    public Task<Order> ExtendAsync(string id, ExtendForm form, Caller by) => OneAtATime(async () =>
    {
        var order = await InForce(id);
        var until = Until(form.Until, form.Minutes, needed: true, "");
        var extended = order with { Until = until };
        Effect effect = order.Origin == "detection" ? new ExtendDecision(id, until) : new SetOrder(extended);
        await Enter(Fact(by, "decision.extend", id, form.Reason) with { Before = Book.Write(order), After = Book.Write(extended), Effects = [effect] });
        return extended;
    });

    /// <summary>Adds an allowlist entry, or changes one; automatic blocks wholly within it are lifted.</summary>
    public Task<(AllowForm Entry, long Version)> AllowAsync(string? id, AllowForm form, Func<long, bool> mayChange, Caller by, Func<Task>? check = null) => OneAtATime(async () =>
    {
        if (check is not null) await check();
        var old = id is null ? null : engine.Book.Find(Book.Allow, id) ?? throw ProblemException.NotFound("allowlist entry", id);
        if (old is not null) mayChange(old.Version);
        var before = old is null ? null : engine.Book.Read<AllowForm>(Book.Allow, id!);
        var scope = Checked(form.Scope, "scope");
        var until = Until(form.Until, form.Minutes, needed: false, "");
        var entry = new AllowForm
        {
            Id = id ?? NewId("a"),
            Scope = scope,
            Until = until == long.MaxValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(until),
            Comment = form.Comment,
            IncidentId = form.IncidentId ?? before?.IncidentId,
            CreatedBy = before?.CreatedBy ?? by.Name,
            CreatedAt = before?.CreatedAt ?? time.GetUtcNow(),
        };
        var order = new Order
        {
            Id = entry.Id,
            Kind = OrderKind.Allow,
            Scope = scope,
            IssuedAt = engine.Clock.Now,
            Until = until,
            IncidentId = entry.IncidentId,
            Reason = form.Comment.Length > 0 ? form.Comment : "on the allowlist",
            Origin = by.Name,
        };
        var version = (old?.Version ?? 0) + 1;
        var fact = await Enter(Fact(by, old is null ? "allowlist.add" : "allowlist.change", entry.Id, form.Comment) with
        {
            Before = old?.Json,
            After = Book.Write(entry),
            Documents = [new DocumentChange(Book.Allow, entry.Id, version, Book.Write(entry))],
            Effects = [new SetOrder(order), new LiftWithin(scope, null)],
        });
        return (Written<AllowForm>(fact, Book.Allow, entry.Id), version);
    });

    /// <summary>Takes an allowlist entry away.</summary>
    public Task<AllowForm> DisallowAsync(string id, string why, Func<long, bool> mayChange, Caller by) => OneAtATime(async () =>
    {
        var old = engine.Book.Find(Book.Allow, id) ?? throw ProblemException.NotFound("allowlist entry", id);
        mayChange(old.Version);
        var entry = engine.Book.Read<AllowForm>(Book.Allow, id)!;
        await Enter(Fact(by, "allowlist.remove", id, why) with
        {
            Before = old.Json,
            Documents = [new DocumentChange(Book.Allow, id, old.Version + 1, null)],
            Effects = [new EndOrder(id)],
        });
        return entry;
    });

    // What a person ordered already, for the same incident and of the same scope.
    private async Task<Order?> SameInForceAsync(Order order)
    {
        var (now, scope) = (engine.Clock.Now, Book.Write(order.Scope));
        var others = await engine.ReadAsync(p => p.Orders.Where(o => o.Kind == order.Kind && o.Origin != "detection" && o.IncidentId == order.IncidentId && o.Until > now).ToList());
        return others.Find(o => Book.Write(o.Scope) == scope);
    }

    private async Task<Order> InForce(string id)
    {
        var order = await engine.ReadAsync(p => p.Orders.FirstOrDefault(o => o.Id == id && o.Kind != OrderKind.Allow));
        return order ?? throw ProblemException.NotFound("decision in force", id);
    }
}
