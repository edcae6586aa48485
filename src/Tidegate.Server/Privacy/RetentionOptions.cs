using Tidegate.Server.Settings;

namespace Tidegate.Server.Privacy;

/// <summary>How long each kind of data is kept. What is live is kept beyond it: decisions in force, open incidents, and the audit log of both.</summary>
internal sealed record RetentionOptions
{
    /// <summary>Incidents, and the work on them, after they ended. Default 730 days.</summary>
    public TimeSpan Incidents { get; init; } = TimeSpan.FromDays(730);

    /// <summary>Decisions after they ended. Default 730 days.</summary>
    public TimeSpan Decisions { get; init; } = TimeSpan.FromDays(730);

    /// <summary>Lines of the audit log. Default 730 days.</summary>
    public TimeSpan Audit { get; init; } = TimeSpan.FromDays(730);

    /// <summary>Sums of the traffic, by the time of the traffic. Default 400 days.</summary>
    public TimeSpan Traffic { get; init; } = TimeSpan.FromDays(400);

    /// <summary>How often it is looked what is to be deleted. Default 1 hour.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time after which destinations get pseudonyms of another key. Default 30 days.</summary>
    public TimeSpan PseudonymKeys { get; init; } = TimeSpan.FromDays(30);
}

/// <summary>Reads how long data is kept: docs/privacy.md.</summary>
internal static class RetentionConfig
{
    private static readonly TimeSpan Least = TimeSpan.FromDays(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(3660);

    /// <exception cref="ConfigException">A value will not do.</exception>
    public static RetentionOptions Read(ConfigKeys keys)
    {
        var standard = new RetentionOptions();
        return new RetentionOptions
        {
            Incidents = keys.Duration("retention.incidents", standard.Incidents, Least, Most),
            Decisions = keys.Duration("retention.decisions", standard.Decisions, Least, Most),
            Audit = keys.Duration("retention.audit", standard.Audit, Least, Most),
            Traffic = keys.Duration("retention.traffic", standard.Traffic, Least, Most),
            Every = keys.Duration("retention.every", standard.Every, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)),
            PseudonymKeys = keys.Duration("retention.pseudonym_keys", standard.PseudonymKeys, TimeSpan.FromDays(1), TimeSpan.FromDays(366)),
        };
    }
}
