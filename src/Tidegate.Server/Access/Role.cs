namespace Tidegate.Server.Access;

/// <summary>What a key may do.</summary>
[Flags]
internal enum Role
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Send events and conversions.</summary>
    Ingest = 1,

    /// <summary>Ask for verdicts and follow decisions.</summary>
    Enforcer = 2,

    /// <summary>See all, and work on incidents, decisions, allowlist and parties.</summary>
    Analyst = 4,

    /// <summary>See what concerns one customer.</summary>
    Customer = 8,

    /// <summary>Everything, keys and policies too.</summary>
    Admin = 16,

    /// <summary>Any of them.</summary>
    Any = Ingest | Enforcer | Analyst | Customer | Admin,
}

/// <summary>How a caller came in.</summary>
internal enum Entry
{
    /// <summary>Without being asked who they are.</summary>
    Open,

    /// <summary>By an API key.</summary>
    Key,

    /// <summary>By the session of someone who signed in.</summary>
    Session,
}

/// <summary>Who asks.</summary>
/// <param name="Name">Name of the key or the account, or "local" where there are none.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Customer">The one customer that it is for; null for all.</param>
internal sealed record Caller(string Name, Role Role, string? Customer)
{
    /// <summary>Anyone, where there are neither keys nor accounts.</summary>
    public static readonly Caller Local = new("local", Role.Admin, null);

    /// <summary>Someone unknown, who may use what is open to anyone.</summary>
    public static readonly Caller Nobody = new("", Role.None, null);

    /// <summary>How they came in.</summary>
    public Entry Via { get; init; } = Entry.Open;

    /// <summary>The caller of a request.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? throw new InvalidOperationException("the request did not pass AccessMiddleware");
}

/// <summary>Which roles may use an endpoint.</summary>
internal sealed record AccessRule(Role Roles, bool Open = false);

/// <summary>Marks endpoints whose cross-site requests are told by their origin alone, for they cannot send a token.</summary>
internal sealed record NoTokenNeeded;

/// <summary>Says who may use endpoints.</summary>
internal static class AccessRules
{
    /// <summary>These roles, and always the administrator.</summary>
    public static T For<T>(this T builder, Role roles)
        where T : IEndpointConventionBuilder => builder.WithMetadata(new AccessRule(roles | Role.Admin));

    /// <summary>Anyone, without a key.</summary>
    public static T ForAnyone<T>(this T builder)
        where T : IEndpointConventionBuilder => builder.WithMetadata(new AccessRule(Role.None, Open: true));

    /// <summary>
    /// Unsafe requests with a session need no antiforgery token here: for what has one of its own (forms that UseAntiforgery checks), or cannot
    /// send one (SignalR). That they come from this site is checked all the same.
    /// </summary>
    public static T WithoutToken<T>(this T builder)
        where T : IEndpointConventionBuilder => builder.WithMetadata(new NoTokenNeeded());
}
