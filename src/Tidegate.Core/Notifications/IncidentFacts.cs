using Tidegate.Decisions.Wording;
using Tidegate.Pricing;

namespace Tidegate.Notifications;

/// <summary>An incident as far as one audience may see it. Figures are null when they cannot be told apart for this reader.</summary>
public sealed record IncidentFacts
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its campaign.</summary>
    public required string CampaignId { get; init; }

    /// <summary>"suspected", "mitigating" or "resolved".</summary>
    public required string State { get; init; }

    /// <summary>"likely", "very likely" or "almost certain".</summary>
    public required string Confidence { get; init; }

    /// <summary>First message of it.</summary>
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>When it was found.</summary>
    public required DateTimeOffset DetectedAt { get; init; }

    /// <summary>When it was acted on; null when it was not.</summary>
    public DateTimeOffset? ActedAt { get; init; }

    /// <summary>Last message of it so far.</summary>
    public required DateTimeOffset LastMessageAt { get; init; }

    /// <summary>When it ended; null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Customers it runs through; to a customer, itself alone.</summary>
    public IReadOnlyList<string> Customers { get; init; } = [];

    /// <summary>Whether it also runs through customers that this reader may not see.</summary>
    public bool ThroughOthersToo { get; init; }

    /// <summary>Sender IDs; those that are numbers are masked.</summary>
    public IReadOnlyList<string> Senders { get; init; } = [];

    /// <summary>Suppliers; to a customer, none.</summary>
    public IReadOnlyList<string> Suppliers { get; init; } = [];

    /// <summary>Networks it goes to.</summary>
    public IReadOnlyList<NetworkFacts> Networks { get; init; } = [];

    /// <summary>Number ranges it goes to, at most 50.</summary>
    public IReadOnlyList<RangeFacts> Ranges { get; init; } = [];

    /// <summary>Ranges beyond those.</summary>
    public int MoreRanges { get; init; }

    /// <summary>Messages so far.</summary>
    public long? Messages { get; init; }

    /// <summary>Messages that would be usual there in that time.</summary>
    public double? ExpectedMessages { get; init; }

    /// <summary>Distinct numbers.</summary>
    public long? DistinctDestinations { get; init; }

    /// <summary>Messages whose code was used.</summary>
    public long? Converted { get; init; }

    /// <summary>Money so far.</summary>
    public double? Cost { get; init; }

    /// <summary>True where money is estimated from price lists, in part or all of it; else null.</summary>
    public bool? CostEstimated { get; init; }

    /// <summary>Money in other currencies, which is not in the cost; null for none.</summary>
    public IReadOnlyList<CurrencySum>? OtherMoney { get; init; }

    /// <summary>Messages of unknown price, which are in no sum; null for none.</summary>
    public long? UnpricedMessages { get; init; }

    /// <summary>Its currency; empty when not known.</summary>
    public string Currency { get; init; } = "";

    /// <summary>The money to read, each currency by itself; null where there is none, or it is not known.</summary>
    internal string? Money => Plain.Money(Cost ?? 0, Currency, OtherMoney ?? []) is { Length: > 0 } money ? money : null;

    /// <summary>What is being done: "block", "throttle", "monitor" or "none".</summary>
    public required string Action { get; init; }

    /// <summary>"block" or "throttle", which a person is asked to approve; null when nothing is, and to a customer.</summary>
    public string? Proposed { get; init; }

    /// <summary>Until when, unless renewed; null when nothing is.</summary>
    public DateTimeOffset? ActionUntil { get; init; }

    /// <summary>Messages stopped so far.</summary>
    public long? MessagesStopped { get; init; }

    /// <summary>Money saved so far.</summary>
    public double? MoneyStopped { get; init; }

    /// <summary>Money saved in other currencies, which is not in that; null for none.</summary>
    public IReadOnlyList<CurrencySum>? OtherMoneyStopped { get; init; }

    /// <summary>The money saved to read, each currency by itself; null where there is none, or it is not known.</summary>
    internal string? Saved => Plain.Money(MoneyStopped ?? 0, Currency, OtherMoneyStopped ?? []) is { Length: > 0 } saved ? saved : null;

    /// <summary>Evidence, a plain sentence each, strongest first.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>Who has taken it on; null for nobody, and to a customer.</summary>
    public string? AcknowledgedBy { get; init; }

    /// <summary>Customers that say it is their own traffic; null for none, and to a customer.</summary>
    public IReadOnlyList<string>? ObjectedBy { get; init; }

    /// <summary>What it turned out to be, when a person has said so.</summary>
    public string? Resolution { get; init; }
}

/// <summary>A mobile network.</summary>
/// <param name="MccMnc">MCC and MNC digits.</param>
/// <param name="Name">Its brand; empty when not known.</param>
/// <param name="Country">ISO 3166-1 alpha-2 code; empty when not known.</param>
public sealed record NetworkFacts(string MccMnc, string Name, string Country);

/// <summary>A number range without its last digits.</summary>
/// <param name="Prefix">Digits that all its numbers begin with, never the last three: "99450123".</param>
/// <param name="Shown">The same to read: "+994 50 123 xxxx".</param>
/// <param name="Size">How many numbers it has.</param>
public sealed record RangeFacts(string Prefix, string Shown, ulong Size);
