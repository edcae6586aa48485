using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Tidegate.Server.Http;

namespace Tidegate.Server.Access;

/// <summary>/sign-in and /sign-out: plain forms, which work without script.</summary>
internal static class SignInPage
{
    /// <summary>Where people sign in.</summary>
    public const string Path = "/sign-in";

    private const string Policy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private const string Wrong = "Name, password or code is wrong.";

    private const string Style = """
        :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 22rem; margin: 12vh auto 0; padding: 0 1rem; }
        label, input, button, .oidc { display: block; width: 100%; box-sizing: border-box; font: inherit; }
        input, button, .oidc { padding: .5rem; margin: 0 0 1rem; border: 1px solid #777; border-radius: .25rem; text-align: center; }
        input { text-align: left; }
        .wrong { padding: .5rem; border-left: .25rem solid #c00; }
        """;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, ShowAsync).ForAnyone().ExcludeFromDescription();
        app.MapPost(Path, SignInAsync).ForAnyone().ExcludeFromDescription();
        app.MapPost("/sign-out", SignOutAsync).ForAnyone().ExcludeFromDescription();
        app.MapGet(Path + "/oidc", ChallengeAsync).ForAnyone().ExcludeFromDescription();
        app.MapGet(Path + "/style.css", () => Results.Text(Style, "text/css")).ForAnyone().ExcludeFromDescription();
    }

    private static Task ShowAsync(HttpContext context) =>
        WriteAsync(context, context.Request.Query["refused"] == "provider" ? "The provider did not let you in, or what it says of you gives you no role here; the audit log says why." : "", Back(context));

    private static async Task SignInAsync(HttpContext context, SignIn signIn, IAntiforgery antiforgery)
    {
        CheckForm(context);
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            await WriteAsync(context, "This form was too old; here is a new one.", Back(context), StatusCodes.Status400BadRequest);
            return;
        }

        if (People.CallerOf(context.User) is not null)
        {
            context.Response.Redirect(Back(context));
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        try
        {
            if (await signIn.TryAsync(context, form["name"].ToString(), form["password"].ToString(), form["code"].ToString()) is { } person)
            {
                await context.SignInAsync(People.Scheme, People.Principal(person));
                context.Response.Redirect(Back(context));
                return;
            }
        }
        catch (ProblemException problem) when (problem.Status == StatusCodes.Status429TooManyRequests)
        {
            await WriteAsync(context, $"Too many attempts. Expected: {problem.Expected}.", Back(context), problem.Status);
            return;
        }

        await WriteAsync(context, Wrong, Back(context), StatusCodes.Status401Unauthorized);
    }

    private static async Task SignOutAsync(HttpContext context, IAntiforgery antiforgery)
    {
        CheckForm(context);
        if (await antiforgery.IsRequestValidAsync(context)) await context.SignOutAsync(People.Scheme);
        context.Response.Redirect(Path);
    }

    private static Task ChallengeAsync(HttpContext context, AccessOptions options)
    {
        if (options.Oidc is null) throw ProblemException.NotFound("provider", "oidc");
        if (People.CallerOf(context.User) is null) return context.ChallengeAsync(OidcSignIn.Scheme, new AuthenticationProperties { RedirectUri = Back(context) });
        context.Response.Redirect(Path);
        return Task.CompletedTask;
    }

    private static void CheckForm(HttpContext context)
    {
        if (!context.Request.HasFormContentType) throw new ProblemException(StatusCodes.Status415UnsupportedMediaType, "this address takes the form of " + Path, "Content-Type", context.Request.ContentType ?? "", "application/x-www-form-urlencoded; programs use /v1/session");
    }

    // Within this site alone: "//elsewhere" and "/\elsewhere" are other sites to a browser.
    private static string Back(HttpContext context)
    {
        var back = context.Request.Query["return"].ToString();
        return back.Length is > 0 and < 2000 && back[0] == '/' && (back.Length == 1 || back[1] is not ('/' or '\\')) && !back.Any(char.IsControl) ? back : "/";
    }

    private static async Task WriteAsync(HttpContext context, string wrong, string back, int status = StatusCodes.Status200OK)
    {
        var token = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-cache, no-store";
        headers["Referrer-Policy"] = "same-origin";
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        var hidden = $"""<input type="hidden" name="{token.FormFieldName}" value="{token.RequestToken}">""";
        await context.Response.WriteAsync(Page(context, wrong, back, hidden), context.RequestAborted);
    }

    private static string Page(HttpContext context, string wrong, string back, string hidden)
    {
        var html = HtmlEncoder.Default;
        var options = context.RequestServices.GetRequiredService<AccessOptions>();
        var query = $"?return={Uri.EscapeDataString(back)}";
        var told = wrong.Length > 0 ? $"<p class=\"wrong\" role=\"alert\">{html.Encode(wrong)}</p>" : "";
        var provider = options.Oidc is { } oidc ? $"<a class=\"oidc\" href=\"{Path}/oidc{query}\">{html.Encode(oidc.Label)}</a>" : "";
        var body = People.CallerOf(context.User) is { } caller
            ? $"""
                <p>Signed in as {html.Encode(caller.Name)}, {caller.Role.ToString().ToLowerInvariant()}{(caller.Customer is null ? "" : " of " + html.Encode(caller.Customer))}.</p>
                <form method="post" action="/sign-out">{hidden}<button>Sign out</button></form>
                """
            : $"""
                {(context.RequestServices.GetRequiredService<Doors>().AreOpen ? "<p class=\"wrong\">There are no accounts yet, so anyone on this machine may do anything. <code>tidegate accounts create NAME --role admin</code> makes the first.</p>" : "")}{told}
                <form method="post" action="{Path}{query}">{hidden}
                <label for="name">Name</label><input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus>
                <label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required>
                <label for="code">Code, if your account asks for one</label><input id="code" name="code" autocomplete="one-time-code" inputmode="text">
                <button>Sign in</button></form>
                {provider}
                """;
        return $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in - Tidegate</title><link rel="stylesheet" href="{Path}/style.css"></head>
            <body><main><h1>Tidegate</h1>
            {body}
            </main></body></html>
            """;
    }
}
