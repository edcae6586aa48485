using Tidegate.Server.Http;

namespace Tidegate.Server.Access;

/// <summary>
/// Finds out who asks, and whether they may. Without any key the service is open, which it is only on loopback; an endpoint
/// that says nothing is closed to all but the administrator.
/// </summary>
internal sealed class AccessMiddleware(RequestDelegate next, KeyRing keys)
{
    private static readonly AccessRule Closed = new(Role.Admin);

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint) return next(context);
        var rule = endpoint.Metadata.GetMetadata<AccessRule>() ?? Closed;
        if (!keys.Any || rule.Open)
        {
            context.Features.Set(Caller.Local);
            return next(context);
        }

        if (keys.Find(KeyOf(context.Request)) is not { } caller)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            throw new ProblemException(StatusCodes.Status401Unauthorized, "a key is needed", "Authorization", "", "'Bearer tg_...' with a key that is known and has not ended");
        }

        if ((caller.Role & rule.Roles) == Role.None)
            throw new ProblemException(StatusCodes.Status403Forbidden, "this key may not do that", "Authorization", caller.Role.ToString().ToLowerInvariant(), $"a key with one of the roles {rule.Roles.ToString().ToLowerInvariant()}");
        context.Features.Set(caller);
        return next(context);
    }

    private static string KeyOf(HttpRequest request)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..].Trim() : request.Headers["X-Api-Key"].ToString();
    }
}
