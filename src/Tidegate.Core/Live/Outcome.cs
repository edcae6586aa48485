using Tidegate.Enforcement;
using Tidegate.Incidents;

namespace Tidegate.Live;

/// <summary>A change in the log of decisions.</summary>
/// <param name="Sequence">Its number; each change has the next.</param>
/// <param name="Order">The order as it is now.</param>
/// <param name="Gone">Whether it is in force no more.</param>
internal sealed record OrderChange(long Sequence, Order Order, bool Gone);

/// <summary>What happened to an incident.</summary>
internal enum IncidentEvent
{
    /// <summary>It was opened.</summary>
    Opened,

    /// <summary>A decision against it was issued.</summary>
    Decided,

    /// <summary>It has grown to twice the messages since it was last told of, or shrunk to half, or goes on after it had ended.</summary>
    Grown,

    /// <summary>It has ended.</summary>
    Closed,
}

/// <summary>A change of an incident that is worth telling.</summary>
internal sealed record IncidentChange(IncidentEvent Event, Incident Incident);

/// <summary>What became of one journal entry.</summary>
internal sealed record LiveOutcome
{
    /// <summary>Position of the entry.</summary>
    public required long Position { get; init; }

    /// <summary>Events taken.</summary>
    public int Accepted { get; init; }

    /// <summary>Events dropped as duplicates.</summary>
    public int Duplicates { get; init; }

    /// <summary>Places in the batch of submissions dropped because one of their id was seen before, rising; as far back as ids are kept.</summary>
    public IReadOnlyList<int> Repeated { get; init; } = [];

    /// <summary>Events dropped because they came too late.</summary>
    public int Late { get; init; }

    /// <summary>Receipts and conversions whose submission is not known.</summary>
    public int Orphans { get; init; }

    /// <summary>Changes in the log of decisions, in order.</summary>
    public IReadOnlyList<OrderChange> Changes { get; init; } = [];

    /// <summary>Changes of incidents.</summary>
    public IReadOnlyList<IncidentChange> Incidents { get; init; } = [];

    /// <summary>The fact, where the entry was one.</summary>
    public Fact? Fact { get; init; }

    /// <summary>Customers and suppliers first seen in this entry.</summary>
    public IReadOnlyList<(string Kind, string Name)> Parties { get; init; } = [];

    /// <summary>Whether there is anything to write down.</summary>
    public bool IsNews => Fact is not null || Changes.Count > 0 || Incidents.Count > 0 || Parties.Count > 0;
}
