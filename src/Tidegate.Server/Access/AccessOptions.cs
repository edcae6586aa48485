using System.Net;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Access;

/// <summary>How people sign in.</summary>
internal sealed record AccessOptions
{
    /// <summary>A session ends when nothing was asked for so long. Default 8 hours.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromHours(8);

    /// <summary>A session ends so long after sign-in in any case. Default 7 days.</summary>
    public TimeSpan SessionMost { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Failures after which a name is locked for a while. Default 5.</summary>
    public int LockAfter { get; init; } = 5;

    /// <summary>Attempts to sign in a minute from one address. Default 10.</summary>
    public int AttemptsPerMinute { get; init; } = 10;

    /// <summary>Fewest characters of a password. Default 12.</summary>
    public int ShortestPassword { get; init; } = 12;

    /// <summary>Addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, separated by commas. Default none.</summary>
    public string TrustedProxies { get; init; } = "";

    /// <summary>The provider that people may sign in with; null for none.</summary>
    public OidcOptions? Oidc { get; init; }
}

/// <summary>An OpenID Connect provider, and what its claims mean here.</summary>
internal sealed record OidcOptions
{
    /// <summary>Its address; /.well-known/openid-configuration is below it.</summary>
    public required string Authority { get; init; }

    /// <summary>What this service is called there.</summary>
    public required string ClientId { get; init; }

    /// <summary>Secret of the client; empty for a public one (PKCE is used always).</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>What the button says.</summary>
    public string Label { get; init; } = "Single sign-on";

    /// <summary>What is asked for, separated by blanks.</summary>
    public string Scopes { get; init; } = "openid profile email";

    /// <summary>Claim that names the person.</summary>
    public string NameClaim { get; init; } = "preferred_username";

    /// <summary>Claim whose values give the role.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>Claim that names the customer of people with the role customer.</summary>
    public string CustomerClaim { get; init; } = "customer";

    /// <summary>Value of the role claim that makes an admin.</summary>
    public string Admin { get; init; } = "tidegate-admin";

    /// <summary>Value of the role claim that makes an analyst.</summary>
    public string Analyst { get; init; } = "tidegate-analyst";

    /// <summary>Value of the role claim that makes a customer.</summary>
    public string Customer { get; init; } = "tidegate-customer";

    /// <summary>Not the secret: settings may be printed.</summary>
    public override string ToString() => $"{Authority} as {ClientId}";
}

/// <summary>Reads how people sign in: docs/access.md.</summary>
internal static class AccessConfig
{
    private const string Root = "access";

    /// <exception cref="ConfigException">A value will not do.</exception>
    public static AccessOptions Read(ConfigKeys keys)
    {
        var standard = new AccessOptions();
        return new AccessOptions
        {
            SessionIdle = keys.Duration($"{Root}.session_idle", standard.SessionIdle, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
            SessionMost = keys.Duration($"{Root}.session_most", standard.SessionMost, TimeSpan.FromMinutes(1), TimeSpan.FromDays(90)),
            LockAfter = (int)keys.Whole($"{Root}.lock_after", standard.LockAfter, 1, 100),
            AttemptsPerMinute = (int)keys.Whole($"{Root}.attempts_per_minute", standard.AttemptsPerMinute, 1, 1000),
            ShortestPassword = (int)keys.Whole($"{Root}.shortest_password", standard.ShortestPassword, 8, 128),
            TrustedProxies = Proxies(keys),
            Oidc = Oidc(keys),
        };
    }

    private static string Proxies(ConfigKeys keys)
    {
        const string path = $"{Root}.trusted_proxies";
        var found = new List<string>();
        foreach (var item in keys.Items(path).Append(path))
        {
            foreach (var text in keys.Text(item, "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                found.Add(IPAddress.TryParse(text, out var address) ? address.ToString() : throw keys.Wrong(item, "IP addresses such as 10.0.0.5"));
        }

        return string.Join(',', found);
    }

    private static OidcOptions? Oidc(ConfigKeys keys)
    {
        const string at = $"{Root}.oidc";
        var (authority, client) = (keys.Text($"{at}.authority", ""), keys.Text($"{at}.client_id", ""));
        var options = new OidcOptions { Authority = authority, ClientId = client };
        options = options with
        {
            ClientSecret = keys.Text($"{at}.client_secret", ""),
            Label = keys.Text($"{at}.label", options.Label),
            Scopes = keys.Text($"{at}.scopes", options.Scopes),
            NameClaim = keys.Text($"{at}.name_claim", options.NameClaim),
            RoleClaim = keys.Text($"{at}.role_claim", options.RoleClaim),
            CustomerClaim = keys.Text($"{at}.customer_claim", options.CustomerClaim),
            Admin = keys.Text($"{at}.roles.admin", options.Admin),
            Analyst = keys.Text($"{at}.roles.analyst", options.Analyst),
            Customer = keys.Text($"{at}.roles.customer", options.Customer),
        };
        if (authority.Length == 0) return null;
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var uri) || (uri.Scheme != "https" && !(uri.Scheme == "http" && uri.IsLoopback)))
            throw keys.Wrong($"{at}.authority", "an https address (http on this machine alone)");
        if (client.Length == 0) throw new ConfigException($"{at}.client_id: it is missing; expected the name that the provider has for this service");
        if (!options.Scopes.Split(' ').Contains("openid", StringComparer.Ordinal)) throw keys.Wrong($"{at}.scopes", "scopes with 'openid' among them");
        return options;
    }
}
