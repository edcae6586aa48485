using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Simulation.Worlds;
using Tidegate.Traffic;

namespace Tidegate.Simulation.Tests;

/// <summary>Small worlds, incidents and decisions written out by hand; times in seconds.</summary>
internal static class Handmade
{
    public static DateTimeOffset At(int seconds) => WorldFolder.Epoch.AddSeconds(seconds);

    public static (int Time, string Customer, ulong Destination, short Attack, string Network, string Sender) Message(
        int time, string customer, ulong destination, short attack = -1, string network = "22201", string sender = "S") =>
        (time, customer, destination, attack, network, sender);

    public static World World(params (int Time, string Customer, ulong Destination, short Attack, string Network, string Sender)[] messages)
    {
        var names = new TrafficNames();
        ulong key = 1;
        var truth = messages.OrderBy(static m => m.Time).Select(m => new LabelledSubmission
        {
            Time = At(m.Time).ToUnixTimeMilliseconds(),
            MessageKey = key++,
            Customer = names.Customers.Intern(m.Customer),
            Destination = m.Destination,
            Network = names.Networks.Intern(m.Network),
            Sender = names.Senders.Intern(m.Sender),
            Supplier = names.Suppliers.Intern("sup"),
            Price = 0.1f,
            Attack = m.Attack,
            Surprise = -1,
        }).ToArray();
        return new World
        {
            Name = "handmade",
            Names = names,
            Events = [],
            Truth = truth,
            Attacks = [new("h1", "test", At(0), TimeSpan.FromHours(1)), new("h2", "test", At(0), TimeSpan.FromHours(1))],
            Surprises = [],
            Start = WorldFolder.Epoch,
            Length = TimeSpan.FromDays(1),
        };
    }

    public static Decision Block(int from, int to, Scope scope) => new()
    {
        Id = "d",
        IncidentId = "i",
        Action = DecisionAction.Block,
        IssuedAt = At(from),
        ExpiresAt = At(to),
        Scope = scope,
        Reason = "test",
    };

    public static Incident Incident(string id, int from, int to, Scope scope) => new()
    {
        Id = id,
        CampaignId = id,
        OpenedAt = At(from),
        FirstMessageAt = At(from),
        LastMessageAt = At(to),
        Severity = Severity.High,
        State = IncidentState.Open,
        Scope = scope,
        Messages = 1,
        ExpectedMessages = 0,
        DistinctDestinations = 1,
        Converted = 0,
        Cost = 0,
        Currency = "EUR",
        LogOdds = 30,
        FalseAlarmsPerWeek = 0,
        Summary = "",
        Evidence = [],
    };
}
