using Tidegate.Detection;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>
/// Where an incident is, and which messages it counts: those that lie there. One of a whole customer or network counts all that it rests on, until evidence
/// that is fit to block on tells of ranges. What it does not count stays claimed, for by that an ended attack is known again.
/// </summary>
internal sealed partial class Desk
{
    /// <summary>One in so many messages that an alert rests on must lie in its ranges, or it is of more than these: of attacks in proportion to honest traffic one in five to ten does.</summary>
    private const int LeastPlaced = 4;

    // As far as it is told: its ranges, or none where it is all over its customers' traffic.
    private static List<NumberRange> PlacesOf(OpenIncident incident) => incident.IsWhole ? [] : incident.Ranges.Joined;

    // Of what is all over a customer's traffic, alerts name ranges that were hit a little more than others, and most of what they rest on lies elsewhere.
    private bool IsPlaced(Alert alert)
    {
        var inside = alert.Messages.Count(s => alert.Ranges.Any(r => partition.Log[s].Destination >= r.From && partition.Log[s].Destination <= r.To));
        return alert.Ranges.Count > 0 && inside * LeastPlaced >= alert.Messages.Count;
    }

    // What an alert says of where the incident is. Until it is settled it may turn out to be of more than ranges.
    private void Place(OpenIncident incident, Alert alert, bool grown)
    {
        if (incident.IsSettled)
        {
            if (grown) CountAside(incident);
            return;
        }

        var (begun, wasWhole, placed) = (incident.Aside.Count > 0, incident.IsWhole, IsPlaced(alert));
        incident.IsSettled = placed && alert.Blockable;
        incident.IsWhole = !incident.IsSettled && (!placed || (begun && wasWhole));
        if (!begun || (incident.IsWhole ? wasWhole : !grown && !incident.IsSettled)) return;
        CountAnew(incident, incident.IsSettled ? Math.Max(incident.Onset, alert.Onset) : incident.Onset);
        CountAside(incident);
        if (incident.FoundAt < incident.Onset) incident.FoundAt = alert.Time;
    }

    private void ClaimAll(OpenIncident incident, IReadOnlyList<long> messages)
    {
        List<NumberRange>? ranges = null;
        foreach (var s in messages)
        {
            ref var message = ref partition.Log[s];
            if (message.Has(MessageMarks.Claimed)) continue;
            message.Marks |= MessageMarks.Claimed;
            incident.Activity.Note(message.Time);
            incident.LastClaim = Math.Max(incident.LastClaim, message.Time); // it goes on there, counted or not
            var inside = IsIn(incident, ranges ??= PlacesOf(incident), message);
            if (inside) Count(incident, s);
            if (!inside || !incident.IsSettled) incident.PutAside(s);
        }
    }

    // What its watches would have claimed since the onset, had they been there, and the alert does not rest on: numbers that were sent to again, mostly. What was refused
    // and is claimed by nothing was taken back.
    private List<long> MissedSince(OpenIncident incident, Alert alert)
    {
        const int Furthest = 1_000_000;
        var like = alert.Customers is [var only] ? Likeness.Any.Of(only).To(alert.Network) : Likeness.Any.To(alert.Network);
        var least = Math.Max(SequenceAt(alert.Onset - Disorder), partition.Log.Next - Furthest);
        var missed = new List<long>();
        for (var s = partition.Log.Previous(like, partition.Log.Next, least); s >= 0; s = partition.Log.Previous(like, s, least))
        {
            ref var message = ref partition.Log[s];
            if (message.Time < alert.Onset || message.Has(MessageMarks.Claimed | MessageMarks.Blocked) || message.Has(MessageMarks.Marketing) != incident.IsMarketing) continue;
            if (partition.Watches.Find(message, partition.KnownSince(message.Customer, message.Destination))?.Incident == incident.Number) missed.Add(s);
        }

        return missed;
    }

    private void Count(OpenIncident incident, long sequence)
    {
        ref var message = ref partition.Log[sequence];
        incident.Take(message);
        Ledger?.Claim(incident, sequence, message);
    }

    // What it has counted is none of its figures any more; all that is kept aside is to be counted, where it lies in its ranges.
    private void CountAnew(OpenIncident incident, long onset)
    {
        foreach (var s in incident.Aside) Ledger?.GiveBack(s);
        incident.ForgetFigures();
        incident.Onset = onset;
        incident.Picture = BeginPicture(onset);
    }

    private void CountAside(OpenIncident incident)
    {
        if (incident.Aside.Count == 0) return;
        var ranges = PlacesOf(incident);
        incident.Aside.RemoveAll(s =>
        {
            if (!partition.Log.Holds(s)) return true;
            ref var message = ref partition.Log[s];
            if (!message.Has(MessageMarks.Claimed)) return true;
            if (!IsIn(incident, ranges, message)) return false;
            Count(incident, s);
            return incident.IsSettled;
        });
    }

    // Two incidents that a person says are one are where the one that is settled is.
    private void Unite(OpenIncident from, OpenIncident into)
    {
        var settled = from.IsSettled || into.IsSettled;
        if (settled && !from.IsSettled) CountAnew(from, into.Onset);
        if (settled && !into.IsSettled) CountAnew(into, from.Onset);
        into.IsSettled = settled;
        into.IsWhole = !settled && (from.IsWhole || into.IsWhole);
        into.Absorb(from);
        if (!settled) CountAnew(into, into.Onset);
        CountAside(into);
    }
}
