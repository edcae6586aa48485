using Tidegate.Detection;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>
/// A block that was put up on a handful of messages is looked at again when their codes are known. What blocks refuse has no codes, so a block is
/// never lifted because of codes of what it hits ("never because its codes convert"); but the messages before it were delivered, and where they were people's, so is what comes
/// after them. And people whom it refuses ask again.
/// </summary>
internal sealed partial class Desk
{
    /// <summary>For how long (ms) after a block it may turn out that it rests on people's messages.</summary>
    private const long ReconsideredFor = 3 * 3_600_000L;

    /// <summary>Nats of codes entered from which the messages before a block were people's.</summary>
    private const double Entered = -4;

    /// <summary>Messages before one block that are enough to tell.</summary>
    private const int LeastFounding = 3;

    /// <summary>The same from which a campaign is taken to have codes entered: fraud that does not has two of five entered once in a hundred times.</summary>
    private const double EnteredAtAll = -1;

    /// <summary>The same where those who send it speak for people, too.</summary>
    private const double EnteredOfCrowd = -2;

    /// <summary>Nats from which those who send it are the customers that the network's people use, and messages that tell.</summary>
    private const double LikeCustomers = -6;
    private const int LeastOfCrowd = 10;

    /// <summary>
    /// What looks like an attack again after it was taken back is taken back once more only where fewer messages a minute come, of all customers, and of those of the
    /// others so many codes were entered, and at least that part of them: fraud that fakes them fakes fewer.
    /// </summary>
    private const double SlowAgain = 1.2;
    private const double LeastAgain = 2;
    private const double EnteredAgain = 0.75;

    /// <summary>Messages refused from which it is asked whether people are among those who ask again.</summary>
    private const int LeastRefused = 20;

    /// <summary>Messages that people may send at once.</summary>
    private const int MostAtOnce = 3;

    private void Reconsider(long arriving)
    {
        if (_standing.Count == 0) return;
        var looked = _standing.ToList();
        foreach (var decision in Recent(d => d.Customers.Count != 1)) ReconsiderCrowd(decision);
        foreach (var decision in Recent(d => d.Customers.Count == 1)) ReconsiderNewlySold(decision);
        foreach (var decision in Recent(d => d.Customers.Count == 1 && !d.CodesEntered && !d.Expected && !IsWide(d))) decision.CodesEntered = partition.CodesMissingOf(Founding(decision)) <= EnteredAtAll;
        foreach (var expected in Recent(d => d.Customers.Count == 1 && IsUnproven(d) && partition.Now - d.IssuedAt >= Partition.ProvesWithin).GroupBy(d => (Customer: d.Customers[0], d.Network))) ReconsiderExpected(expected.Key.Customer, expected.Key.Network, [.. expected]);
        foreach (var decision in Recent(d => d.Customers.Count == 1 && ((d.Expected && !IsUnproven(d)) || IsWide(d)))) ReconsiderProven(decision);
        foreach (var decision in Recent(d => d is { Customers.Count: 1, Ranges: [{ IsWide: false }], Hits: > MostAtOnce })) ReconsiderTested(decision);
        foreach (var refusing in Blocking(d => d is { Customers.Count: 1, Hits: > 0 }).GroupBy(d => (d.Incident, d.Network, Customer: d.Customers[0]))) ReconsiderRefused(refusing.Key.Customer, [.. refusing]);
        foreach (var takenBack in looked.Where(d => d.TakenBack != TakenBack.No).GroupBy(d => d.Incident)) Disclaim(_incidents[takenBack.Key], [.. takenBack], arriving);
    }

    // What a person approved stands.
    private List<StandingDecision> Blocking(Func<StandingDecision, bool> which) => _standing.FindAll(d => d is { Action: not DecisionAction.Monitor, ProposalOf: null } && which(d));

    private List<StandingDecision> Recent(Func<StandingDecision, bool> which) => Blocking(d => partition.Now - d.IssuedAt < ReconsideredFor && which(d));

    // A campaign that is seen in one of its ranges is there.
    private static bool IsUnproven(StandingDecision decision) => decision.Watches.TrueForAll(w => w.Unproven is > 0 and <= Partition.Proves);

    // Of several customers: a newly sold block, whose people use the services that the network's other people use. Who sends it is known of what is refused, too.
    private void ReconsiderCrowd(StandingDecision decision)
    {
        if (IsHurried(decision)) return;
        var incident = _incidents[decision.Incident];
        if (incident.Messages < LeastOfCrowd || !Partition.IsUnhurried(incident.Messages, partition.Now - incident.Onset) || partition.CustomerMixOdds(decision.Network, incident.SeenCustomers) > LikeCustomers) return;
        var founding = Founding(decision);
        if (partition.CodesMissingOf(founding) > EnteredOfCrowd || partition.AreMadeInTransit(decision.Network, founding) || WasTakenBack(decision)) return;
        TakeBack(decision, founding, TakenBack.CodesEntered);
    }

    // Of one customer: a newly sold block, too, when other customers' people have come to it meanwhile, and use their codes, or take back more than speaks against it.
    private void ReconsiderNewlySold(StandingDecision decision)
    {
        if (IsHurried(decision)) return;
        var founding = Founding(decision);
        var own = founding.Count + decision.Hits;
        if (!Partition.IsUnhurried(own, partition.Now - decision.Onset) || partition.CodesMissingOf(founding) > 0) return;
        var (others, entered, expected) = partition.Neighbours(decision.Customers, decision.Ranges.Where(partition.IsYoung), decision.Onset);
        if (!Partition.AreMany(others, own) || (entered < 2 && decision.LogOdds - Partition.NeighboursSpeak >= policy.BlockAt)) return;
        var slowly = own + others <= SlowAgain * (partition.Now - decision.Onset) / 60_000;
        var useCodes = expected >= LeastAgain && entered >= EnteredAgain * expected;
        if ((slowly && useCodes) || !WasTakenBack(decision)) TakeBack(decision, founding, TakenBack.NewlySold);
    }

