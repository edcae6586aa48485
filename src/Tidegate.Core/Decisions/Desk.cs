using Tidegate.Detection;
using Tidegate.Incidents;
using Tidegate.Numbering;

namespace Tidegate.Decisions;

/// <summary>
/// Puts alerts together to incidents and campaigns, and answers them with decisions under a policy. Driven by event
/// time alone; every decision rests on events up to its time.
/// </summary>
internal sealed partial class Desk(Partition partition, NumberPlan plan, DecisionPolicy policy)
{
    /// <summary>Most nats that a campaign expected may give where no incident of it is open any more.</summary>
    private const double MostAnticipated = 5;

    private const long CampaignMemoryMs = 24 * 3_600_000L;
    private const long SameNumbersMs = 7 * CampaignMemoryMs;
    private const long RoundMs = 60_000;

    private readonly List<OpenIncident> _incidents = [];
    private readonly List<OpenIncident> _open = [];
    private readonly List<StandingDecision> _decisions = [];
    private readonly List<StandingDecision> _standing = [];
    private readonly HashSet<int> _monitored = [.. policy.MonitorCustomers.Select(partition.Names.Customers.Intern)];
    private readonly WatchOwners _blocking = new();
    private long _nextRound;

    /// <summary>Keeps what incidents claim, message by message; null where nobody asks.</summary>
    public ClaimLedger? Ledger { get; init; }

    /// <summary>All incidents, by time of opening.</summary>
    public IReadOnlyList<OpenIncident> Incidents => _incidents;

    /// <summary>All decisions, by time of issue.</summary>
    public IReadOnlyList<StandingDecision> Decisions => _decisions;

    /// <summary>Follows up on what the partition made of an event.</summary>
    public void Handle(in Outcome outcome)
    {
        if (partition.Now >= _nextRound || partition.Now < _nextRound - RoundMs) Round(outcome.Watch is null ? -1 : outcome.Sequence);
        if (outcome.Watch is { } watch) Claim(outcome.Sequence, watch);
        if (outcome.Alert is { } alert)
        {
            Raise(alert);
            foreach (var elsewhere in alert.Elsewhere) Raise(elsewhere);
        }

        if (!outcome.Converted) return;
        Ledger?.Convert(outcome.Sequence);
        NoteConversion(partition.Log[outcome.Sequence]);
    }

    private void Claim(long sequence, Watch watch)
    {
        var incident = _incidents[watch.Incident];
        ref var message = ref partition.Log[sequence];
        if (!message.Has(MessageMarks.Claimed)) return; // its watch went with a decision that was taken back just now
        incident.Claim(ref message);
        if (!incident.IsSettled) incident.PutAside(sequence);
        Ledger?.Claim(incident, sequence, message);
        // What it does not rest on does not tell whether it goes on: marketing comes to the same numbers as codes, on its own days.
        var tells = message.Has(MessageMarks.Marketing) == incident.IsMarketing;
        if (tells) incident.Activity.Note(message.Time);
        var expected = ExpectedAtOnce(incident);
        var active = tells && incident.Activity.Active(message.Time, expected);
        if (active)
        {
            incident.LastMessage = incident.LastClaim;
            Ledger?.Active(incident);
        }

        if (!watch.Blocks || _blocking.Of(watch, _standing) is not { } decision)
        {
            if (tells) NotePassed(incident, ref message);
            return;
        }

        decision.Hits++;
        decision.LastHit = message.Time;
        if (decision.Action == DecisionAction.Block) Ledger?.Stop(sequence);
        decision.Money.Add(message);
        if (active) Renew(decision, incident, message.Time, expected);
    }

    private void Raise(Alert alert)
    {
        var own = alert.LogOdds;
        alert = Lessons.Apply(alert, partition.Names);
        if (alert.LogOdds > 0) alert = Priors.Apply(alert, alert.LogOdds - own, s => partition.Log[s].Destination);
        if (alert.LogOdds < policy.MonitorAt) return;
        var incident = _open.Find(i => i.PartId is not null && Belongs(i, alert) && alert.Ranges.Any(r => Holds(i, r))) ?? _open.Find(i => Belongs(i, alert));
        var little = alert.LogOdds - alert.Anticipated < policy.MonitorAt - MostAnticipated;
        if (incident is null ? little || IsOld(alert) : little && !IsAnswered(incident, alert)) return;
        incident ??= Open(alert);
        Extend(incident, alert);
        if (alert.Blockable && alert.Ranges.Count > 0) React(incident, alert);
    }

