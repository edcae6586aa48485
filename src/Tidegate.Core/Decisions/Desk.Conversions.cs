using Tidegate.Detection;

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

    // Converted ones, and those to be expected there from honest traffic in its time. Fraudsters have codes entered, too: so no more than three times (honest
    // messages come in clusters) what would be usual in all ranges of its incident, of which its own are a part.
    private double HonestHits(StandingDecision decision)
    {
        const double Clustering = 3;
        var stood = Math.Max(0, Math.Min(decision.ExpiresAt, partition.Now) - decision.IssuedAt);
        var incident = _incidents[decision.Incident];
        var most = Math.Min(decision.Hits, Clustering * ExpectedIn(incident, stood));
        return Math.Min(most, decision.ConvertedHits + ExpectedIn(incident, decision.Ranges, stood));
    }
}
