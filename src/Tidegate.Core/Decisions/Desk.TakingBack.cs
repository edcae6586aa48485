using Tidegate.Detection;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>What is taken back with a decision: people's messages are no part of an incident either.</summary>
internal sealed partial class Desk
{
    private void TakeBack(StandingDecision decision, List<long> founding, TakenBack why)
    {
        Lift(decision);
        decision.TakenBack = why;
        partition.TakeBack(founding);
        if (!_decisions.Exists(d => Supports(d, decision))) partition.Unexpect(decision.Customers);
    }

    // Another block against the same customers' campaign, which has stood or stands yet.
    private bool Supports(StandingDecision other, StandingDecision takenBack) =>
        other != takenBack && Same(other.Customers, takenBack.Customers) && partition.Now - other.IssuedAt < CampaignMemoryMs && (other.RanOut || _standing.Contains(other));

    // Incidents that ended so, and would not have ended of themselves yet.
    private readonly List<OpenIncident> _takenBack = [];

    // An incident that has nothing else ends, and its figures stay as what was said of it; any other goes on without. What led to it is forgotten only when it
    // would have ended of itself: or an attacker would make it be forgotten at once, with messages that are taken for people's.
    private void Disclaim(OpenIncident incident, List<StandingDecision> takenBack, long arriving)
    {
        var others = Upholding(incident);
        if (others.Count == 0 && incident.Ranges.Values.All(r => takenBack.Exists(d => d.Ranges.Any(x => x.Holds(r)))))
        {
            End(incident);
            _takenBack.Add(incident);
            return;
        }

        foreach (var decision in takenBack) LeaveOut(incident, decision.Network, decision.Ranges);
        GiveBack(incident, takenBack, others, arriving);
    }

    // What is left of an incident's decisions that it rests on.
    private List<StandingDecision> Upholding(OpenIncident incident) =>
        DecisionsOf(incident).FindAll(d => d.TakenBack == TakenBack.No && (_standing.Contains(d) || (d.RanOut && d.Ranges.Any(r => Holds(incident, r)))));

    // The incident was expected where a block has run out, and did not come. Where another block of it has hit it, it was there before.
    private void NeverCame(OpenIncident incident, StandingDecision decision, long arriving)
    {
        var others = DecisionsOf(incident).FindAll(d => d != decision && d.TakenBack == TakenBack.No && d.Hits >= Partition.Proves);
        LeaveOut(incident, decision.Network, decision.Ranges.Where(r => !others.Exists(d => d.Ranges.Any(x => x.Holds(r)))));
        if (!decision.Ranges.Any(r => Holds(incident, r))) GiveBack(incident, [decision], Upholding(incident), arriving);
    }

    /// <summary>A person has closed the case of an incident: what comes there again is another.</summary>
    public void CloseCase(string id)
    {
        if (FindIncident(id) is { } incident && _takenBack.Contains(incident)) Forget(incident);
    }

    private void Forget(OpenIncident incident)
    {
        _takenBack.Remove(incident);
        BeginAnew(incident);
    }

    // What comes again where an incident has just ended so is the same thing: people's, mostly, and worth no second case. What was taken back leaves it.
    private OpenIncident? TakeUp(Alert alert)
    {
        if (_takenBack.FindLast(i => Belongs(i, alert)) is not { } incident) return null;
        _takenBack.Remove(incident);
        incident.IsWhole = true; // nothing of it is kept
        if (DecisionsOf(incident).FindAll(d => d.TakenBack != TakenBack.No) is { Count: > 0 } takenBack) GiveBack(incident, takenBack, [], arriving: -1);
        return incident;
    }

    // Ranges that an incident was expected in and never came to are no part of it. Where it has no others, it claims no more.
    private void LeaveOut(OpenIncident incident, int network, IEnumerable<SuspectRange> ranges)
    {
        foreach (var range in ranges)
        {
            if (_standing.Exists(d => d.Incident == incident.Number && d.Ranges.Contains(range))) continue;
            incident.Forget(range);
            foreach (var watch in incident.Watches.FindAll(w => !w.Blocks && w.Network == range.Network && w.From == range.From && w.To == range.To))
            {
                partition.Watches.Remove(watch);
                incident.Watches.Remove(watch);
            }

            if (incident.Ranges.Count > 1 && incident.Ranges.TryGetValue(range.Begin, out var held) && held.To == range.To) incident.Ranges.Remove(range);
        }

        if (incident.Ranges.Values.Any(r => r.Network == network)) return;
        if (incident.Networks.Count > 1) incident.Networks.Remove(network);
    }

    // What the decisions' customers sent into their ranges from the onset on, unless it lies in what the incident keeps, or another incident may have
    // claimed it. Only messages in the hot window are found: those that have left it stay in the figures.
    private void GiveBack(OpenIncident incident, List<StandingDecision> takenBack, List<StandingDecision> others, long arriving)
    {
        var since = takenBack.Min(d => d.Onset);
        var given = new OpenIncident { Number = incident.Number, Campaign = incident.Campaign, OpenedAt = incident.OpenedAt, FoundAt = incident.FoundAt, Onset = long.MaxValue, LastClaim = long.MinValue };
        var kept = new HashSet<ulong>();
        var (first, last) = (long.MaxValue, long.MinValue);
        var ranges = PlacesOf(incident);
        var elsewhere = _incidents.FindAll(i => i != incident && i.LastClaim >= since && takenBack.Exists(d => d.Ranges.Any(r => Holds(i, r)))).ConvertAll(i => (Incident: i, Ranges: PlacesOf(i)));
        var like = incident.Customers is [var only] ? Likeness.Any.Of(only) : Likeness.Any;
        var least = SequenceAt(Math.Min(incident.Onset, since) - Disorder);
        for (var s = partition.Log.Previous(like, partition.Log.Next, least); s >= 0; s = partition.Log.Previous(like, s, least))
        {
            ref var message = ref partition.Log[s];
            if (!message.Has(MessageMarks.Claimed)) continue;
            if ((!incident.IsWhole && IsIn(incident, ranges, message)) || AreAbout(others, message))
            {
                kept.Add(message.Destination);
                (first, last) = (Math.Min(first, message.Time), Math.Max(last, message.Time));
                continue;
            }

            if (!AreAbout(takenBack, message) || MayBeOf(elsewhere, message)) continue;
            message.Marks &= ~MessageMarks.Claimed;
            if (s == arriving) continue;
            given.Take(message);
            incident.Picture?.GiveBack(message);
            Ledger?.GiveBack(s);
        }

        if (given.Messages == 0) return;
        incident.GiveAway(given, kept);
        var onset = others.Select(d => d.Onset).Append(first).Min();
        if (onset < long.MaxValue && Math.Min(given.Onset, since) <= incident.Onset) incident.Onset = Math.Max(incident.Onset, onset);
        if (last > long.MinValue && given.LastClaim >= incident.LastClaim) incident.LastClaim = last;
        incident.LastMessage = Math.Min(incident.LastMessage, incident.LastClaim);
    }

    private static bool AreAbout(List<StandingDecision> decisions, in Message message)
    {
        foreach (var decision in decisions)
            if (message.Time >= decision.Onset && message.Time <= decision.ExpiresAt && decision.IsInScope(message)) return true;
        return false;
    }

    private static bool MayBeOf(List<(OpenIncident Incident, List<NumberRange> Ranges)> incidents, in Message message)
    {
        foreach (var (incident, ranges) in incidents)
            if (message.Time >= incident.Onset && message.Time <= incident.LastClaim && IsIn(incident, ranges, message)) return true;
        return false;
    }
}
