using Tidegate.Detection;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>
/// Which messages an incident counts: those in its ranges. One of a whole customer or network counts all that it rests on, until ranges of it are
/// known. What it does not count stays claimed, for by that an ended attack is known again.
/// </summary>
internal sealed partial class Desk
{
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
            if (!incident.IsWhole && IsIn(incident, ranges ??= Joined(incident.Ranges.Values), message))
            {
                Count(incident, s);
                continue;
            }

            incident.PutAside(s);
            if (incident.IsWhole) Count(incident, s);
        }
    }

    private void Count(OpenIncident incident, long sequence)
    {
        ref var message = ref partition.Log[sequence];
        incident.Take(message);
        Ledger?.Claim(incident, sequence, message);
    }

    // What it counted of a whole customer or network is none of its figures any more. What of that lies in its ranges is counted again when they are there.
    private void CutBack(OpenIncident incident, long onset)
    {
        foreach (var s in incident.Aside) Ledger?.GiveBack(s);
        incident.ForgetFigures();
        incident.Onset = onset;
        incident.Picture = BeginPicture(onset);
    }

    // Counts what was put aside and lies in its ranges now.
    private void CountAside(OpenIncident incident)
    {
        if (incident.Aside.Count == 0) return;
        var ranges = Joined(incident.Ranges.Values);
        incident.Aside.RemoveAll(s =>
        {
            if (!partition.Log.Holds(s)) return true;
            ref var message = ref partition.Log[s];
            if (!message.Has(MessageMarks.Claimed)) return true;
            if (!IsIn(incident, ranges, message)) return false;
            Count(incident, s);
            return true;
        });
    }
}