    // Where a campaign is expected and little speaks for it, all that is weak enough to be let pass is people's: it is no part of the attack.
    private bool IsAnswered(OpenIncident incident, Alert alert) =>
        alert.Blockable && alert.Ranges.Count > 0 && AnswerTo(incident, alert.Network, alert.Customers, alert.Ranges, alert.LogOdds, alert.Time) is not null;

    // What an ended incident is about is still in the evidence, and one message more brings it up: that is no incident anew.
    private bool IsOld(Alert alert)
    {
        var claimed = alert.Messages.Count(s => partition.Log[s].Has(MessageMarks.Claimed));
        return claimed > 0 && alert.Messages.Count - claimed < Partition.LeastSuspects(alert.Anticipated);
    }

    private static bool Belongs(OpenIncident incident, Alert alert)
    {
        var same = Share(incident.Customers, alert.Customers);
        if (alert.Ranges.Count == 0) return same;

        // An attacker who moves on, and what is seen of one that is everywhere in a customer's traffic, is one incident.
        if (!incident.Networks.Contains(alert.Network)) return same && (alert.Anticipated > 0 || alert.IsEverywhere || (incident.Ranges.Count == 0 && !alert.Blockable));

        // The same range through another customer is one attack, too; a whole network is nobody's.
        return same || alert.Ranges.Any(r => !r.IsWide && incident.Ranges.ContainsKey(r.Begin)) || (incident.Customers.Count == 0 && alert.Customers.Count == 0);
    }

    private static bool Holds(OpenIncident incident, SuspectRange range) => incident.Ranges.Values.Any(r => r.Overlaps(range));

    // A sweep has no customer; it is known again by its network, or by going through mostly the same customers in another.
    private bool IsSameSweep(OpenIncident incident, Alert alert)
    {
        if (incident.Customers.Count > 0 || alert.Customers.Count > 0) return false;
        if (incident.Networks.Contains(alert.Network)) return true;
        var through = alert.Messages.Select(s => partition.Log[s].Customer).ToHashSet();
        return through.Count(incident.SeenCustomers.ContainsKey) * 2 > through.Count;
    }

    // One that ended because all of it was taken back goes on under its own id, with what it is about now.
    private OpenIncident Open(Alert alert)
    {
        var ended = TakeUp(alert);
        var earlier = ended ?? _incidents.FindLast(i =>
            alert.Time - i.LastClaim < CampaignMemoryMs
            && (Share(i.Customers, alert.Customers)
                || alert.Ranges.Any(r => !r.IsWide && i.Ranges.Keys.Any(k => k.From / 100_000 == r.From / 100_000))
                || IsSameSweep(i, alert)));
        var incident = new OpenIncident
        {
            Number = ended?.Number ?? _incidents.Count,
            Campaign = earlier?.Campaign ?? _incidents.Count,
            PartId = ended?.PartId,
            PartOf = ended?.PartOf,
            OpenedAt = ended?.OpenedAt ?? alert.Time,
            FoundAt = ended?.FoundAt >= alert.Onset ? ended.FoundAt : alert.Time,
            Onset = alert.Onset,
            LastMessage = alert.Time,
            LastClaim = alert.Time,
            Customers = [.. alert.Customers],
            Picture = BeginPicture(alert.Onset),
            IsMarketing = true,
        };
        if (ended is null) _incidents.Add(incident);
        else _incidents[incident.Number] = incident;
        _open.Add(incident);
        return incident;
    }

    private void Extend(OpenIncident incident, Alert alert)
    {
        incident.Note(alert);
        incident.IsMarketing = incident.IsMarketing && alert.Messages.Count > 0 && alert.Messages.All(s => partition.Log[s].Has(MessageMarks.Marketing));
        if (alert.Customers.Count == 0) incident.Customers = [];
        else if (incident.Customers.Count > 0) incident.Customers = [.. incident.Customers.Union(alert.Customers).Order()];
        if (!incident.Networks.Contains(alert.Network)) incident.Networks.Add(alert.Network);
        var (known, watches) = (incident.Ranges.Count, incident.Watches.Count);
        foreach (var range in alert.Ranges)
        {
            if (!incident.Ranges.TryGetValue(range.Begin, out var held) || held.To <= range.To) incident.Ranges.Set(range);
            if (!incident.Watches.Exists(w => w.Network == range.Network && w.From == range.From && w.To == range.To && Same(w.Customers, alert.Customers)))
                AddWatch(incident, range, alert.Customers, policy.SpareKnownNumbers ? alert.NewSince : null, blocks: false);
        }

        Place(incident, alert, grown: incident.Ranges.Count > known);
        ClaimAll(incident, alert.Messages);
        if (incident.Watches.Count > watches) ClaimAll(incident, MissedSince(incident, alert));
        incident.LastMessage = incident.LastClaim;
        Ledger?.Active(incident);
    }

