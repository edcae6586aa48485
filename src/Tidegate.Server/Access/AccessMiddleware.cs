using Tidegate.Server.Http;

namespace Tidegate.Server.Access;

/// <summary>
/// Finds out who asks, by key or by session, and whether they may. An endpoint that says nothing is closed to all but the administrator.
/// </summary>
internal sealed class AccessMiddleware(RequestDelegate next, KeyRing keys, Doors doors)
{
    private static readonly AccessRule Closed = new(Role.Admin);

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint) return next(context);
        var rule = endpoint.Metadata.GetMetadata<AccessRule>() ?? Closed;
        if (doors.AreOpen)
        {
            CrossSite.CheckLocalName(context.Request);
            CrossSite.CheckOrigin(context.Request);
            context.Features.Set(Caller.Local);
            return next(context);
        }

        var key = KeyOf(context.Request);
        if (key.Length == 0 && People.CallerOf(context.User) is { } person) return SessionAsync(context, endpoint, rule, person);
        if (rule.Open)
        {
            CrossSite.CheckOrigin(context.Request);
            context.Features.Set(Caller.Nobody);
            return next(context);
        }

        if (keys.Find(key) is not { } caller) return RefuseAsync(context);
        Check(caller, rule, "this key may not do that", "Authorization", "a key");
        context.Features.Set(caller);
        return next(context);
    }

    private async Task SessionAsync(HttpContext context, Endpoint endpoint, AccessRule rule, Caller person)
    {
        CrossSite.CheckOrigin(context.Request);
        if (!rule.Open) Check(person, rule, "this account may not do that", "session", "an account");
        if (!rule.Open && endpoint.Metadata.GetMetadata<NoTokenNeeded>() is null) await CrossSite.CheckTokenAsync(context);
        context.Response.Headers.CacheControl = "no-cache, no-store";
        context.Features.Set(person);
        await next(context);
    }

    private static void Check(Caller caller, AccessRule rule, string title, string where, string what)
    {
        if ((caller.Role & rule.Roles) == Role.None)
            throw new ProblemException(StatusCodes.Status403Forbidden, title, where, caller.Role.ToString().ToLowerInvariant(), $"{what} with one of the roles {rule.Roles.ToString().ToLowerInvariant()}");
    }

    // A person who opens a page is led to the sign-in; a program is told what it lacks.
    private Task RefuseAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) && doors.PeopleCanSignIn && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) && !request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Redirect($"{SignInPage.Path}?return={Uri.EscapeDataString(request.Path + request.QueryString)}");
            return Task.CompletedTask;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        throw new ProblemException(StatusCodes.Status401Unauthorized, "a key or a session is needed", "Authorization", "", "'Bearer tg_...' with a key that is known and has not ended, or the cookie of someone who signed in");
    }

    private static string KeyOf(HttpRequest request)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..].Trim() : request.Headers["X-Api-Key"].ToString();
    }
}
