using System.Net;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Access;

/// <summary>How people sign in, as ASP.NET Core has it: a cookie scheme over <see cref="Sessions"/>, antiforgery, and a provider if one is configured.</summary>
internal static class PeopleSignIn
{
    /// <summary>Name of the session's cookie.</summary>
    public const string Cookie = "tidegate_session";

    private const string TokenCookie = "tidegate_csrf";

    /// <summary>Adds what signing in needs; the cookie scheme <see cref="People.Scheme"/> is the default one, so <see cref="HttpContext.User"/> is who is signed in.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">How people sign in.</param>
    /// <param name="data">The data directory, in which the keys that protect cookies and TOTP secrets are kept.</param>
    public static void AddPeopleSignIn(this IServiceCollection services, AccessOptions options, string data)
    {
        services.AddSingleton(options);
        services.AddSingleton<Passwords>();
        services.AddSingleton(provider => new AccountStore(provider.GetRequiredService<LiveEngine>().Store));
        services.AddSingleton(provider => new SessionStore(provider.GetRequiredService<LiveEngine>().Store));
        services.AddSingleton<Accounts>();
        services.AddSingleton<TotpSecrets>();
        services.AddSingleton<SecondFactor>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<Doors>();
        services.AddHostedService(provider => provider.GetRequiredService<Doors>());
        services.AddDataProtection().SetApplicationName("tidegate").PersistKeysToFileSystem(PrivateFolder.Make(Path.Combine(data, "keys")));
        var people = services.AddAuthentication(People.Scheme).AddCookie(People.Scheme, cookie =>
        {
            cookie.Cookie.Name = Cookie;
            cookie.Cookie.HttpOnly = true;
            // Not Strict: who follows the link in a mail would seem signed out, and a provider's answer comes from its site.
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.Cookie.Path = "/";
            cookie.ExpireTimeSpan = options.SessionIdle;
            cookie.SlidingExpiration = true;
            cookie.LoginPath = SignInPage.Path;
            cookie.AccessDeniedPath = SignInPage.Path;
            cookie.ReturnUrlParameter = "return";
        });
        services.AddOptions<CookieAuthenticationOptions>(People.Scheme).Configure<Sessions>((cookie, sessions) => cookie.SessionStore = sessions);
        if (options.Oidc is { } oidc) people.AddOidc(oidc);
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.HeaderName = CrossSite.TokenHeader;
            antiforgery.Cookie.Name = TokenCookie;
            antiforgery.Cookie.HttpOnly = true;
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        if (options.TrustedProxies.Length > 0) services.Configure<ForwardedHeadersOptions>(headers => Trust(headers, options.TrustedProxies));
    }

    /// <summary>Puts it into the pipeline: before what asks who is there.</summary>
    public static void UsePeopleSignIn(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseMiddleware<AccessMiddleware>();
    }

    /// <summary>Maps /sign-in, /sign-out, /v1/session and /v1/accounts.</summary>
    public static void MapPeopleSignIn(this IEndpointRouteBuilder app)
    {
        SignInPage.Map(app);
        SessionEndpoints.Map(app);
        SecondFactorEndpoints.Map(app);
        AccountEndpoints.Map(app);
    }

    private static void Trust(ForwardedHeadersOptions headers, string proxies)
    {
        headers.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        foreach (var proxy in proxies.Split(',')) headers.KnownProxies.Add(IPAddress.Parse(proxy));
    }
}

/// <summary>Folders that nobody but the service's own account may look into.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes it where it is not there, and takes others' rights away where it is.</summary>
    public static DirectoryInfo Make(string path)
    {
        if (OperatingSystem.IsWindows()) return Directory.CreateDirectory(path);
        var folder = Directory.CreateDirectory(path, OwnerAlone);
        if ((folder.UnixFileMode & ~OwnerAlone) != UnixFileMode.None) File.SetUnixFileMode(path, OwnerAlone);
        return folder;
    }
}
