using System.Text.Json;
using System.Text.Json.Serialization;
using Tidegate.Decisions;
using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Pricing;

namespace Tidegate.Live;

/// <summary>
/// What a person or a key changed, as the journal keeps it: checked before it was written, so it is applied without
/// being asked again, however often it is replayed.
/// </summary>
internal sealed record Fact
{
    /// <summary>Who: the name of a key or an account; "local" where no keys exist.</summary>
    public required string Actor { get; init; }

    /// <summary>What was done: "incident.resolve", "decision.place", "policy.publish"...</summary>
    public required string Action { get; init; }

    /// <summary>To what: the id of an incident, decision, entry...</summary>
    public required string Subject { get; init; }

    /// <summary>When, by the wall clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why, in the words of who did it.</summary>
    public string Why { get; init; } = "";

    /// <summary>The subject before, as JSON; null when it was new.</summary>
    public string? Before { get; init; }

    /// <summary>The subject after, as JSON; null when it is gone.</summary>
    public string? After { get; init; }

    /// <summary>Documents that change with it.</summary>
    public IReadOnlyList<DocumentChange> Documents { get; init; } = [];

    /// <summary>What changes in detection and enforcement.</summary>
    public IReadOnlyList<Effect> Effects { get; init; } = [];

    /// <summary>The bytes that the journal keeps.</summary>
    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, FactJson.Default.Fact);

    /// <summary>The fact of such bytes.</summary>
    /// <exception cref="InvalidDataException">They are none.</exception>
    public static Fact Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, FactJson.Default.Fact) ?? throw new InvalidDataException("the fact is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("the fact is damaged: " + e.Message, e);
        }
    }
}

/// <summary>A document as it is after a change.</summary>
/// <param name="Kind">"case", "policy", "allow", "order", "customer", "supplier"...</param>
/// <param name="Id">Its id among its kind.</param>
/// <param name="Version">Its version, from 1.</param>
/// <param name="Json">Its content; null when it is deleted.</param>
internal sealed record DocumentChange(string Kind, string Id, long Version, string? Json);

/// <summary>What a fact changes in detection or enforcement.</summary>
[JsonDerivedType(typeof(SetPolicy), "policy")]
[JsonDerivedType(typeof(SetRates), "rates")]
[JsonDerivedType(typeof(SetOrder), "order")]
[JsonDerivedType(typeof(EndOrder), "end")]
[JsonDerivedType(typeof(ExtendDecision), "extend")]
[JsonDerivedType(typeof(SettleProposal), "settle")]
[JsonDerivedType(typeof(MergeIncident), "merge")]
[JsonDerivedType(typeof(SplitIncident), "split")]
[JsonDerivedType(typeof(LiftWithin), "lift")]
[JsonDerivedType(typeof(Expect), "expect")]
[JsonDerivedType(typeof(Confirm), "confirm")]
[JsonDerivedType(typeof(Forget), "forget")]
[JsonDerivedType(typeof(SetPriors), "priors")]
internal abstract record Effect;

/// <summary>The policy from now on.</summary>
internal sealed record SetPolicy(int Version, DecisionPolicy Policy) : Effect;

/// <summary>The price lists from now on.</summary>
internal sealed record SetRates(int Version, IReadOnlyList<Rate> Rates) : Effect;

/// <summary>An operator's order or an allowlist entry, new or changed.</summary>
internal sealed record SetOrder(Order Order) : Effect;

/// <summary>An order ends: an operator's, an allowlist entry, or a decision of detection's.</summary>
internal sealed record EndOrder(string Id) : Effect;

/// <summary>A decision of detection's stands until another time.</summary>
internal sealed record ExtendDecision(string Id, long Until) : Effect;

/// <summary>A person approves or refuses a decision that detection proposed.</summary>
internal sealed record SettleProposal(string Id, bool Approve) : Effect;

/// <summary>An incident becomes part of another.</summary>
internal sealed record MergeIncident(string Id, string Into) : Effect;

/// <summary>A part of an incident becomes one of its own.</summary>
internal sealed record SplitIncident(string Id, string Part, Scope Scope) : Effect;

/// <summary>Automatic decisions wholly within a scope, or of one incident, end.</summary>
internal sealed record LiftWithin(Scope? Scope, string? IncidentId) : Effect;

/// <summary>Alerts wholly within a scope are expected for a time.</summary>
internal sealed record Expect(string Id, Scope Scope, long Milliseconds) : Effect;

/// <summary>Alerts that follow what was confirmed weigh more for a time.</summary>
internal sealed record Confirm(string Id, Scope Scope, long Milliseconds) : Effect;

/// <summary>A lesson is taken back.</summary>
internal sealed record Forget(string Id) : Effect;

/// <summary>What a source says of number ranges, in place of what it said before; none takes the source away.</summary>
internal sealed record SetPriors(string Source, IReadOnlyList<RangePrior> Priors) : Effect;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Fact))]
[JsonSerializable(typeof(LiveHead))]
internal sealed partial class FactJson : JsonSerializerContext;
