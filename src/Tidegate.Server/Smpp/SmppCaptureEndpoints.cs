using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Smpp;

/// <summary>What is to be captured.</summary>
/// <param name="Account">The system_id.</param>
/// <param name="Seconds">For how long, 1 to 600; 60 when left out.</param>
/// <param name="Bytes">How much at most, 1,000 to 4,000,000; 1,000,000 when left out.</param>
/// <param name="Reason">What for, as the audit log has it.</param>
internal sealed record SmppCaptureForm(string? Account, int? Seconds, int? Bytes, string? Reason);

/// <summary>A capture.</summary>
/// <param name="State">running; or why it has ended: time, size, stopped.</param>
/// <param name="Pdus">PDUs captured.</param>
/// <param name="Bytes">Bytes of its lines.</param>
internal sealed record SmppCaptureView(string Id, string Account, string By, DateTimeOffset Since, DateTimeOffset Until, string State, int Pdus, int Bytes, int MostBytes)
{
    /// <summary>Time, client, direction, command, status, sequence number and hex of each PDU; null where it is not asked for.</summary>
    public IReadOnlyList<string>? Lines { get; init; }
}

/// <summary>/v1/smpp/captures.</summary>
internal static class SmppCaptureEndpoints
{
    private const string Path = "/v1/smpp/captures";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext context, IServiceProvider services) => Query.AnswerAsync(context, All(services))).For(Role.Admin)
            .WithName("listSmppCaptures").WithTags("smpp").WithSummary("Captures of sessions, of the last hour.").Produces<IReadOnlyList<SmppCaptureView>>();
        app.MapPost(Path, async (HttpContext context, IServiceProvider services) =>
            await Query.AnswerAsync(context, Begin(services, await Query.BodyAsync<SmppCaptureForm>(context), Caller.Of(context)), StatusCodes.Status201Created)).For(Role.Admin)
            .WithName("beginSmppCapture").WithTags("smpp").WithSummary("Captures what goes over an account's binds as hex, with numbers, texts and passwords masked, for a while and up to a size; in memory alone.")
            .Takes<SmppCaptureForm>("application/json").Produces<SmppCaptureView>(StatusCodes.Status201Created).ProducesProblem(400).ProducesProblem(409);
        app.MapGet(Path + "/{id}", (HttpContext context, string id, IServiceProvider services) => Query.AnswerAsync(context, Read(services, id, Caller.Of(context)))).For(Role.Admin)
            .WithName("getSmppCapture").WithTags("smpp").WithSummary("A capture with its lines.").Produces<SmppCaptureView>().ProducesProblem(404);
        app.MapDelete(Path + "/{id}", (HttpContext context, string id, IServiceProvider services) =>
        {
            Forget(services, id, Caller.Of(context));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }).For(Role.Admin).WithName("deleteSmppCapture").WithTags("smpp").WithSummary("Ends a capture and forgets it.").Produces(StatusCodes.Status204NoContent).ProducesProblem(404);
    }

    /// <summary>Begins a capture.</summary>
    /// <exception cref="ProblemException">The form will not do, there is no proxy, or one of the account is running.</exception>
    public static SmppCaptureView Begin(IServiceProvider services, SmppCaptureForm form, Caller by)
    {
        if (services.GetService<SmppCaptures>() is not { } captures) throw new ProblemException(StatusCodes.Status409Conflict, "there is no SMPP proxy", "smpp.listen", "", "a service with a section smpp");
        if (string.IsNullOrEmpty(form.Account)) throw ProblemException.Bad("account", form.Account ?? "", "a system_id");
        var (seconds, bytes) = (form.Seconds ?? 60, form.Bytes ?? 1_000_000);
        if (seconds is < 1 or > 600) throw ProblemException.Bad("seconds", $"{seconds}", "1 to 600");
        if (bytes is < 1_000 or > 4_000_000) throw ProblemException.Bad("bytes", $"{bytes}", "1000 to 4000000");
        var capture = captures.Begin(form.Account, by.Name, TimeSpan.FromSeconds(seconds), bytes)
            ?? throw new ProblemException(StatusCodes.Status409Conflict, "a capture of this account is running", "account", form.Account, "one that has none");
        Note(services, by, "smpp.capture", capture, form.Reason ?? "");
        foreach (var session in services.GetRequiredService<SmppAccounts>().All.Where(a => a.SystemId == form.Account).SelectMany(a => a.Sessions)) session.Show(capture);
        return View(capture);
    }

    /// <summary>Captures of the last hour, oldest first.</summary>
    public static IReadOnlyList<SmppCaptureView> All(IServiceProvider services) => [.. (services.GetService<SmppCaptures>()?.All ?? []).Select(View)];

    /// <summary>A capture with its lines.</summary>
    /// <exception cref="ProblemException">There is none of this id.</exception>
    public static SmppCaptureView Read(IServiceProvider services, string id, Caller by)
    {
        var capture = Find(services, id);
        Note(services, by, "smpp.capture.read", capture, "");
        return View(capture) with { Lines = capture.Read().Lines };
    }

    /// <summary>Ends a capture and forgets it.</summary>
    /// <exception cref="ProblemException">There is none of this id.</exception>
    public static void Forget(IServiceProvider services, string id, Caller by)
    {
        var capture = Find(services, id);
        services.GetRequiredService<SmppCaptures>().Forget(id);
        Note(services, by, "smpp.capture.delete", capture, "");
    }

    private static SmppCapture Find(IServiceProvider services, string id) => services.GetService<SmppCaptures>()?.Find(id) ?? throw ProblemException.NotFound("capture", id);

    private static void Note(IServiceProvider services, Caller by, string action, SmppCapture capture, string why)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        services.GetRequiredService<LiveEngine>().Store.Change((_, _) => (0, (AuditLine?)new AuditLine(0, now, by.Name, action, capture.Account, null, Book.Write(new { capture = capture.Id }), why)));
    }

    private static SmppCaptureView View(SmppCapture capture)
    {
        var (lines, bytes) = capture.Read();
        return new SmppCaptureView(capture.Id, capture.Account, capture.By, capture.Since, capture.Until, capture.State, lines.Count, bytes, capture.MostBytes);
    }
}
