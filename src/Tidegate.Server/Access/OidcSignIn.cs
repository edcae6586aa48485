using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Access;

/// <summary>Signing in with an OpenID Connect provider: authorization code with PKCE; its claims become a role and a customer, or nobody.</summary>
internal static class OidcSignIn
{
    /// <summary>Name of the scheme.</summary>
    public const string Scheme = "Oidc";

    /// <summary>Where the provider sends people back to; to be registered with it.</summary>
    public const string CallbackPath = "/sign-in/oidc/callback";

    /// <summary>Adds the scheme.</summary>
    public static void AddOidc(this AuthenticationBuilder builder, OidcOptions oidc) => builder.AddOpenIdConnect(Scheme, options =>
    {
        options.Authority = oidc.Authority;
        options.RequireHttpsMetadata = oidc.Authority.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        options.ClientId = oidc.ClientId;
        if (oidc.ClientSecret.Length > 0) options.ClientSecret = oidc.ClientSecret;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query; // so that the cookies of the way there may be SameSite=Lax
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.SaveTokens = false;
        options.GetClaimsFromUserInfoEndpoint = false;
        options.SignInScheme = People.Scheme;
        options.CallbackPath = CallbackPath;
        options.Scope.Clear();
        foreach (var scope in oidc.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)) options.Scope.Add(scope);
        options.CorrelationCookie.SameSite = options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Events.OnTokenValidated = context => Translate(context, oidc);
        options.Events.OnRemoteFailure = Refuse;
    });

    /// <summary>Who the claims say it is; null, and why, when they give no role.</summary>
    public static (Person? Person, string Why) Read(ClaimsPrincipal claims, OidcOptions oidc)
    {
        var name = claims.FindFirst(oidc.NameClaim)?.Value ?? claims.FindFirst("email")?.Value ?? claims.FindFirst("sub")?.Value ?? "";
        if (name.Length is 0 or > 256) return (null, $"the claim '{oidc.NameClaim}' names nobody");
        var given = claims.FindAll(oidc.RoleClaim).SelectMany(c => c.Value.Split(' ')).ToHashSet(StringComparer.Ordinal);
        var customer = claims.FindFirst(oidc.CustomerClaim)?.Value;
        if (given.Contains(oidc.Admin)) return (new Person(Person.Oidc, name, Role.Admin, null), "");
        if (given.Contains(oidc.Analyst)) return (new Person(Person.Oidc, name, Role.Analyst, null), "");
        if (!given.Contains(oidc.Customer)) return (null, $"the claim '{oidc.RoleClaim}' gives '{name}' no role here");
        return customer is { Length: > 0 and <= 256 }
            ? (new Person(Person.Oidc, name, Role.Customer, customer), "")
            : (null, $"the claim '{oidc.CustomerClaim}' does not say which customer '{name}' is of");
    }

    private static Task Translate(TokenValidatedContext context, OidcOptions oidc)
    {
        var (person, why) = Read(context.Principal!, oidc);
        if (person is null) context.Fail(why);
        else context.Principal = People.Principal(person with { Remark = $"by {oidc.Authority}, from {context.HttpContext.Connection.RemoteIpAddress}" });
        return Task.CompletedTask;
    }

    private static Task Refuse(RemoteFailureContext context)
    {
        var services = context.HttpContext.RequestServices;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        var why = context.Failure?.Message ?? "no reason was given";
        if (why.Length > 300) why = why[..300];
        services.GetRequiredService<AccountStore>().Note(new AuditLine(0, now, "(unknown)", "session.refuse", "(unknown)", null, null, $"by the provider, from {context.HttpContext.Connection.RemoteIpAddress}: {why}"));
        context.HandleResponse();
        context.Response.Redirect(SignInPage.Path + "?refused=provider");
        return Task.CompletedTask;
    }
}
