using Tidegate.Detection;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>Codes that were used after all: what incidents and decisions took for fraud may be honest.</summary>
internal sealed partial class Desk
{
    private void NoteConversion(in Message message)
    {
        NoteProbeConverted(message);
        for (var i = _decisions.Count - 1; i >= 0 && message.Has(MessageMarks.Blocked); i--)
        {
            if (!_decisions[i].Covers(message)) continue;
            _decisions[i].ConvertedHits++;
            break;
        }

        // What a block hit that was taken back is of no incident any more.
        if (!message.Has(MessageMarks.Claimed)) return;
        for (var i = _incidents.Count - 1; i >= 0; i--)
        {
            var incident = _incidents[i];
            if (message.Time < incident.Onset || message.Time > incident.LastClaim) continue;
            if (!IsIn(incident, PlacesOf(incident), message)) continue;
            incident.Converted++;
            break;
        }
    }

    // Converted ones, and those to be expected there from honest traffic in its time.
    private double LikelyHonest(StandingDecision decision) =>
        Math.Min(decision.Hits, decision.ConvertedHits + ExpectedIn(_incidents[decision.Incident], decision.Ranges, Math.Max(0, EndOf(decision) - decision.IssuedAt)));

    // The part of those that are told. Fraudsters have codes entered, too: so of all decisions of an incident no more than three times (honest messages come in
    // clusters) what would be usual in its ranges while they stood.
    private double HonestPart(OpenIncident incident)
    {
        const double Clustering = 3;
        var decisions = DecisionsOf(incident);
        if (decisions.Count == 0) return 1;
        var most = Clustering * ExpectedIn(incident, incident.Ranges.Values, decisions.Max(EndOf) - decisions.Min(d => d.IssuedAt));
        var all = decisions.Sum(LikelyHonest);
        return all > most ? most / all : 1;
    }

    private long EndOf(StandingDecision decision) => Math.Min(decision.ExpiresAt, partition.Now);
}
