using Tidegate.Detection;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>Incidents that a person says are one.</summary>
internal sealed partial class Desk
{
    /// <summary>
    /// Makes an incident part of another: their campaigns are one from now on; while both are open, what the first has found and decided is
    /// the other's, what follows is too, and the first is closed. Nothing happens to incidents that are not known any more.
    /// </summary>
    public void Merge(string id, string intoId)
    {
        if (_incidents.Find(i => IncidentIdOf(i) == id) is not { } from || _incidents.Find(i => IncidentIdOf(i) == intoId) is not { } into || from == into) return;
        var (first, second) = (Math.Min(from.Campaign, into.Campaign), Math.Max(from.Campaign, into.Campaign));
        foreach (var incident in _incidents.Where(i => i.Campaign == second)) incident.Campaign = first;
        if (_takenBack.Contains(from)) Forget(from); // what comes there next is the other's
        if (from.ClosedAt is not null || into.ClosedAt is not null) return;

        Unite(from, into);
        var moved = new Dictionary<Watch, Watch>(ReferenceEqualityComparer.Instance);
        foreach (var watch in from.Watches)
        {
            var own = watch with { Incident = into.Number };
            moved[watch] = own;
            partition.Watches.Remove(watch);
            partition.Watches.Add(own);
            into.Watches.Add(own);
        }

        foreach (var decision in _decisions.Where(d => d.Incident == from.Number))
        {
            decision.Incident = into.Number;
            for (var i = 0; i < decision.Watches.Count; i++) decision.Watches[i] = moved.GetValueOrDefault(decision.Watches[i], decision.Watches[i]);
        }

        ForgetIndex();
        _blocking.Forget();
        from.Watches.Clear();
        from.ClosedAt = partition.Now;
        DropGrounds(from);
        _open.Remove(from);
    }
}
