using Tidegate.Incidents;

namespace Tidegate.Server.Casework;

/// <summary>What people have done with an incident.</summary>
public sealed record CaseNotes
{
    /// <summary>Version, from 1; 0 before anyone touched it.</summary>
    public long Version { get; init; }

    public DateTimeOffset? AcknowledgedAt { get; init; }

    public string? AcknowledgedBy { get; init; }

    public string? Assignee { get; init; }

    public DateTimeOffset? SnoozedUntil { get; init; }

    public string? Resolution { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public string? ResolvedBy { get; init; }

    public string? MergedInto { get; init; }

    public IReadOnlyList<string> MergedFrom { get; init; } = [];

    public string? SplitFrom { get; init; }

    public IReadOnlyList<string> SplitInto { get; init; } = [];

    /// <summary>Scope of a part that was split off.</summary>
    public Scope? Scope { get; init; }

    public IReadOnlyList<CaseComment> Comments { get; init; } = [];

    /// <summary>Customers that were told by hand.</summary>
    public IReadOnlyList<CustomerTold> Told { get; init; } = [];

    /// <summary>What customers answered, by the links of their messages or signed in, oldest first; of each the last counts.</summary>
    public IReadOnlyList<CustomerAnswer> Answers { get; init; } = [];

    /// <summary>What a customer said last; null for nothing.</summary>
    internal CustomerAnswer? LastAnswerOf(string customer) => Answers.LastOrDefault(a => a.Customer == customer);

    /// <summary>Customers whose last word is that they object.</summary>
    internal IReadOnlyList<string> Objections() => [.. Answers.Select(a => a.Customer).Distinct(StringComparer.Ordinal).Where(c => LastAnswerOf(c)!.Answer == "object")];
}

/// <summary>A customer was told by hand.</summary>
public sealed record CustomerTold(DateTimeOffset At, string By, string Customer);

/// <summary>A customer's answer: "agree" or "object", and why.</summary>
public sealed record CustomerAnswer(DateTimeOffset At, string By, string Customer, string Answer, string Text);

/// <summary>A remark on an incident.</summary>
public sealed record CaseComment(DateTimeOffset At, string By, string Text)
{
    /// <summary>When who wrote it took it back; null while it stands. Its text is empty from then on.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }
}
