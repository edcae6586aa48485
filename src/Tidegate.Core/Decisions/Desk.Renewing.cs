using Tidegate.Detection;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>Blocks stand for as long as what they are against goes on.</summary>
internal sealed partial class Desk
{
    // By what they hit, while their incident is active.
    private void Renew(StandingDecision decision, OpenIncident incident, long time, double expected)
    {
        if (decision.ExpiresAt - time >= decision.StandsFor / 2.0) return;
        if (partition.PeopleAreIn(decision.Ranges) && !incident.Activity.Active(time, expected, Partition.ExcessAmongPeople)) return;
        decision.ExpiresAt = time + decision.StandsFor;
    }

    // And one whose time is over while its incident is at work beside it: a slow attack on many ranges comes to each now and then. Where it has hit something in its time, or
    // not long ago if it has hit more than a few, and honest traffic hardly comes, the attack has not left. All of a network is told by what hits it alone.
    private bool GoesOnBeside(StandingDecision decision)
    {
        const long Longest = 3 * 3_600_000;
        const double Hardly = 0.5;
        var incident = _incidents[decision.Incident];
        var since = partition.Now - (decision.Hits >= Partition.Proves ? Math.Max(Longest, decision.StandsFor) : decision.StandsFor);
        return decision.LastHit > since && decision.LastHit <= partition.Now && partition.Now - incident.LastMessage <= ActivityWindow.Length
            && !IsWide(decision) && ExpectedIn(incident, decision.Ranges, decision.StandsFor) <= Hardly;
    }
}
