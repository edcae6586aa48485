using Tidegate.Notify.Settings;

namespace Tidegate.Server.Settings;

/// <summary>Channels that people added while the service runs, their secrets sealed. Those of the configuration are not among them.</summary>
internal sealed record EditedChannels(IReadOnlyList<ChannelSettings> Channels)
{
    private const string Address = "channel.url";
    private const string Signing = "channel.secret";
    private const string Routing = "channel.routing_key";

    /// <summary>A channel whose secrets are sealed: addresses are such too, for whoever has that of a chat may write to it.</summary>
    public static ChannelSettings Sealed(ChannelSettings channel, SecretSeal seal) => channel with
    {
        Url = channel.Url is { } url ? seal.Seal(Address, url) : null,
        RoutingKey = channel.RoutingKey is { } key ? seal.Seal(Routing, key) : null,
        Secrets = [.. channel.Secrets.Select(s => seal.Seal(Signing, s))],
    };

    /// <summary>A channel with its secrets as they are used; without those that this installation's key does not open.</summary>
    public static ChannelSettings Opened(ChannelSettings channel, SecretSeal seal) => channel with
    {
        Url = channel.Url is { } url ? seal.Open(Address, url) : null,
        RoutingKey = channel.RoutingKey is { } key ? seal.Open(Routing, key) : null,
        Secrets = [.. channel.Secrets.Select(s => seal.Open(Signing, s)).OfType<string>()],
    };

    /// <summary>For the audit log, without addresses, keys and secrets.</summary>
    public static object Shown(EditedChannels channels) => new
    {
        channels = channels.Channels.Select(c => new { c.Name, c.Kind, c.Customer, c.SeverityFloor, secrets = c.Secrets.Count, recipients = c.To.Count }),
    };

    /// <summary>Whether this installation's key opens all secrets of a channel.</summary>
    public static bool Opens(ChannelSettings channel, SecretSeal seal)
    {
        var opened = Opened(channel, seal);
        return (channel.Url is null) == (opened.Url is null) && (channel.RoutingKey is null) == (opened.RoutingKey is null) && channel.Secrets.Count == opened.Secrets.Count;
    }

    /// <summary>Whether a secret of a channel lies open.</summary>
    public static bool LiesOpen(ChannelSettings channel) => channel.Secrets.Append(channel.Url).Append(channel.RoutingKey).Any(s => s is not null && !SecretSeal.IsSealed(s));
}

/// <summary>The mail server that people named while the service runs, its password sealed; null where they took it away.</summary>
internal sealed record EditedMail(SmtpSettings? Server)
{
    private const string Password = "smtp.password";

    /// <summary>For the audit log, without the password.</summary>
    public static object Shown(EditedMail mail) => mail.Server is { } server ? new { server.Host, server.Port, server.Tls, server.From, server.User } : new { };

    /// <summary>It with its password sealed.</summary>
    public static SmtpSettings Sealed(SmtpSettings server, SecretSeal seal) => server with { Password = server.Password is { } password ? seal.Seal(Password, password) : null };

    /// <summary>It with its password as it is used; without one that this installation's key does not open.</summary>
    public static SmtpSettings Opened(SmtpSettings server, SecretSeal seal) => server with { Password = server.Password is { } password ? seal.Open(Password, password) : null };
}

/// <summary>How long people want data to be kept; null where the configuration says it.</summary>
internal sealed record EditedRetention
{
    public string? Incidents { get; init; }

    public string? Decisions { get; init; }

    public string? Audit { get; init; }

    public string? Traffic { get; init; }

    public string? Notifications { get; init; }

    public string? Journal { get; init; }
}