    // People of a newly sold block come unhurriedly once it is blocked, too.
    private bool IsHurried(StandingDecision decision) => decision.Hits > MostAtOnce && !Partition.IsUnhurried(decision.Hits, partition.Now - decision.IssuedAt);

    private bool WasTakenBack(StandingDecision decision) =>
        _decisions.Exists(d => d.TakenBack != TakenBack.No && partition.Now - d.IssuedAt < CampaignMemoryMs && Overlap(d.Ranges, decision.Ranges));

    // Blocked because a campaign was expected, and it has had the time to prove that it is there: of all such blocks together, so that two or three messages each are enough to tell.
    private void ReconsiderExpected(int customer, int network, List<StandingDecision> decisions)
    {
        if (partition.FakesCodes(customer)) return;
        var founding = decisions.ConvertAll(Founding);
        if (partition.CodesMissingOf([.. founding.SelectMany(f => f)]) > Entered || decisions.Exists(EntersCodes)) return;
        for (var i = 0; i < decisions.Count; i++)
            if (partition.CodesMissingOf(founding[i]) <= 0) TakeBack(decisions[i], founding[i], TakenBack.CodesEntered);
        partition.Unexpect(customer, network);
    }

    private static bool IsWide(StandingDecision decision) => decision.Ranges.All(r => r.IsWide);

    // The same where so much came that the campaign seemed to be there: a firm's phones come fast, too. That it is elsewhere at the same time is not in question. And
    // where all of a network is blocked: codes may have been late.
    private void ReconsiderProven(StandingDecision decision)
    {
        if (partition.FakesCodes(decision.Customers[0]) || EntersCodes(decision) || WasTakenBack(decision)) return;
        var founding = Founding(decision);
        if (founding.Count >= LeastFounding && partition.CodesMissingOf(founding) <= Entered) TakeBack(decision, founding, TakenBack.CodesEntered);
    }

    // Phones to test with are few, and each is used over and over; of fraud a number gets a few messages at most, or per-number limits would see it. How often is known
    // of what is refused, too. A pool of numbers lies in many blocks. Once only: who goes on to other numbers there does not test.
    private void ReconsiderTested(StandingDecision decision)
    {
        var campaign = _incidents[decision.Incident].Campaign;
        if (WasTakenBack(decision) || _incidents[decision.Incident].Ranges.Count > 1 || _decisions.Exists(d => _incidents[d.Incident].Campaign == campaign && partition.Now - d.IssuedAt < CampaignMemoryMs && !Overlap(d.Ranges, decision.Ranges))) return;
        if (partition.Tests(decision.Ranges[0], decision.Customers[0], decision.Onset) is { Count: > 0 } tests) TakeBack(decision, tests, TakenBack.Tested);
    }

    // Each block by itself, or all of them in a network: where people are spread over several, few come back in one.
    private void ReconsiderRefused(int customer, List<StandingDecision> decisions)
    {
        if (decisions.Sum(d => d.Hits) < LeastRefused) return;
        var founding = decisions.ToDictionary(d => d, Founding);
        var missing = partition.CodesMissingOf([.. founding.Values.SelectMany(f => f)]);
        TakeBackRefusing(customer, [.. decisions.Where(d => d.Hits >= LeastRefused).Select(d => new List<StandingDecision> { d })], founding, missing);
        decisions.RemoveAll(d => d.TakenBack != TakenBack.No);
        if (decisions.Count > 1 && decisions.Sum(d => d.Hits) >= LeastRefused) TakeBackRefusing(customer, [decisions], founding, missing);
    }

    private void TakeBackRefusing(int customer, List<List<StandingDecision>> sets, Dictionary<StandingDecision, List<long>> founding, double missing)
    {
        var comeBack = partition.PeopleComeBack(customer, sets.ConvertAll(RangesOf), sets.ConvertAll(MissingOf));
        for (var i = 0; i < sets.Count; i++)
            if (comeBack[i]) foreach (var decision in sets[i]) TakeBack(decision, founding[decision], TakenBack.PeopleReturn);

        IReadOnlyList<SuspectRange> RangesOf(List<StandingDecision> set) => set is [var one] ? one.Ranges : [.. set.SelectMany(d => d.Ranges)];

        // Few messages that led to one of several blocks say little of codes: what all of them say counts, where they say more.
        double MissingOf(List<StandingDecision> set)
        {
            var own = partition.CodesMissingOf([.. set.SelectMany(d => founding[d])]);
            return own > 0 ? Math.Max(own, missing) : own;
        }
    }

    // An attacker who has codes entered does so wherever he goes.
    private bool EntersCodes(StandingDecision expected)
    {
        var campaign = _incidents[expected.Incident].Campaign;
        return _decisions.Exists(d => d.CodesEntered && partition.Now - d.IssuedAt < CampaignMemoryMs && _incidents[d.Incident].Campaign == campaign);
    }

    private List<long> Founding(StandingDecision decision) => partition.AnsweredIn(decision.Ranges, decision.Customers, decision.Onset, decision.IssuedAt);
}
