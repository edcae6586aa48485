using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Tidegate.Server.Http;

namespace Tidegate.Server.Access;

/// <summary>Who signs in.</summary>
internal sealed record SignInForm
{
    public string Name { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>Code of the authenticator, or a recovery code; for accounts with a second factor.</summary>
    public string? Code { get; init; }
}

/// <summary>Who asks.</summary>
/// <param name="Via">session, key, or open (where there are neither keys nor accounts).</param>
/// <param name="Name">Name of the account or key.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Customer">The customer that it is confined to.</param>
/// <param name="CsrfToken">Sessions: what unsafe requests send as X-CSRF-Token.</param>
internal sealed record SessionView(string Via, string Name, string Role, string? Customer, string? CsrfToken);

/// <summary>A password to be set by its owner.</summary>
internal sealed record PasswordForm
{
    /// <summary>The password as it is.</summary>
    public string Current { get; init; } = "";

    /// <summary>The password as it is to be.</summary>
    public string Password { get; init; } = "";
}

/// <summary>/v1/session: sign in, who am I, sign out, another password.</summary>
internal static class SessionEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/session", SignInAsync).ForAnyone()
            .WithName("signIn").WithTags("session").WithSummary("Signs in with an account of this service, and sets the session's cookie. 401 does not tell which of name, password and code was wrong.")
            .Takes<SignInForm>("application/json").Produces<SessionView>(StatusCodes.Status201Created).ProducesProblem(401).ProducesProblem(409).ProducesProblem(429);
        app.MapGet("/v1/session", WhoAsync).For(Role.Any)
            .WithName("whoAmI").WithTags("session").WithSummary("Who asks, by session or key; for sessions with the token that unsafe requests need.").Produces<SessionView>().ProducesProblem(401);
        app.MapDelete("/v1/session", (Delegate)SignOutAsync).For(Role.Any)
            .WithName("signOut").WithTags("session").WithSummary("Signs out: the session ends here, not in the browser alone.").Produces(StatusCodes.Status204NoContent);
        app.MapPut("/v1/session/password", PasswordAsync).For(Role.Any)
            .WithName("changePassword").WithTags("session").WithSummary("Sets another password for the account that is signed in; all its sessions end.").Takes<PasswordForm>("application/json").Produces(StatusCodes.Status204NoContent).ProducesProblem(400).ProducesProblem(409);
    }

    /// <summary>The account's name of the session that asks.</summary>
    public static string NameOf(HttpContext context) =>
        Caller.Of(context) is { Via: Entry.Session } caller
            ? caller.Name
            : throw new ProblemException(StatusCodes.Status409Conflict, "this is about the account that is signed in, and none is", "session", "", "a session, not a key");

    /// <summary>Does something with accounts, and turns what will not do into a problem.</summary>
    public static T Tried<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (AccountException e)
        {
            throw e.Fault switch
            {
                AccountFault.Missing => ProblemException.NotFound("account", e.Value),
                AccountFault.Conflict => new ProblemException(StatusCodes.Status409Conflict, $"{e.Where} will not do", e.Where, e.Value, e.Expected),
                _ => ProblemException.Bad(e.Where, e.Value, e.Expected),
            };
        }
    }

    private static async Task SignInAsync(HttpContext context, SignIn signIn, IAntiforgery antiforgery)
    {
        if (People.CallerOf(context.User) is { } already) throw new ProblemException(StatusCodes.Status409Conflict, "this browser is signed in already", "cookie", already.Name, "signing out first: DELETE /v1/session");
        var form = await Query.BodyAsync<SignInForm>(context);
        if (form.Name is not { Length: > 0 and <= 256 }) throw ProblemException.Bad("name", "", "the name of an account");
        if (await signIn.TryAsync(context, form.Name, form.Password ?? "", form.Code) is not { } person)
            throw new ProblemException(StatusCodes.Status401Unauthorized, "name, password or code is wrong", "name, password, code", "(not shown)", "those of an account; the code, if it has a second factor, once each");
        context.User = People.Principal(person);
        await context.SignInAsync(People.Scheme, context.User);
        await Query.AnswerAsync(context, View(person.Name, person.Role, person.Customer, antiforgery.GetAndStoreTokens(context).RequestToken), StatusCodes.Status201Created);
    }

    private static Task WhoAsync(HttpContext context, IAntiforgery antiforgery)
    {
        var caller = Caller.Of(context);
        var view = View(caller.Name, caller.Role, caller.Customer, null) with { Via = caller.Via.ToString().ToLowerInvariant() };
        return Query.AnswerAsync(context, caller.Via == Entry.Session ? view with { CsrfToken = antiforgery.GetAndStoreTokens(context).RequestToken } : view);
    }

    private static async Task SignOutAsync(HttpContext context)
    {
        if (Caller.Of(context).Via == Entry.Session) await context.SignOutAsync(People.Scheme);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task PasswordAsync(HttpContext context, SecondFactor own)
    {
        var name = NameOf(context);
        var form = await Query.BodyAsync<PasswordForm>(context);
        Tried(() => own.ChangePassword(name, form.Current ?? "", form.Password ?? ""));
        await context.SignOutAsync(People.Scheme);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static SessionView View(string name, Role role, string? customer, string? token) => new("session", name, role.ToString().ToLowerInvariant(), customer, token);
}
