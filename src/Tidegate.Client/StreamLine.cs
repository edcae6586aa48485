using System.Globalization;
using System.Text.Json.Serialization;
using Tidegate.Enforcement;
using Tidegate.Incidents;

namespace Tidegate.Client;

/// <summary>A line of GET /v1/decisions/stream, as the OpenAPI document describes it; the copy's file holds the same lines.</summary>
internal sealed record StreamLine(string Type, long Sequence)
{
    public DecisionLine? Decision { get; init; }

    public DateTimeOffset? Now { get; init; }

    public string? Mode { get; init; }

    public IReadOnlyList<string>? MonitorCustomers { get; init; }

    /// <summary>When a copy was written, by the wall clock; only in the file.</summary>
    public DateTimeOffset? WrittenAt { get; init; }
}

/// <summary>A decision or an allowlist entry of the stream.</summary>
internal sealed record DecisionLine(string Id, string Action, ScopeLine Scope)
{
    public bool Hold { get; init; }

    public DateTimeOffset IssuedAt { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string? Origin { get; init; }

    public string? IncidentId { get; init; }

    public string? Reason { get; init; }

    public Order ToOrder() => new()
    {
        Id = Id,
        Kind = Action switch
        {
            "allow" => OrderKind.Allow,
            "throttle" => OrderKind.Throttle,
            "block" when Hold => OrderKind.HoldBlock,
            "block" => Origin == "detection" ? OrderKind.AutomaticBlock : OrderKind.OperatorBlock,
            _ => OrderKind.Monitor,
        },
        Scope = Scope.ToScope(),
        IssuedAt = IssuedAt.ToUnixTimeMilliseconds(),
        Until = Until?.ToUnixTimeMilliseconds() ?? long.MaxValue,
        IncidentId = IncidentId,
        Reason = Reason ?? "",
        Origin = Origin ?? "",
    };

    public static DecisionLine Of(Order order) => new(
        order.Id,
        order.Kind switch { OrderKind.Allow => "allow", OrderKind.Throttle => "throttle", OrderKind.Monitor => "monitor", _ => "block" },
        ScopeLine.Of(order.Scope))
    {
        Hold = order.Kind == OrderKind.HoldBlock,
        IssuedAt = DateTimeOffset.FromUnixTimeMilliseconds(order.IssuedAt),
        Until = order.Until == long.MaxValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(order.Until),
        Origin = order.Origin,
        IncidentId = order.IncidentId,
        Reason = order.Reason,
    };
}

/// <summary>A scope of the contract.</summary>
internal sealed record ScopeLine
{
    public IReadOnlyList<string>? Customers { get; init; }

    public IReadOnlyList<string>? Senders { get; init; }

    public IReadOnlyList<string>? Suppliers { get; init; }

    public IReadOnlyList<string>? Networks { get; init; }

    public IReadOnlyList<RangeLine>? Ranges { get; init; }

    public DateTimeOffset? ExceptKnownBefore { get; init; }

    public Scope ToScope() => new()
    {
        Customers = Customers ?? [],
        Senders = Senders ?? [],
        Suppliers = Suppliers ?? [],
        Networks = Networks ?? [],
        Ranges = [.. (Ranges ?? []).Select(r => new NumberRange(ulong.Parse(r.From, CultureInfo.InvariantCulture), ulong.Parse(r.To, CultureInfo.InvariantCulture)))],
        ExceptKnownBefore = ExceptKnownBefore,
    };

    public static ScopeLine Of(Scope scope) => new()
    {
        Customers = scope.Customers,
        Senders = scope.Senders,
        Suppliers = scope.Suppliers,
        Networks = scope.Networks,
        Ranges = [.. scope.Ranges.Select(r => new RangeLine(r.From.ToString(CultureInfo.InvariantCulture), r.To.ToString(CultureInfo.InvariantCulture)))],
        ExceptKnownBefore = scope.ExceptKnownBefore,
    };
}

/// <summary>A number range, both ends within.</summary>
internal sealed record RangeLine(string From, string To);

/// <summary>A message as POST /v1/check takes it.</summary>
internal sealed record AskLine(string Customer, string Destination)
{
    public string? Sender { get; init; }

    public string? Supplier { get; init; }

    public string? Mccmnc { get; init; }
}

/// <summary>A verdict as POST /v1/check gives it.</summary>
internal sealed record AnswerLine(string Verdict)
{
    public string? Would { get; init; }

    public string? DecisionId { get; init; }

    public string? Reason { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StreamLine))]
[JsonSerializable(typeof(AskLine))]
[JsonSerializable(typeof(AnswerLine))]
internal sealed partial class ClientJson : JsonSerializerContext;
