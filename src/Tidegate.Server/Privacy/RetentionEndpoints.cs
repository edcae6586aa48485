using Tidegate.Server.Access;
using Tidegate.Server.Http;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Privacy;

/// <summary>How long a kind of data is kept.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Keep">How long.</param>
/// <param name="OldestLeft">Time of the oldest that is left.</param>
internal sealed record RetentionKindView(string Kind, string Keep, DateTimeOffset? OldestLeft);

/// <summary>What is kept how long, and what was deleted.</summary>
/// <param name="Kinds">How long each kind is kept.</param>
/// <param name="Deletions">What was deleted, newest first; before=SEQUENCE for the next page.</param>
internal sealed record RetentionView(IReadOnlyList<RetentionKindView> Kinds, IReadOnlyList<Deletion> Deletions);

/// <summary>A number whose pseudonyms are wanted. In the body, so that no log of addresses has it.</summary>
internal sealed record PseudonymForm
{
    /// <summary>E.164.</summary>
    public string Destination { get; init; } = "";

    /// <summary>The customer whose pseudonyms are wanted; left out: those of what concerns no customer alone.</summary>
    public string? Customer { get; init; }
}

/// <summary>Pseudonyms of a number, and where they stand.</summary>
/// <param name="Pseudonym">The pseudonym.</param>
/// <param name="Places">Lines of the audit log and documents that hold it.</param>
internal sealed record PseudonymView(string Pseudonym, int Places);

/// <summary>/v1/retention and /v1/pseudonyms.</summary>
internal static class RetentionEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/retention", (HttpContext context, RetentionJob job, DeletionLog log) => Query.AnswerAsync(context, new RetentionView(
                [.. job.Kinds.Select(k => new RetentionKindView(k.Kind, Durations.Text(k.Keep), k.OldestLeft()))],
                log.Read(Query.Whole(context.Request, "before", int.MaxValue, 1, int.MaxValue), Query.Whole(context.Request, "limit", 100, 1, 1000))))).For(Role.Admin)
            .WithName("getRetention").WithTags("privacy").WithSummary("How long data is kept, the oldest of each kind, and the deletion log, newest first.")
            .Asks("before", "a sequence number, for the next page of the log").Asks("limit", "how many lines of the log, 1 to 1000; 100 when left out").Produces<RetentionView>();
        app.MapPost("/v1/pseudonyms", FindAsync).For(Role.Admin)
            .WithName("findPseudonyms").WithTags("privacy").WithSummary("The pseudonyms that a number has or had, and in how many places they stand.").Takes<PseudonymForm>("application/json").Produces<IReadOnlyList<PseudonymView>>().ProducesProblem(400);
    }

    private static async Task FindAsync(HttpContext context, Pseudonyms pseudonyms)
    {
        var form = await Query.BodyAsync<PseudonymForm>(context);
        var digits = (form.Destination ?? "").TrimStart('+');
        if (digits.Length is < 7 or > 15 || !digits.All(char.IsAsciiDigit)) throw ProblemException.Bad("destination", form.Destination ?? "", "E.164, 7 to 15 digits");
        await Query.AnswerAsync(context, pseudonyms.AllOf(form.Customer ?? "", digits).Select(p => new PseudonymView(p, pseudonyms.Places(p))));
    }
}
