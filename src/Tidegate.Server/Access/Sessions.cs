using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Tidegate.Server.Http;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Access;

/// <summary>
/// What ASP.NET Core's cookie scheme asks for sessions: the cookie holds nothing but the secret of a session that is kept here, so
/// that it can be ended here. Role and customer of a local account are those it has now.
/// </summary>
internal sealed class Sessions(SessionStore sessions, AccountStore accounts, AccessOptions options, TimeProvider time) : ITicketStore
{
    private const int SecretBytes = 32;

    /// <inheritdoc/>
    public Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var person = People.Read(ticket.Principal) ?? throw new InvalidOperationException("not a principal of People's");
        var now = time.GetUtcNow();
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        var session = new Session("", person.Source, person.Name, person.Role, person.Customer, now, now, now + options.SessionIdle);
        sessions.Begin(secret, session, new AuditLine(0, now.ToUnixTimeMilliseconds(), person.Name, "session.begin", person.Name, null, null, person.Remark));
        return Task.FromResult(secret);
    }

    /// <inheritdoc/>
    public Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        // The scheme would put a new sign-in into the session that the browser already has. A session stays one person's.
        if (People.Read(ticket.Principal) is not { Session: { } session } || sessions.Find(key) is not { } kept || kept.Id != session)
            throw new ProblemException(StatusCodes.Status409Conflict, "this browser is signed in already", "cookie", "", "signing out first");
        var now = time.GetUtcNow();
        sessions.Prolong(key, now, Earlier(now + options.SessionIdle, kept.CreatedAt + options.SessionMost));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        if (sessions.Find(key) is not { } session || session.ExpiresAt <= time.GetUtcNow()) return Task.FromResult<AuthenticationTicket?>(null);
        var person = new Person(session.Source, session.Name, session.Role, session.Customer) { Session = session.Id };
        if (session.Source == Person.Local)
        {
            if (accounts.Find(session.Name) is not { Disabled: false } account || account.PasswordSetAt > session.CreatedAt) return Task.FromResult<AuthenticationTicket?>(null);
            person = person with { Role = account.Role, Customer = account.Customer };
        }

        var properties = new AuthenticationProperties { IssuedUtc = session.SeenAt, ExpiresUtc = session.ExpiresAt };
        return Task.FromResult<AuthenticationTicket?>(new AuthenticationTicket(People.Principal(person), properties, People.Scheme));
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string key)
    {
        if (sessions.Find(key) is not { } session) return Task.CompletedTask;
        var why = session.ExpiresAt <= time.GetUtcNow() ? "it had run out" : "signed out";
        sessions.End(key, new AuditLine(0, time.GetUtcNow().ToUnixTimeMilliseconds(), session.Name, "session.end", session.Name, null, null, why));
        return Task.CompletedTask;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}

/// <summary>Someone who signed in.</summary>
/// <param name="Source">"local" or "oidc".</param>
/// <param name="Name">Name.</param>
/// <param name="Role">Role.</param>
/// <param name="Customer">The customer they are bound to.</param>
internal sealed record Person(string Source, string Name, Role Role, string? Customer)
{
    public const string Local = "local";

    public const string Oidc = "oidc";

    /// <summary>Id of the session; null before there is one.</summary>
    public string? Session { get; init; }

    /// <summary>What the audit log says of the sign-in.</summary>
    public string Remark { get; init; } = "";
}

/// <summary>People as ASP.NET Core's principals.</summary>
internal static class People
{
    /// <summary>Name of the cookie scheme, the default one.</summary>
    public const string Scheme = "Tidegate";

    /// <summary>Claim that holds the customer that someone is bound to.</summary>
    public const string CustomerClaim = "customer";

    /// <summary>Claim that holds the role: analyst, customer or admin; <see cref="ClaimsPrincipal.IsInRole"/> asks it.</summary>
    public const string RoleClaim = "role";

    private const string NameClaim = "name";
    private const string SourceClaim = "source";
    private const string SessionClaim = "session";
    private const string RemarkClaim = "remark";

    /// <summary>The principal of a person.</summary>
    public static ClaimsPrincipal Principal(Person person)
    {
        var claims = new List<Claim>
        {
            new("sub", $"{person.Source}:{person.Name}"), // what antiforgery tokens are bound to
            new(NameClaim, person.Name),
            new(RoleClaim, person.Role.ToString().ToLowerInvariant()),
            new(SourceClaim, person.Source),
        };
        if (person.Customer is not null) claims.Add(new Claim(CustomerClaim, person.Customer));
        if (person.Session is not null) claims.Add(new Claim(SessionClaim, person.Session));
        if (person.Remark.Length > 0) claims.Add(new Claim(RemarkClaim, person.Remark));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme, NameClaim, RoleClaim));
    }

    /// <summary>The person of a principal; null when it is none of ours. A customer's without a customer is none.</summary>
    public static Person? Read(ClaimsPrincipal principal)
    {
        if (principal.Identity is not ClaimsIdentity { IsAuthenticated: true, AuthenticationType: Scheme } identity) return null;
        if (AdminEndpoints.RoleOf(identity.FindFirst(RoleClaim)?.Value ?? "") is not { } role) return null;
        var customer = identity.FindFirst(CustomerClaim)?.Value;
        if (role == Role.Customer && customer is not { Length: > 0 }) return null;
        return new Person(identity.FindFirst(SourceClaim)?.Value ?? "", identity.Name ?? "", role, customer)
        {
            Session = identity.FindFirst(SessionClaim)?.Value,
            Remark = identity.FindFirst(RemarkClaim)?.Value ?? "",
        };
    }

    /// <summary>The caller that a principal stands for; null when it is none of ours.</summary>
    public static Caller? CallerOf(ClaimsPrincipal principal) =>
        Read(principal) is { } person ? new Caller(person.Name, person.Role, person.Role == Role.Customer ? person.Customer : null) { Via = Entry.Session } : null;
}
