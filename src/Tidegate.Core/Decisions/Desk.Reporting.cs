using Tidegate.Decisions.Wording;
using Tidegate.Detection;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>Incidents and decisions in the words of the report.</summary>
internal sealed partial class Desk
{
    /// <summary>Incidents as reported.</summary>
    public IReadOnlyList<Incident> ReportIncidents() => [.. _incidents.Select(DescribeIncident)];

    /// <summary>Decisions as reported.</summary>
    public IReadOnlyList<Decision> ReportDecisions()
    {
        var parts = new Dictionary<int, double>();
        foreach (var decision in _decisions) if (!parts.ContainsKey(decision.Incident)) parts.Add(decision.Incident, HonestPart(_incidents[decision.Incident]));
        return [.. _decisions.Select(d => DescribeDecision(d, parts[d.Incident]))];
    }

    /// <summary>Numbers of the incidents that something is in force against.</summary>
    public HashSet<int> Mitigated() => [.. _standing.Where(d => d.Mitigates).Select(d => d.Incident)];

    private bool IsMitigated(OpenIncident incident) => _standing.Exists(d => d.Mitigates && d.Incident == incident.Number);

    // By incident, as far as _indexed; not part of the state, and made anew when decisions change their incident.
    private readonly Dictionary<int, List<StandingDecision>> _byIncident = [];
    private int _indexed;

    private List<StandingDecision> DecisionsOf(OpenIncident incident)
    {
        for (; _indexed < _decisions.Count; _indexed++)
        {
            if (!_byIncident.TryGetValue(_decisions[_indexed].Incident, out var of)) _byIncident[_decisions[_indexed].Incident] = of = [];
            of.Add(_decisions[_indexed]);
        }

        return _byIncident.GetValueOrDefault(incident.Number) ?? [];
    }

    private void ForgetIndex()
    {
        _byIncident.Clear();
        _indexed = 0;
    }

    private static DateTimeOffset At(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time);

    /// <summary>Id of an incident.</summary>
    public static string IncidentIdOf(OpenIncident incident) => incident.PartId ?? $"i{At(incident.OpenedAt):yyyyMMddHHmmss}-{incident.Number + 1}";

    private string NetworkName(int network) => network > 0 ? partition.Names.Networks[network] : "";

    private Scope ScopeOf(OpenIncident incident) => new()
    {
        Customers = Listed(incident.SeenCustomers, partition.Names.Customers),
        Senders = Listed(incident.SeenSenders, partition.Names.Senders),
        Suppliers = Listed(incident.SeenSuppliers, partition.Names.Suppliers),
        Networks = [.. NetworksOf(incident).Select(NetworkName).Where(n => n.Length > 0)],
        Ranges = PlacesOf(incident),
        ExceptKnownBefore = policy.SpareKnownNumbers ? At(incident.Onset) : null,
    };

    /// <summary>An incident as reported.</summary>
    public Incident DescribeIncident(OpenIncident incident)
    {
        var (names, currency) = (partition.Names, incident.Money.Currency);
        var expected = ExpectedIn(incident, incident.LastMessage - incident.Onset);
        var described = new Incident
        {
            Id = IncidentIdOf(incident),
            CampaignId = CampaignIdOf(incident),
            OpenedAt = At(incident.OpenedAt),
            FoundAt = At(FoundAt(incident)),
            ClosedAt = incident.ClosedAt is { } closed ? At(closed) : null,
            FirstMessageAt = At(incident.Onset),
            LastMessageAt = At(incident.LastMessage),
            Severity = SeverityOf(incident),
            State = incident.ClosedAt is not null ? IncidentState.Closed : IsMitigated(incident) ? IncidentState.Mitigated : IncidentState.Open,
            Scope = ScopeOf(incident),
            Messages = incident.Messages,
            ExpectedMessages = expected,
            DistinctDestinations = incident.DistinctDestinations,
            Converted = incident.Converted,
            Cost = incident.Money.Money,
            EstimatedCost = incident.Money.Estimated,
            Currency = names.Currencies[currency],
            OtherMoney = incident.Money.But(currency, names.Currencies),
            UnpricedMessages = incident.Money.Unpriced,
            LogOdds = incident.LogOdds,
            FalseAlarmsPerWeek = FalseAlarmsPerWeek(incident.LogOdds),
            Summary = "",
            Evidence = [.. incident.Evidence.OrderByDescending(e => e.LogOdds).Select(e => new Evidence(e.Channel, e.Observed, e.Expected, e.LogOdds, ChannelSentence.Of(e, !incident.IsWhole)))],
            Picture = Draw(incident),
            Parties = PartiesOf(incident),
            RangeHits = HitsOf(incident),
            Quiet = IsQuiet(incident),
        };
        return described with { Summary = (incident.PartOf is { } whole ? $"Split off {IncidentIdOf(_incidents[whole])}. " : "") + Summarise(incident, described) };
    }

