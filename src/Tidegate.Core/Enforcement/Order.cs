using System.Text.Json.Serialization;
using Tidegate.Incidents;

namespace Tidegate.Enforcement;

/// <summary>A standing order as enforcers see it: a decision of detection's, an operator's decision, or an allowlist entry.</summary>
public sealed record Order
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>What it orders, and its precedence.</summary>
    public required OrderKind Kind { get; init; }

    /// <summary>The traffic it covers.</summary>
    public required Scope Scope { get; init; }

    /// <summary>In force from this time on, Unix ms on the traffic's clock.</summary>
    public required long IssuedAt { get; init; }

    /// <summary>In force until this time, Unix ms on the traffic's clock; <see cref="long.MaxValue"/> for no end.</summary>
    public required long Until { get; init; }

    /// <summary>The incident it answers, if any.</summary>
    public string? IncidentId { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Who ordered it: "detection", or a person or key by name.</summary>
    public required string Origin { get; init; }

    /// <summary>"block" or "throttle" where it will order that when a person approves it, and only monitors until then; else null.</summary>
    public string? Proposed { get; init; }

    /// <summary>Whether it was ended because the messages that it rested on turned out to be people's; <see cref="Reason"/> says how.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool TakenBack { get; init; }
}
