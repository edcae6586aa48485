using System.Text.Json.Serialization;

namespace Tidegate.Server.Claims;

/// <summary>Where a claim stands.</summary>
public enum ClaimState
{
    /// <summary>Asked of the supplier, who has not answered.</summary>
    Asked,

    /// <summary>The supplier has agreed to an amount, not all of which has been credited.</summary>
    Agreed,

    /// <summary>What was agreed has been credited.</summary>
    Credited,

    /// <summary>The supplier has refused it.</summary>
    Refused,

    /// <summary>We have taken it back.</summary>
    Withdrawn,
}

/// <summary>Money asked back from a supplier, and what became of it.</summary>
public sealed record Claim
{
    /// <summary>Its id.</summary>
    public string Id { get; init; } = "";

    /// <summary>The supplier.</summary>
    public string Supplier { get; init; } = "";

    /// <summary>Where it stands.</summary>
    public ClaimState State { get; init; }

    /// <summary>ISO 4217 code of all its amounts.</summary>
    public string Currency { get; init; } = "";

    /// <summary>What was asked.</summary>
    public decimal Asked { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset AskedAt { get; init; }

    /// <summary>What the supplier agreed to; null before.</summary>
    public decimal? Agreed { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? AgreedAt { get; init; }

    /// <summary>What has been credited, all credit notes together.</summary>
    public decimal Credited { get; init; }

    /// <summary>When the last was.</summary>
    public DateTimeOffset? CreditedAt { get; init; }

    /// <summary>The incidents that it is about.</summary>
    public IReadOnlyList<string> Incidents { get; init; } = [];

    /// <summary>SHA-256 of the evidence pack that went with it, 64 hexadecimal digits; null for none.</summary>
    public string? EvidenceSha256 { get; init; }

    /// <summary>What was done with it, oldest first.</summary>
    public IReadOnlyList<ClaimStep> Steps { get; init; } = [];

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Its version, from 1; the ETag.</summary>
    public long Version { get; init; }

    /// <summary>Whether money may still come of it.</summary>
    [JsonIgnore]
    public bool IsOpen => State is ClaimState.Asked or ClaimState.Agreed;
}

/// <summary>Something done with a claim.</summary>
/// <param name="At">When it was done, as stated.</param>
/// <param name="By">Who wrote it down.</param>
/// <param name="Action">ask, agree, credit, refuse, withdraw, reopen or comment.</param>
/// <param name="Amount">The amount; null where there is none.</param>
/// <param name="Comment">Why, or what was said.</param>
public sealed record ClaimStep(DateTimeOffset At, string By, string Action, decimal? Amount, string Comment);

/// <summary>A claim to be made.</summary>
internal sealed record NewClaimForm
{
    /// <inheritdoc cref="Claim.Supplier"/>
    public string Supplier { get; init; } = "";

    /// <inheritdoc cref="Claim.Currency"/>
    public string Currency { get; init; } = "";

    /// <summary>What is asked, more than 0.</summary>
    public decimal Amount { get; init; }

    /// <summary>When it was asked; left out: now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <inheritdoc cref="Claim.Incidents"/>
    public IReadOnlyList<string>? Incidents { get; init; }

    /// <inheritdoc cref="Claim.EvidenceSha256"/>
    public string? EvidenceSha256 { get; init; }

    /// <summary>What is to be known of it.</summary>
    public string Comment { get; init; } = "";
}

/// <summary>A step of a claim.</summary>
internal sealed record ClaimActionForm
{
    /// <summary>agree, credit, refuse, withdraw, reopen or comment.</summary>
    public string Action { get; init; } = "";

    /// <summary>agree: what was agreed to, at most what was asked. credit: what this credit note is of; left out: all that is left.</summary>
    public decimal? Amount { get; init; }

    /// <summary>When it was; left out: now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <inheritdoc cref="Claim.EvidenceSha256"/>
    public string? EvidenceSha256 { get; init; }

    /// <summary>Why, or what was said.</summary>
    public string Comment { get; init; } = "";
}