    // Of one that has lost what it was told with: what is left of it was found later.
    private long FoundAt(OpenIncident incident) => incident.FoundAt >= incident.Onset
        ? incident.FoundAt
        : DecisionsOf(incident).Where(d => d.TakenBack == TakenBack.No && d.IssuedAt >= incident.Onset).Select(d => d.IssuedAt).DefaultIfEmpty(incident.Onset).Min();

    /// <summary>A decision as reported.</summary>
    public Decision DescribeDecision(StandingDecision decision) => DescribeDecision(decision, HonestPart(_incidents[decision.Incident]));

    private Decision DescribeDecision(StandingDecision decision, double honestPart)
    {
        var incident = _incidents[decision.Incident];
        var network = NetworkName(decision.Network);
        var (stopped, estimated) = decision.Money.In(incident.Money.Currency);
        return new Decision
        {
            Id = IdOf(decision),
            IncidentId = IncidentIdOf(incident),
            Action = decision.Action,
            Proposed = decision.AwaitsApproval ? decision.Proposed : null,
            IssuedAt = At(decision.IssuedAt),
            ExpiresAt = At(decision.ExpiresAt),
            Scope = new Scope
            {
                Customers = [.. decision.Customers.Select(c => partition.Names.Customers[c])],
                Networks = network.Length > 0 ? [network] : [],
                Ranges = IncidentRanges.Join(decision.Ranges),
                ExceptKnownBefore = decision.ExceptKnownBefore is { } time ? At(time) : null,
            },
            Reason = ReasonOf(decision),
            TakenBack = decision.TakenBack != TakenBack.No,
            MessagesHit = decision.Hits,
            HonestMessagesHit = LikelyHonest(decision) * honestPart,
            MoneyStopped = stopped,
            EstimatedMoney = estimated,
            OtherMoneyStopped = decision.Money.But(incident.Money.Currency, partition.Names.Currencies),
        };
    }

    private static List<string> Listed(SortedDictionary<int, long> seen, Traffic.NameTable names) =>
        [.. seen.MostFirst().Select(s => names[s.Key])];

    // Each first-seen message is weighed at about a dozen places; under the null each place alarms at this strength
    // at most once in e^odds messages.
    private double FalseAlarmsPerWeek(double logOdds)
    {
        var counts = partition.Counts;
        var days = Math.Max(1.0 / 24, (counts.To - counts.From) / 86_400_000.0);
        return Math.Min(1e6, counts.Submissions / days * 7 * 12 * Math.Exp(-logOdds));
    }

    private static Severity SeverityOf(OpenIncident incident)
    {
        var hours = Math.Max(0.25, (incident.LastMessage - incident.Onset) / 3_600_000.0);
        var rate = incident.Messages / hours;
        return incident.LogOdds < 20 ? Severity.Low : rate > 1000 || incident.Money.Highest > 1000 ? Severity.Critical : rate > 100 || incident.Money.Highest > 100 ? Severity.High : Severity.Medium;
    }
}
