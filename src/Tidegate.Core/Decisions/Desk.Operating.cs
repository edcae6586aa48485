using System.Globalization;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>What people change while traffic runs: the policy, standing decisions, what detection has learnt.</summary>
internal sealed partial class Desk
{
    /// <summary>What resolutions taught.</summary>
    public Lessons Lessons { get; } = new();

    /// <summary>What others say of number ranges.</summary>
    public RangePriors Priors { get; } = new();

    /// <summary>Decisions in force.</summary>
    public IReadOnlyList<StandingDecision> Standing => _standing;

    /// <summary>Incidents that have not ended.</summary>
    public IReadOnlyList<OpenIncident> StillOpen => _open;

    /// <summary>The policy from now on.</summary>
    public DecisionPolicy Policy
    {
        get => policy;
        set
        {
#pragma warning disable MA0143 // people change the policy while traffic runs
            policy = value;
#pragma warning restore MA0143
            _monitored.Clear();
            foreach (var customer in value.MonitorCustomers) _monitored.Add(partition.Names.Customers.Intern(customer));
        }
    }

    /// <summary>Id of a decision.</summary>
    public static string IdOf(StandingDecision decision) => $"d{At(decision.IssuedAt):yyyyMMddHHmmss}-{decision.Number + 1}";

    /// <summary>The incident of an id; null when there is none. The id ends with the incident's number, from 1, but for parts of others.</summary>
    public OpenIncident? FindIncident(string id) =>
        int.TryParse(id.AsSpan(id.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= 1 && number <= _incidents.Count && IncidentIdOf(_incidents[number - 1]) == id ? _incidents[number - 1] : _incidents.Find(i => i.PartId == id);

    /// <summary>The id of an incident's campaign.</summary>
    public string CampaignIdOf(OpenIncident incident) => "c" + IncidentIdOf(_incidents[incident.Campaign])[1..];

    /// <summary>Where and how large an incident is, without evidence, picture and words: cheap, however many there are.</summary>
    public IncidentOutline OutlineIncident(OpenIncident incident) =>
        new(IncidentIdOf(incident), CampaignIdOf(incident), At(incident.Onset), At(incident.LastMessage), incident.Messages, incident.Money.Money, ScopeOf(incident));

    /// <summary>Ends a standing decision now.</summary>
    public void Lift(StandingDecision decision)
    {
        if (!_standing.Remove(decision)) return;
        decision.ExpiresAt = Math.Max(decision.IssuedAt, Math.Min(decision.ExpiresAt, partition.Now));
        RemoveWatches(decision);
    }

    private void RemoveWatches(StandingDecision decision)
    {
        foreach (var watch in decision.Watches)
        {
            partition.Watches.Remove(watch);
            _incidents[decision.Incident].Watches.Remove(watch);
        }

        decision.Watches.Clear();
        _blocking.Forget();
    }
}