    private Watch AddWatch(OpenIncident incident, SuspectRange range, IReadOnlyList<int> customers, long? knownBefore, bool blocks)
    {
        var onset = knownBefore is { } time ? Partition.SecondOf(time) : int.MinValue;
        var watch = new Watch(incident.Number, range.Network, range.From, range.To, [.. customers.Order()], onset) { Blocks = blocks };
        incident.Watches.Add(watch);
        partition.Watches.Add(watch);
        return watch;
    }

    private void React(OpenIncident incident, Alert alert)
    {
        var ranges = alert.Ranges.Where(r => !_standing.Exists(d => d.Ranges.Any(x => x.Holds(r)) && (d.Customers.Count == 0 || Same(d.Customers, alert.Customers)))).ToList();
        if (ranges.Count == 0 || AnswerTo(incident, alert.Network, alert.Customers, ranges, alert.LogOdds, alert.Time) is not { } answer) return;
        var decision = Decide(incident, answer, alert.Network, alert.Customers, ranges, alert.LogOdds, alert.NewSince, alert.Time, expected: alert.LogOdds - alert.Anticipated < policy.BlockAt, alert.Messages);
        partition.Settle(alert);
        if (!alert.Repeats && alert.LogOdds - alert.Anticipated >= policy.MonitorAt) partition.Anticipate(alert);
        else foreach (var watch in decision.Watches) watch.Unproven = alert.Repeats ? int.MaxValue : Partition.Proves;
    }

    private StandingDecision Decide(OpenIncident incident, Answer answer, int network, IReadOnlyList<int> customers, IReadOnlyList<SuspectRange> ranges, double logOdds, long onset, long time, bool expected = false, IReadOnlyList<long>? founding = null)
    {
        var standsFor = Math.Max(LongerThanProbed(incident, ranges), StandsFor(answer, incident, network, ranges, time));
        var decision = new StandingDecision
        {
            Number = _decisions.Count,
            Incident = incident.Number,
            Action = answer.NeedsApproval ? DecisionAction.Monitor : answer.Action,
            Proposed = answer.NeedsApproval ? answer.Action : null,
            IssuedAt = time,
            ExpiresAt = time + standsFor,
            StandsFor = standsFor,
            Onset = onset,
            ExceptKnownBefore = policy.SpareKnownNumbers ? CameTo(incident, network, customers, ranges, onset, founding ?? []) : null,
            Network = network,
            Customers = customers,
            Ranges = ranges,
            LogOdds = logOdds,
            Rule = answer.Rule?.Name ?? "",
            Quiet = answer.Quiet,
            Expected = expected,
        };
        Issue(decision);
        return decision;
    }

    // Since when the attack has been in a network without a break, a day at most; or when it first came to the same ranges, in a week. The numbers that it has been through are
    // no people's, though they may be known by the time that their block is found.
    private long CameTo(OpenIncident incident, int network, IReadOnlyList<int> customers, IReadOnlyList<SuspectRange> ranges, long onset, IReadOnlyList<long> founding)
    {
        var (earliest, sameNumbers) = (onset - CampaignMemoryMs, onset - SameNumbersMs);
        for (var i = _decisions.Count - 1; i >= 0 && _decisions[i].IssuedAt >= sameNumbers; i--)
        {
            var earlier = _decisions[i];
            if (earlier.Network != network || earlier.TakenBack != TakenBack.No || earlier.Expected || !Same(earlier.Customers, customers)) continue;
            var throughout = earlier.ExpiresAt >= onset && earlier.IssuedAt >= earliest && _incidents[earlier.Incident].Campaign == incident.Campaign;
            if (throughout || (!IsWide(earlier) && ranges.All(r => earlier.Ranges.Any(e => e.Holds(r))) && (earlier.Incident == incident.Number || GoesOn(_incidents[earlier.Incident], founding)))) onset = Math.Min(onset, earlier.Onset);
        }

        return onset;
    }

    // Whether nearly all of an attack's numbers are others than an earlier one's: who comes back to the same ones each day is no attacker.
    private bool GoesOn(OpenIncident earlier, IReadOnlyList<long> founding)
    {
        const int OneInSoMany = 4;
        return founding.Count > 0 && earlier.Dropped is null && founding.Count(s => earlier.Destinations.Contains(partition.Log[s].Destination)) * OneInSoMany < founding.Count;
    }

