using Microsoft.Extensions.Time.Testing;
using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Notifications;

namespace Tidegate.Notify.Tests;

/// <summary>An incident as one would come.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 3, 3, 10, 0, 0, TimeSpan.Zero);

    public static FakeTimeProvider Clock() => new(Now);

    public static Incident Incident(string id = "i20260303094000-1", long messages = 1234, double cost = 687.68, Severity severity = Severity.High, bool closed = false, string[]? customers = null, NumberRange[]? ranges = null) => new()
    {
        Id = id,
        CampaignId = "c20260303094000-1",
        OpenedAt = Now.AddMinutes(-20),
        ClosedAt = closed ? Now : null,
        FirstMessageAt = Now.AddMinutes(-25),
        LastMessageAt = Now.AddMinutes(-1),
        Severity = severity,
        State = closed ? IncidentState.Closed : IncidentState.Open,
        Scope = new Scope
        {
            Customers = customers ?? ["acme"],
            Senders = ["ACME", "+4915112345678"],
            Suppliers = ["dito-direct"],
            Networks = ["51566"],
            Ranges = ranges ?? [new NumberRange(639911230000, 639911239999), new NumberRange(639911244321, 639911244987)],
        },
        Messages = messages,
        ExpectedMessages = 41.3,
        DistinctDestinations = 1200,
        Converted = 3,
        Cost = cost,
        Currency = "EUR",
        LogOdds = 31,
        FalseAlarmsPerWeek = 0.0001,
        Summary = "Since then: messages into the numbers +63 991 124 4321 to +63 991 124 4987.",
        Evidence =
        [
            new Evidence("share", 1234, 41, 20, "1,234 messages went to numbers never messaged before in these ranges, where about 40 would be usual in that time."),
            new Evidence("customers", 2, 0, 3, "It came through 2 customers, and not those whom people of this network usually get messages from."),
        ],
    };

    public static Decision Block(string incident = "i20260303094000-1", string[]? customers = null) => new()
    {
        Id = "d1",
        IncidentId = incident,
        Action = DecisionAction.Block,
        IssuedAt = Now.AddMinutes(-19),
        ExpiresAt = Now.AddMinutes(41),
        Scope = new Scope { Customers = customers ?? ["acme"], Networks = ["51566"] },
        Reason = "blocked",
        MessagesHit = 900,
        MoneyStopped = 500.5,
    };

    public static IncidentNews News(long version = 1, Incident? incident = null, params Decision[] decisions) =>
        new() { Incident = incident ?? Incident(), Version = version, Decisions = decisions.Length > 0 ? decisions : [Block()] };

    public static Notice Notice(NoticeKind kind = NoticeKind.Opened, string? customer = null) =>
        NoticeWriter.Write(News(), customer, "https://console.example/respond/x", Now)! with { Kind = kind };
}
