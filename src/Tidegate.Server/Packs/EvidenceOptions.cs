using Tidegate.Server.Settings;

namespace Tidegate.Server.Packs;

/// <summary>The evidence store: docs/privacy.md.</summary>
internal sealed record EvidenceOptions
{
    /// <summary>Customers that want the messages of their incidents kept, with whole numbers; none by standard, "*" for all.</summary>
    public IReadOnlyList<string> Customers { get; init; } = [];

    /// <summary>How long they are kept. Default 730 days.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(730);

    /// <summary>How long after they came in messages are looked at: incidents point back at messages before them. Default 24 hours.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Whether anything is kept.</summary>
    public bool IsOn => Customers.Count > 0;

    /// <summary>Whether a customer's messages are kept.</summary>
    public bool Keeps(string customer) => Customers.Contains(customer, StringComparer.Ordinal) || (Customers is ["*"] && customer.Length > 0);

    /// <summary>Says whose message ids are kept in words on their way to the evidence; null where nobody's are.</summary>
    public Func<string, bool>? KeepsIds => IsOn ? Keeps : null;

    /// <summary>Where message ids of a batch are kept in words; null where nobody's are.</summary>
    public Traffic.MessageIds? NewIds() => IsOn ? new Traffic.MessageIds(Keeps) : null;

    /// <summary>Reads the settings.</summary>
    /// <param name="keys">All settings.</param>
    /// <param name="journal">How long the journal is kept.</param>
    /// <exception cref="ConfigException">A value will not do.</exception>
    public static EvidenceOptions Read(ConfigKeys keys, TimeSpan journal)
    {
        const string path = "evidence.customers";
        var standard = new EvidenceOptions();
        var customers = keys.Text(path, "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList();
        customers.AddRange(keys.Items(path).Select(item => keys.Text(item, "")));
        var options = new EvidenceOptions
        {
            Customers = [.. customers.Distinct(StringComparer.Ordinal)],
            Keep = keys.Duration("retention.evidence", standard.Keep, TimeSpan.FromDays(1), TimeSpan.FromDays(3660)),
            After = keys.Duration("evidence.after", standard.After, TimeSpan.FromSeconds(1), TimeSpan.FromDays(300)),
        };
        if (options.IsOn && options.After + TimeSpan.FromHours(1) > journal)
            throw new ConfigException($"evidence.after: {Durations.Text(options.After)} will not do with retention.journal {Durations.Text(journal)}; expected an hour less, since messages are kept out of the journal");
        return options;
    }
}
