using Tidegate.Incidents;
using Tidegate.Pricing;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;

namespace Tidegate.Server.Http;

/// <summary>
/// An incident by the contract of `tidegate.scan/1`, with the work on it. To a customer's key other customers are not
/// named, nor are figures shown in which their traffic is.
/// </summary>
public sealed record IncidentView
{
    public required string Id { get; init; }

    public required string CampaignId { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When what it still consists of was told first; null where that is when it was opened.</summary>
    public DateTimeOffset? FoundAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public required DateTimeOffset FirstMessageAt { get; init; }

    public required DateTimeOffset LastMessageAt { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>open, acknowledged, mitigated, closed, resolved or merged.</summary>
    public required string State { get; init; }

    public required string Summary { get; init; }

    public required Scope Scope { get; init; }

    public long? Messages { get; init; }

    public double? ExpectedMessages { get; init; }

    public long? DistinctDestinations { get; init; }

    public long? Converted { get; init; }

    public double? Cost { get; init; }

    /// <summary>Of the cost, what is estimated from price lists; null when nothing is.</summary>
    public double? EstimatedCost { get; init; }

    public string? Currency { get; init; }

    /// <summary>What messages cost in other currencies, which is not in the cost; null for nothing.</summary>
    public IReadOnlyList<CurrencySum>? OtherMoney { get; init; }

    /// <summary>Messages of unknown price, which are in no sum; null for none.</summary>
    public long? UnpricedMessages { get; init; }

    /// <summary>Whether the price of any of the messages is known.</summary>
    internal bool IsCostKnown => UnpricedMessages is not { } unpriced || unpriced < Messages;

    /// <summary>The money to read; "–" where the caller may not see it.</summary>
    internal string Money => Cost is { } cost ? Reporting.Phrases.Money(IsCostKnown, cost, Currency ?? "", OtherMoney ?? []) : "–";

    public double LogOdds { get; init; }

    public double? FalseAlarmsPerWeek { get; init; }

    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>What people have done; its version is the ETag.</summary>
    public required CaseNotes Case { get; init; }

    /// <summary>The view of an incident for a caller.</summary>
    internal static IncidentView Of(Incident incident, CaseNotes notes, Caller caller)
    {
        var alone = incident.Scope.Customers.Count <= 1;
        var view = new IncidentView
        {
            Id = incident.Id,
            CampaignId = incident.CampaignId,
            OpenedAt = incident.OpenedAt,
            FoundAt = incident.FoundAt == incident.OpenedAt ? null : incident.FoundAt,
            ClosedAt = incident.ClosedAt,
            FirstMessageAt = incident.FirstMessageAt,
            LastMessageAt = incident.LastMessageAt,
            Severity = incident.Severity,
            State = StateOf(incident, notes),
            Summary = notes.MergedInto is { } into ? $"Part of {into}, where its messages and decisions are." : incident.Summary,
            Scope = incident.Scope,
            Messages = incident.Messages,
            ExpectedMessages = Math.Round(incident.ExpectedMessages, 2),
            DistinctDestinations = incident.DistinctDestinations,
            Converted = incident.Converted,
            Cost = Math.Round(incident.Cost, 4),
            EstimatedCost = incident.EstimatedCost > 0 ? Math.Round(incident.EstimatedCost, 4) : null,
            Currency = incident.Currency,
            OtherMoney = incident.OtherMoney.Count > 0 ? incident.OtherMoney : null,
            UnpricedMessages = incident.UnpricedMessages > 0 ? incident.UnpricedMessages : null,
            LogOdds = Math.Round(incident.LogOdds, 3),
            FalseAlarmsPerWeek = incident.FalseAlarmsPerWeek,
            Evidence = incident.Evidence,
            Case = notes,
        };
        if (caller.Customer is not { } own) return view;
        view = view with
        {
            Scope = incident.Scope with { Customers = [own], Suppliers = [], Senders = alone ? incident.Scope.Senders : [] },
            FalseAlarmsPerWeek = null,
            Case = new CaseNotes { Version = notes.Version, Resolution = notes.Resolution, ResolvedAt = notes.ResolvedAt, Answers = [.. notes.Answers.Where(a => a.Customer == own)] },
        };
        return alone
            ? view
            : view with { Messages = null, ExpectedMessages = null, DistinctDestinations = null, Converted = null, Cost = null, EstimatedCost = null, OtherMoney = null, UnpricedMessages = null, Evidence = [], Summary = "Unusual traffic that several customers take part in." };
    }

    /// <summary>Where an incident stands, with the work on it.</summary>
    internal static string StateOf(Incident incident, CaseNotes notes) =>
        notes.MergedInto is not null ? "merged"
        : notes.Resolution is not null ? "resolved"
        : incident.State == IncidentState.Closed ? "closed"
        : incident.State == IncidentState.Mitigated ? "mitigated"
        : notes.AcknowledgedAt is not null ? "acknowledged" : "open";
}
