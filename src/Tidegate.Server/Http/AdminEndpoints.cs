using System.Text.Json;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Http;

/// <summary>A line of the audit log.</summary>
internal sealed record AuditForm(long Sequence, DateTimeOffset At, string Actor, string Action, string Subject, JsonElement? Before, JsonElement? After, string Why);

/// <summary>A key to be made.</summary>
internal sealed record KeyForm
{
    public string Name { get; init; } = "";

    /// <summary>ingest, enforcer, analyst, customer or admin.</summary>
    public string Role { get; init; } = "";

    /// <summary>The customer that it is confined to; needed for the role customer.</summary>
    public string? Customer { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A key, without its secret.</summary>
internal sealed record KeyView(string Id, string Name, string Role, string? Customer, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt)
{
    /// <summary>The whole key; shown once, when it is made.</summary>
    public string? Key { get; init; }

    public static KeyView Of(ApiKey key, string? text = null) =>
        new(key.Id, key.Name, key.Role.ToString().ToLowerInvariant(), key.Customer, key.CreatedAt, key.ExpiresAt, key.RevokedAt) { Key = text };
}

/// <summary>/v1/audit and /v1/keys.</summary>
internal static class AdminEndpoints
{
    /// <summary>For how long a key that was rotated still works.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/audit", AuditAsync).For(Role.Analyst)
            .WithName("listAudit").WithTags("audit").WithSummary("The audit log, newest first.")
            .Asks("subject", "of this subject").Asks("actor", "by this actor").Asks("before", "a sequence number, for the next page").Asks("limit", "how many to tell, 1 to 1000; 100 when left out").Produces<IReadOnlyList<AuditForm>>();
        app.MapGet("/v1/keys", (HttpContext context, KeyRing keys) => Query.AnswerAsync(context, keys.All.Select(k => KeyView.Of(k)))).For(Role.Admin)
            .WithName("listKeys").WithTags("keys").WithSummary("All keys, without their secrets.").Produces<IReadOnlyList<KeyView>>();
        app.MapPost("/v1/keys", CreateAsync).For(Role.Admin)
            .WithName("createKey").WithTags("keys").WithSummary("Makes a key, and shows it this once.").Takes<KeyForm>("application/json").Produces<KeyView>(StatusCodes.Status201Created).ProducesProblem(400);
        app.MapPost("/v1/keys/{id}/rotate", Rotate).For(Role.Admin)
            .WithName("rotateKey").WithTags("keys").WithSummary("Makes another key in place of one, which ends in 24 hours.").Produces<KeyView>(StatusCodes.Status201Created).ProducesProblem(404);
        app.MapDelete("/v1/keys/{id}", Revoke).For(Role.Admin)
            .WithName("revokeKey").WithTags("keys").WithSummary("Ends a key now.").Produces(StatusCodes.Status204NoContent).ProducesProblem(404);
    }

    /// <summary>The role of a word.</summary>
    public static Role? RoleOf(string word) => word switch
    {
        "ingest" => Role.Ingest,
        "enforcer" => Role.Enforcer,
        "analyst" => Role.Analyst,
        "customer" => Role.Customer,
        "admin" => Role.Admin,
        _ => null,
    };

    private static Task AuditAsync(HttpContext context, LiveEngine engine)
    {
        var request = context.Request;
        var lines = engine.Store.Audit(Query.Text(request, "subject"), Query.Text(request, "actor"), Query.Whole(request, "before", int.MaxValue, 1, int.MaxValue), Query.Whole(request, "limit", 100, 1, 1000));
        return Query.AnswerAsync(context, lines.Select(l => new AuditForm(l.Sequence, DateTimeOffset.FromUnixTimeMilliseconds(l.At), l.Actor, l.Action, l.Subject, Parsed(l.Before), Parsed(l.After), l.Why)));
    }

    private static JsonElement? Parsed(string? json) => json is null ? null : JsonSerializer.Deserialize<JsonElement>(json);

    private static async Task CreateAsync(HttpContext context, KeyRing keys, Doors doors) =>
        await Query.AnswerAsync(context, Create(await Query.BodyAsync<KeyForm>(context), keys, doors, Caller.Of(context)), StatusCodes.Status201Created);

    /// <summary>Makes a key; the whole of it is in what is returned, and nowhere else.</summary>
    /// <exception cref="ProblemException">It will not do.</exception>
    public static KeyView Create(KeyForm form, KeyRing keys, Doors doors, Caller by)
    {
        var role = RoleOf(form.Role) ?? throw ProblemException.Bad("role", form.Role, "ingest, enforcer, analyst, customer or admin");
        if (form.Name is not { Length: > 0 and <= 100 }) throw ProblemException.Bad("name", form.Name ?? "", "a name of 1 to 100 characters");
        if (role == Role.Customer && form.Customer is not { Length: > 0 }) throw ProblemException.Bad("customer", "", "the customer that the key is for");
        if (form.Customer is not null && role is Role.Admin or Role.Analyst) throw ProblemException.Bad("customer", form.Customer ?? "", "no customer; the role sees all");
        if (doors.AreOpen && role != Role.Admin) throw ProblemException.Bad("role", form.Role, "admin for the first key, for from then on nothing is open without one");
        var (key, text) = keys.Create(form.Name, role, form.Customer, form.ExpiresAt, by.Name);
        return KeyView.Of(key, text);
    }

    private static Task Rotate(HttpContext context, string id, KeyRing keys) =>
        keys.Rotate(id, Overlap, Caller.Of(context).Name) is { } made
            ? Query.AnswerAsync(context, KeyView.Of(made.Key, made.Text), StatusCodes.Status201Created)
            : throw ProblemException.NotFound("key", id);

    private static Task Revoke(HttpContext context, string id, KeyRing keys)
    {
        if (!keys.Revoke(id, Caller.Of(context).Name)) throw ProblemException.NotFound("key", id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
