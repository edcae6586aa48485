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
}

/// <summary>Who asks.</summary>
/// <param name="Name">Name of the key, or "local" where there are none.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Customer">The one customer that it is for; null for all.</param>
internal sealed record Caller(string Name, Role Role, string? Customer)
{
    /// <summary>Anyone, where there are no keys.</summary>
    public static readonly Caller Local = new("local", Role.Admin, null);

    /// <summary>The caller of a request.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? throw new InvalidOperationException("the request did not pass AccessMiddleware");
}

/// <summary>Which roles may use an endpoint.</summary>
internal sealed record AccessRule(Role Roles, bool Open = false);

/// <summary>Says who may use endpoints.</summary>
internal static class AccessRules
{
    /// <summary>These roles, and always the administrator.</summary>
    public static T For<T>(this T builder, Role roles)
        where T : IEndpointConventionBuilder => builder.WithMetadata(new AccessRule(roles | Role.Admin));

    /// <summary>Anyone, without a key.</summary>
    public static T ForAnyone<T>(this T builder)
        where T : IEndpointConventionBuilder => builder.WithMetadata(new AccessRule(Role.None, Open: true));
}