    private void Issue(StandingDecision decision)
    {
        foreach (var range in decision.Ranges) decision.Watches.Add(AddWatch(_incidents[decision.Incident], range, decision.Customers, decision.ExceptKnownBefore, blocks: true));
        _decisions.Add(decision);
        _standing.Add(decision);
        _blocking.Forget();
        ForgetProbes(ended => ended.Incident == decision.Incident && Overlap(ended.Ranges, decision.Ranges));
    }

    // Lets decisions expire and incidents end; once a minute of event time, and where it leaps back. A message that is about to be claimed is in no figures yet.
    private void Round(long arriving)
    {
        _nextRound = partition.Now + RoundMs;
        foreach (var decision in _standing.FindAll(d => d.ExpiresAt <= partition.Now || partition.IsAhead(d.IssuedAt)))
        {
            if (GoesOnBeside(decision))
            {
                decision.ExpiresAt = partition.Now + decision.StandsFor;
                continue;
            }

            _standing.Remove(decision);
            decision.RanOut = true;
            BeginProbe(decision);
            var unproven = IsUnproven(decision);
            RemoveWatches(decision);
            if (unproven) NeverCame(_incidents[decision.Incident], decision, arriving);
        }

        partition.DropPast();
        DropNumbers();
        Reconsider(arriving);
        EndProbes();
        Strengthen();
        foreach (var incident in _takenBack.FindAll(IsOver)) Forget(incident);
        foreach (var incident in _open.FindAll(IsOver))
        {
            End(incident);
            BeginAnew(incident);
        }
    }

    private bool IsOver(OpenIncident incident) =>
        (partition.Now - incident.LastMessage > (long)policy.CloseAfter.TotalMilliseconds || partition.IsAhead(incident.LastMessage)) && !_standing.Exists(d => d.Incident == incident.Number) && !_probes.Exists(p => p.Decision.Incident == incident.Number);

    private void End(OpenIncident incident)
    {
        LookBack(incident);
        incident.ClosedAt = Math.Max(partition.Now, incident.LastMessage);
        DropGrounds(incident);
        foreach (var watch in incident.Watches) partition.Watches.Remove(watch);
        incident.Watches.Clear();
        _open.Remove(incident);
    }

    // What an ended incident did to all that it went through is over with it, and not held against the traffic that goes on there.
    private void BeginAnew(OpenIncident incident)
    {
        foreach (var network in incident.Networks)
        {
            partition.BeginAnew(Root.All, 0, network);
            foreach (var customer in incident.SeenCustomers.Keys) partition.BeginAnew(Root.Customer, customer, network);
            foreach (var supplier in incident.SeenSuppliers.Keys) partition.BeginAnew(Root.Supplier, supplier, network);
            foreach (var sender in incident.SeenSenders.Keys) partition.BeginAnew(Root.Sender, sender, network);
        }
    }

    /// <summary>Messages that honest traffic would send into an incident's ranges in a time; nobody knows of what is all over its customers' traffic.</summary>
    public double ExpectedIn(OpenIncident incident, long milliseconds) => incident.IsWhole ? 0 : ExpectedIn(incident, incident.Ranges.Values, milliseconds);

    private double ExpectedIn(OpenIncident incident, IEnumerable<SuspectRange> ranges, long milliseconds)
    {
        double perSecond = 0;
        foreach (var range in ranges) perSecond += PerSecond(incident, range.Group, range.Network, range.Share);
        return perSecond * (milliseconds / 1000.0);
    }

    // The same of all its ranges in a window of activity, asked with each message: of an attack on thousands of ranges, group by group.
    private double ExpectedAtOnce(OpenIncident incident)
    {
        double perSecond = 0;
        foreach (var (group, network, share) in incident.Ranges.Shares) perSecond += PerSecond(incident, group, network, share);
        return perSecond * (ActivityWindow.Length / 1000.0);
    }

    private double PerSecond(OpenIncident incident, int index, int network, double share)
    {
        ref var group = ref partition.GroupAt(index);
        var seconds = Math.Max(partition.LeastAge, Partition.SecondOf(partition.Now) - group.Since);
        return share * Math.Max(0, group.Clock - incident.Weighed.GetValueOrDefault(network)) / seconds;
    }

    // Asked of every incident on each alert, and mostly of one customer each.
    private static bool Share(List<int> a, IReadOnlyList<int> b)
    {
        const int Few = 16;
        if (b.Count > Few) return a.Intersect(b).Any();
        for (var i = 0; i < b.Count; i++) if (a.Contains(b[i])) return true;
        return false;
    }

    private static bool Same(IReadOnlyList<int> a, IReadOnlyList<int> b) => a.Count == b.Count && a.Order().SequenceEqual(b.Order());
}
