namespace Tidegate.Notify.Settings;

/// <summary>One receiver of messages.</summary>
public sealed record ChannelSettings
{
    /// <summary>Its name, unique: letters, digits, "-", "_", "."; at most 64.</summary>
    public string Name { get; init; } = "";

    /// <summary>"webhook", "email", "slack", "teams" or "pagerduty".</summary>
    public string Kind { get; init; } = "";

    /// <summary>The customer it belongs to: it hears of that customer's traffic alone. Null: it belongs to the operator.</summary>
    public string? Customer { get; init; }

    /// <summary>Where webhook, slack and teams post to. Of slack and teams it is a secret. Of pagerduty the address of its events API; may be left out.</summary>
    public string? Url { get; init; }

    /// <summary>Webhook alone: secrets, "whsec_" and the Base64 of 24 to 64 bytes. Every one signs; two while one takes the place of the other.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Pagerduty alone: the integration's key.</summary>
    public string? RoutingKey { get; init; }

    /// <summary>Email alone: addresses, 1 to 50.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Incidents below are not told: "low", "medium", "high" or "critical". Default low.</summary>
    public string SeverityFloor { get; init; } = "low";

    /// <summary>Least time between two messages on one incident, but for its end and a rise in severity. Default 15 minutes; 1 minute to 1 day.</summary>
    public TimeSpan UpdateInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Most messages an hour over all incidents; critical ones beyond it are sent all the same, others wait. Null: 30, and for webhooks no limit. 1 to 10,000.</summary>
    public int? MostPerHour { get; init; }

    /// <summary>Hours in which it keeps quiet. Null: none.</summary>
    public QuietHoursSettings? QuietHours { get; init; }

    /// <summary>Whether it hears of feeds that stop and come back. Default true.</summary>
    public bool Feeds { get; init; } = true;

    /// <summary>Messages a second over the long run. Null: 1 for slack, 2 for teams, 10 for webhook, 5 for others. 0.01 to 1,000.</summary>
    public double? Rate { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"channel {Name} ({Kind})";
}

/// <summary>Hours of the day in which a channel keeps quiet.</summary>
public sealed record QuietHoursSettings
{
    /// <summary>Begin, "22:00".</summary>
    public string From { get; init; } = "";

    /// <summary>End, "07:00".</summary>
    public string To { get; init; } = "";

    /// <summary>IANA time zone of both. Default UTC.</summary>
    public string Zone { get; init; } = "UTC";

    /// <summary>Severity from which a message goes out all the same. Default critical.</summary>
    public string Except { get; init; } = "critical";
}

/// <summary>The mail server.</summary>
public sealed record SmtpSettings
{
    /// <summary>Its name.</summary>
    public string Host { get; init; } = "";

    /// <summary>Its port. Default 587.</summary>
    public int Port { get; init; } = 587;

    /// <summary>"starttls" (needed, not just tried), "implicit" (port 465), or "none", which only a loopback host may have. Default starttls.</summary>
    public string Tls { get; init; } = "starttls";

    /// <summary>Sender of the mail: "Tidegate &lt;tidegate@example.com&gt;".</summary>
    public string From { get; init; } = "";

    /// <summary>User to sign in as. Null: nobody.</summary>
    public string? User { get; init; }

    /// <summary>Its password.</summary>
    public string? Password { get; init; }

    /// <summary>PEM file of certificates to trust instead of the system's, for a certificate of one's own.</summary>
    public string? TrustedCertificates { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"mail server {Host}:{Port}";
}
