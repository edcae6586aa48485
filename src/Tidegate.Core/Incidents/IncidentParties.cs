namespace Tidegate.Incidents;

/// <summary>How many messages of an incident went through each party, most first; at most a hundred of each kind. The scope names those who carried it.</summary>
/// <param name="Customers">By customer.</param>
/// <param name="Senders">By sender.</param>
/// <param name="Suppliers">By supplier.</param>
public sealed record IncidentParties(IReadOnlyList<PartyCount> Customers, IReadOnlyList<PartyCount> Senders, IReadOnlyList<PartyCount> Suppliers)
{
    /// <summary>Nobody is known.</summary>
    public static IncidentParties None { get; } = new([], [], []);
}

/// <summary>What went through one party.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Messages">Messages of the incident.</param>
public sealed record PartyCount(string Name, long Messages);

/// <summary>How many different numbers of a range an incident's messages went to.</summary>
/// <param name="Range">The range; of a network or country throughout, a block of 10,000 numbers of which ten and more were hit.</param>
/// <param name="Numbers">Numbers hit.</param>
public sealed record RangeHits(NumberRange Range, int Numbers);
