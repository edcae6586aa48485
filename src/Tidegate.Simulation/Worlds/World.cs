using Tidegate.Traffic;

namespace Tidegate.Simulation.Worlds;

/// <summary>One message of a world and what it truly was.</summary>
public struct LabelledSubmission
{
    /// <summary>Time sent, Unix milliseconds, UTC.</summary>
    public long Time;

    /// <summary>Key of the message, the same as in its events.</summary>
    public ulong MessageKey;

    /// <summary>E.164 destination digits as a number.</summary>
    public ulong Destination;

    /// <summary>Id in <see cref="TrafficNames.Customers"/> of the world.</summary>
    public int Customer;

    /// <summary>Id in <see cref="TrafficNames.Senders"/>.</summary>
    public int Sender;

    /// <summary>Id in <see cref="TrafficNames.Suppliers"/>.</summary>
    public int Supplier;

    /// <summary>Id in <see cref="TrafficNames.Networks"/>: the true network, also where the event does not state it.</summary>
    public int Network;

    /// <summary>What the customer pays, also where the event does not state it.</summary>
    public float Price;

    /// <summary>Position in <see cref="World.Attacks"/>; -1 for an honest message.</summary>
    public short Attack;

    /// <summary>Position in <see cref="World.Surprises"/> of the honest surprise it belongs to; -1 for none or not known.</summary>
    public short Surprise;
}

/// <summary>An attack that took place in a world.</summary>
/// <param name="Id">Its label in truth.csv.</param>
/// <param name="Kind">Shape: "sequential-burst", "random-in-range"...</param>
/// <param name="Start">Planned start.</param>
/// <param name="Length">Planned length.</param>
public sealed record Attack(string Id, string Kind, DateTimeOffset Start, TimeSpan Length);

/// <summary>Something honest that looks odd.</summary>
/// <param name="Kind">What it is: "marketing-blast", "conversion-feed-outage"...</param>
/// <param name="Start">Start.</param>
/// <param name="Length">Length.</param>
/// <param name="Party">Customer or supplier it happens to; empty when not known or everybody.</param>
public sealed record Surprise(string Kind, DateTimeOffset Start, TimeSpan Length, string Party = "");

/// <summary>Labelled synthetic traffic for measuring.</summary>
public sealed class World
{
    /// <summary>What the world is called in tables.</summary>
    public required string Name { get; init; }

    /// <summary>The seed it was made from; null for a world read from a folder.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The names behind the ids in events and truth.</summary>
    public required TrafficNames Names { get; init; }

    /// <summary>Every event, in order of arrival: all that a detector may see.</summary>
    public required TrafficEvent[] Events { get; init; }

    /// <summary>Every message in order of time, with its label.</summary>
    public required LabelledSubmission[] Truth { get; init; }

    /// <summary>The attacks.</summary>
    public required IReadOnlyList<Attack> Attacks { get; init; }

    /// <summary>The honest surprises.</summary>
    public required IReadOnlyList<Surprise> Surprises { get; init; }

    /// <summary>Moment that the seconds in truth.csv count from.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>How long the world lasts.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>A fresh reader over the events. Readers are independent of each other.</summary>
    public EventSource OpenEvents() => new WorldEventSource(Name, Events);
}
