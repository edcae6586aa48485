using Tidegate.Incidents;
using Tidegate.Notifications;
using Tidegate.Notify;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Storage.Outbox;

namespace Tidegate.Server.Respond;

/// <summary>
/// /respond/{token}: where a customer's message leads. Opening it changes nothing, for programs that look into mail open links;
/// its buttons record that the customer agrees or objects. The sealed token is all that is asked for.
/// </summary>
internal static class RespondEndpoints
{
    private const int LongestComment = 2000;
    private const int MostBytes = 16 * 1024;
    private const string Policy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/respond/style.css", () => Results.Text(RespondStyle.Css, "text/css")).ForAnyone().ExcludeFromDescription();
        app.MapGet("/respond/{token}", ShowAsync).ForAnyone().ExcludeFromDescription();
        app.MapPost("/respond/{token}", AnswerAsync).ForAnyone().ExcludeFromDescription();
    }

    private static async Task ShowAsync(HttpContext context, string token, Notifier notifier, NotificationOutbox outbox, Operators operators)
    {
        if (Told(notifier, outbox, token) is not { } told) await WriteAsync(context, RespondPage.Unknown(), StatusCodes.Status404NotFound);
        else await WriteAsync(context, RespondPage.Of(told, operators.Notes(told.Subject).LastAnswerOf(told.Customer!)));
    }

    private static async Task AnswerAsync(HttpContext context, string token, Notifier notifier, NotificationOutbox outbox, Operators operators, LiveEngine engine)
    {
        if (Told(notifier, outbox, token) is not { } told || engine.Book.Read<Incident>(Book.Incident, told.Subject) is not { } incident)
        {
            await WriteAsync(context, RespondPage.Unknown(), StatusCodes.Status404NotFound);
            return;
        }

        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > MostBytes)
            throw new ProblemException(StatusCodes.Status415UnsupportedMediaType, "this address takes the form of its page", "Content-Type", context.Request.ContentType ?? "", $"application/x-www-form-urlencoded of at most {MostBytes} bytes");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (answer, comment) = (form["answer"].ToString(), form["comment"].ToString().Trim());
        if (answer is not ("agree" or "object")) throw ProblemException.Bad("answer", answer, "agree or object");
        if (comment.Length > LongestComment) throw ProblemException.Bad("comment", comment[..40], $"at most {LongestComment} characters");
        var notes = await operators.RespondAsync(incident.Id, told.Customer!, answer, comment);
        await WriteAsync(context, notes is null ? RespondPage.TooOften() : RespondPage.Of(told, notes.LastAnswerOf(told.Customer!)), notes is null ? StatusCodes.Status409Conflict : StatusCodes.Status200OK);
    }

    // What the reader was told last; null where the link is not ours, is too old, or its message is kept no longer.
    private static Notice? Told(Notifier notifier, NotificationOutbox outbox, string token) =>
        notifier.ReadLink(token) is { } link && outbox.LastTold(link.Incident, link.Customer) is { Incident: not null } notice ? notice : null;

    private static Task WriteAsync(HttpContext context, string page, int status = StatusCodes.Status200OK)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-cache, no-store";
        headers["Referrer-Policy"] = "same-origin"; // the address is the secret
        headers["X-Robots-Tag"] = "noindex, nofollow";
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(page, context.RequestAborted);
    }
}
