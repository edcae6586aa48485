using Tidegate.Detection;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>Incidents of which a person says that a part is something else.</summary>
internal sealed partial class Desk
{
    /// <summary>
    /// Makes a part of an incident an incident of its own, of another campaign: what follows in the part's ranges, networks and
    /// customers is the part's; of what was, the messages that the hot window still holds, and decisions wholly within
    /// it. A decision that stands for both is ended, and issued anew for each, until the same time. Nothing happens to
    /// an incident that is not known any more.
    /// </summary>
    /// <param name="id">The incident.</param>
    /// <param name="partId">Id that the part gets.</param>
    /// <param name="scope">The part: customers, networks, ranges; those of the incident where a list is empty.</param>
    public void Split(string id, string partId, Scope scope)
    {
        if (FindIncident(id) is not { } whole || FindIncident(partId) is not null) return;
        var cut = new Cut(partition.Names, scope);
        var part = new OpenIncident
        {
            Number = _incidents.Count,
            Campaign = _incidents.Count,
            PartId = partId,
            PartOf = whole.Number,
            OpenedAt = whole.OpenedAt,
            FoundAt = whole.FoundAt,
            ClosedAt = whole.ClosedAt,
            LogOdds = whole.LogOdds,
            Evidence = whole.Evidence,
            Picture = BeginPicture(whole.Onset),
            IsMarketing = whole.IsMarketing,
        };
        part.Found.Note(whole.Found);
        _incidents.Add(part);
        if (whole.ClosedAt is null) _open.Add(part);
        HandOverMessages(whole, part, cut);
        HandOverPlaces(whole, part, cut);
        HandOverDecisions(whole, part, cut);
        ForgetIndex();
    }

    // The messages that are still at hand; those that have left the window stay with the whole.
    private void HandOverMessages(OpenIncident whole, OpenIncident part, Cut cut)
    {
        var ranges = PlacesOf(whole);
        var others = new HashSet<ulong>();
        (part.Onset, part.LastClaim) = (long.MaxValue, long.MinValue);
        for (var s = SequenceAt(whole.Onset - Disorder); s < partition.Log.Next; s++)
        {
            ref var message = ref partition.Log[s];
            if (message.Time > whole.LastClaim + Disorder) break;
            if (message.Time < whole.Onset || message.Time > whole.LastClaim || !message.Has(MessageMarks.Claimed) || !IsIn(whole, ranges, message)) continue;
            if (!cut.Has(message))
            {
                others.Add(message.Destination);
                continue;
            }

            part.Take(message);
            part.Activity.Note(message.Time);
        }

        if (part.Messages == 0) (part.Onset, part.LastClaim) = (whole.Onset, whole.LastClaim);
        part.LastMessage = Math.Min(part.LastClaim, whole.LastMessage);
        foreach (var s in whole.Aside.Where(s => partition.Log.Holds(s) && cut.Has(partition.Log[s]))) part.PutAside(s);
        whole.Aside.RemoveAll(s => partition.Log.Holds(s) && cut.Has(partition.Log[s]));
        whole.GiveAway(part, others);
    }

    private void HandOverPlaces(OpenIncident whole, OpenIncident part, Cut cut)
    {
        part.Customers = cut.Customers.Count > 0 ? [.. cut.Customers] : [.. whole.Customers];
        foreach (var range in whole.Ranges.Values.ToList())
        {
            var (inside, outside) = cut.Of(range);
            foreach (var piece in inside) part.Ranges.Set(piece);
            if (cut.Customers.Count > 0) continue;
            whole.Ranges.Remove(range);
            foreach (var piece in outside) whole.Ranges.Set(piece);
        }

        part.IsSettled = whole.IsSettled;
        part.IsWhole = whole.IsWhole && part.Ranges.Count == 0;
        part.Networks.AddRange(whole.Networks.Where(n => cut.HasNetwork(n) && (part.Ranges.Count == 0 || part.Ranges.Values.Any(r => r.Network == n))));
        if (cut.Customers.Count > 0) whole.Customers = [.. whole.Customers.Except(cut.Customers)];
        else if (whole.Ranges.Count > 0) whole.Networks.RemoveAll(n => !whole.Ranges.Values.Any(r => r.Network == n));
        else whole.Networks.RemoveAll(part.Networks.Contains);
    }

    private void HandOverDecisions(OpenIncident whole, OpenIncident part, Cut cut)
    {
        foreach (var decision in _decisions.Where(d => d.Incident == whole.Number && !_standing.Contains(d) && cut.Holds(d)).ToList()) decision.Incident = part.Number;
        var standing = _standing.Where(d => d.Incident == whole.Number).ToList();
        var watches = whole.Watches.Where(w => !standing.Exists(d => d.Watches.Contains(w))).ToList();
        foreach (var decision in standing)
        {
            // Those of the part first: the first watch that covers a message has it, and what is left to the whole may be any customer's.
            var (pieces, until) = (cut.Pieces(decision).OrderByDescending(p => p.Inside).ToList(), decision.ExpiresAt);
            if (!pieces.Exists(p => p.Inside)) continue;
            if (pieces.TrueForAll(p => p.Inside))
            {
                Move(decision, whole, part);
                continue;
            }

            Lift(decision);
            foreach (var piece in pieces) Issue(decision.Again(_decisions.Count, piece.Inside ? part.Number : whole.Number, partition.Now, until, piece.Customers, piece.Ranges));
        }

        foreach (var watch in watches) partition.Watches.Remove(watch);
        whole.Watches.RemoveAll(watches.Contains);
        foreach (var (incident, inside) in new[] { (part, true), (whole, false) })
        {
            foreach (var watch in watches.SelectMany(cut.Pieces).Where(p => p.Inside == inside).Select(p => p.Watch with { Incident = incident.Number }))
            {
                incident.Watches.Add(watch);
                partition.Watches.Add(watch);
            }
        }
    }

    private void Move(StandingDecision decision, OpenIncident from, OpenIncident to)
    {
        decision.Incident = to.Number;
        for (var i = 0; i < decision.Watches.Count; i++)
        {
            partition.Watches.Remove(decision.Watches[i]);
            from.Watches.Remove(decision.Watches[i]);
            decision.Watches[i] = decision.Watches[i] with { Incident = to.Number };
            to.Watches.Add(decision.Watches[i]);
            partition.Watches.Add(decision.Watches[i]);
        }

        _blocking.Forget();
    }
}
