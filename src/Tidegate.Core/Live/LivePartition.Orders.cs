using Tidegate.Decisions;
using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Pricing;

namespace Tidegate.Live;

/// <summary>Orders: those that follow from detection, and those that people give.</summary>
internal sealed partial class LivePartition
{
    private void Apply(Effect effect, DateTimeOffset at, List<OrderChange> changes)
    {
        // Before the first event there is no other clock than that of who changed something.
        var now = Now > 0 ? Now : at.ToUnixTimeMilliseconds();
        switch (effect)
        {
            case SetPolicy set:
                PolicyVersion = set.Version;
                Desk.Policy = set.Policy;
                break;
            case SetRates set:
                RatesVersion = set.Version;
                _replay.Partition.Rates = new RateTable(set.Rates, _replay.Names);
                break;
            case SetOrder { Order: var order }:
                _orders[order.Id] = order;
                Change(changes, order, gone: false);
                break;
            case EndOrder { Id: var id } when _orders.Remove(id, out var old):
                Change(changes, old, gone: true);
                break;
            case EndOrder { Id: var id }:
                foreach (var decision in Desk.Standing.Where(d => Desk.IdOf(d) == id).ToList()) Desk.Lift(decision);
                break;
            case ExtendDecision { Id: var id, Until: var until }:
                foreach (var decision in Desk.Standing.Where(d => Desk.IdOf(d) == id)) decision.ExpiresAt = until;
                break;
            case SettleProposal settle when settle.Approve:
                Desk.Approve(settle.Id);
                break;
            case SettleProposal settle:
                Desk.Refuse(settle.Id);
                break;
            case MergeIncident merge:
                Desk.Merge(merge.Id, merge.Into);
                if (Desk.StillOpen.FirstOrDefault(i => Desk.IncidentIdOf(i) == merge.Into) is { } into) _told.Remove(into.Number); // it has grown, and is told
                break;
            case SplitIncident split:
                Desk.Split(split.Id, split.Part, split.Scope);
                if (Desk.FindIncident(split.Id) is { ClosedAt: null } whole) _told.Remove(whole.Number); // it has shrunk, and is told
                break;
            case LiftWithin lift:
                foreach (var decision in Desk.Standing.Where(d => IsWithin(d, lift)).ToList()) Desk.Lift(decision);
                Desk.ForgetProbes(d => IsWithin(d, lift));
                break;
            case Expect expect:
                Desk.Lessons.Add(new Expectation(expect.Id, expect.Scope, now + expect.Milliseconds));
                Desk.CloseCase(expect.Id);
                break;
            case Confirm confirm:
                Desk.Lessons.Add(new Confirmation(confirm.Id, confirm.Scope, now + confirm.Milliseconds));
                Desk.CloseCase(confirm.Id);
                break;
            case SetPriors set:
                Desk.Priors.Set(set.Source, set.Priors);
                break;
            case Forget forget:
                Desk.Lessons.Forget(forget.Id);
                break;
        }
    }

    private bool IsWithin(StandingDecision decision, LiftWithin lift)
    {
        if (lift.IncidentId is { } id && Desk.IncidentIdOf(Desk.Incidents[decision.Incident]) != id) return false;
        return lift.Scope is not { } scope || ScopeAlgebra.Contains(scope, Desk.DescribeDecision(decision).Scope);
    }

    // What detection decided since the last entry, and what has run out.
    private void Follow(List<OrderChange> changes)
    {
        foreach (var decision in Desk.Standing)
        {
            if (_automatic.TryGetValue(decision.Number, out var known) && known.Until == decision.ExpiresAt && known.Proposed is not null == decision.AwaitsApproval && known.IncidentId == Desk.IncidentIdOf(Desk.Incidents[decision.Incident])) continue;
            Change(changes, _automatic[decision.Number] = OrderOf(decision), gone: false);
        }

        if (_automatic.Count > Desk.Standing.Count)
        {
            var standing = Desk.Standing.Select(d => d.Number).ToHashSet();
            foreach (var number in _automatic.Keys.Where(n => !standing.Contains(n)).Order().ToList())
            {
                _automatic.Remove(number, out var ended);
                var decision = Desk.Decisions[number];
                ended = ended! with { Until = decision.ExpiresAt };
                Change(changes, decision.TakenBack == TakenBack.No ? ended : ended with { Reason = Desk.DescribeDecision(decision).Reason, TakenBack = true }, gone: true);
            }
        }

        foreach (var order in _orders.Values.Where(o => o.Until <= Now).ToList())
        {
            _orders.Remove(order.Id);
            Change(changes, order, gone: true);
        }
    }

    private void Change(List<OrderChange> changes, Order order, bool gone) => changes.Add(new OrderChange(++Sequence, order, gone));

    private Order OrderOf(StandingDecision standing)
    {
        var decision = Desk.DescribeDecision(standing);
        return new Order
        {
            Id = decision.Id,
            Kind = decision.Action switch { DecisionAction.Block => OrderKind.AutomaticBlock, DecisionAction.Throttle => OrderKind.Throttle, _ => OrderKind.Monitor },
            Scope = decision.Scope,
            IssuedAt = standing.IssuedAt,
            Until = standing.ExpiresAt,
            IncidentId = decision.IncidentId,
            Reason = decision.Reason,
            Origin = "detection",
            Proposed = decision.Proposed?.ToString().ToLowerInvariant(),
        };
    }

    private List<IncidentChange> NewsOfIncidents(List<OrderChange> changes)
    {
        var news = new List<IncidentChange>();
        for (; _toldIncidents < Desk.Incidents.Count; _toldIncidents++) Tell(Desk.Incidents[_toldIncidents], IncidentEvent.Opened);
        foreach (var decided in changes.Where(c => c.Order.Origin == "detection" && (!c.Gone || c.Order.TakenBack)).Select(c => c.Order.IncidentId).Distinct())
            if (Desk.StillOpen.FirstOrDefault(i => Desk.IncidentIdOf(i) == decided) is { } incident && _told.ContainsKey(incident.Number)) Tell(incident, IncidentEvent.Decided);
        foreach (var incident in Desk.StillOpen.Where(i => !_told.TryGetValue(i.Number, out var told) || i.Messages >= told * 2 || Math.Max(1, i.Messages) * 2 < told)) Tell(incident, IncidentEvent.Grown);
        foreach (var number in _told.Keys.Where(n => Desk.Incidents[n].ClosedAt is not null).Order().ToList())
        {
            Tell(Desk.Incidents[number], IncidentEvent.Closed);
            _told.Remove(number);
        }

        return news;

        void Tell(OpenIncident incident, IncidentEvent what)
        {
            _told[incident.Number] = Math.Max(1, incident.Messages);
            news.Add(new IncidentChange(what, Desk.DescribeIncident(incident)));
        }
    }
}
