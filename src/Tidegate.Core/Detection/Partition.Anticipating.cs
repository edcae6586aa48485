namespace Tidegate.Detection;

/// <summary>Where an attacker who was stopped goes next: after an incident, its likely next places need less evidence.</summary>
/// <remarks>
/// The number of candidate places costs ln(places) nats. A stopped attacker comes back through the same customer, most
/// often into the same network: ten million candidates become a thousand, which is worth about nine nats.
/// </remarks>
internal sealed partial class Partition
{
    /// <summary>Evidence (nats) from which an anticipated place is examined.</summary>
    private const float ExaminesAnticipated = 5f;

    private const double SameNetwork = 9;
    private const double OtherNetwork = 6;
    private const long AnticipatedFor = 24 * 3_600_000L;

    // Until when, by (customer, network); customer 0 for sweeps, network 0 for any.
    private readonly Dictionary<(int Customer, int Network), long> _anticipated = [];

    /// <summary>Expects a campaign's next step at its customers (any, if none are given) for a day.</summary>
    public void Anticipate(IReadOnlyList<int> customers, int network)
    {
        foreach (var customer in customers.Count == 0 ? [0] : customers)
        {
            _anticipated[(customer, network)] = Now + AnticipatedFor;
            _anticipated[(customer, 0)] = Now + AnticipatedFor;
        }
    }

    /// <summary>Nats that a place is ahead because a campaign is expected there.</summary>
    private double Anticipated(int customer, int network)
    {
        if (_anticipated.TryGetValue((customer, network), out var until) && until > Now) return SameNetwork;
        return _anticipated.TryGetValue((customer, 0), out until) && until > Now ? OtherNetwork : 0;
    }
}
