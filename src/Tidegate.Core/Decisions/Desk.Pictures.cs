using Tidegate.Detection;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>What is drawn of incidents, when asked for.</summary>
internal sealed partial class Desk
{
    // Messages arrive nearly in order of time; this much out of order is looked for.
    private const long Disorder = 15 * 60_000;

    /// <summary>Whether to keep what pictures are drawn from. Off: no cost.</summary>
    public bool Pictures { get; init; }

    private PictureRecorder? BeginPicture(long onset)
    {
        if (!Pictures) return null;
        var recorder = new PictureRecorder();
        recorder.Begin(onset);
        return recorder;
    }

    private IncidentPicture? Draw(OpenIncident incident)
    {
        if (incident.Picture is not { } recorder) return null;
        if (incident.ClosedAt is null) LookBack(incident);
        return PictureDrawing.Draw(recorder, PlacesOf(incident), ms => ExpectedIn(incident, ms), partition.Names);
    }

    // One pass over the hot window: honest messages into the ranges before the onset, and what each party sent in all
    // since. Done when an incident closes, before its messages leave the window, and for open ones when they are drawn.
    private void LookBack(OpenIncident incident)
    {
        if (incident.Picture is not { } recorder) return;
        var quiet = Math.Clamp((incident.LastClaim - incident.Onset) / 10, 10 * 60_000, 2 * 3_600_000L);
        recorder.Begin(incident.Onset);
        recorder.Reach(Math.Min(partition.Now, incident.LastClaim + quiet));
        recorder.LookBack();
        var ranges = PlacesOf(incident);
        var start = incident.Onset - PictureRecorder.Before;
        for (var s = SequenceAt(start - Disorder); s < partition.Log.Next; s++)
        {
            ref var message = ref partition.Log[s];
            if (message.Time > incident.LastClaim + Disorder) break;
            if (message.Time < start || message.Time > incident.LastClaim) continue;
            var here = IsIn(incident, ranges, message);
            if (message.Time >= incident.Onset) recorder.NoteOwn(message, here && message.Has(MessageMarks.Claimed));
            else if (here && message.Has(MessageMarks.FirstSeen) && !message.Has(MessageMarks.Claimed)) recorder.NoteHonest(message.Time);
        }
    }

    private static bool IsIn(OpenIncident incident, List<NumberRange> ranges, in Message message)
    {
        if (ranges.Count > 0 && !incident.Networks.Contains(message.Network)) return false;
        if (incident.Customers.Count > 0 && !incident.Customers.Contains(message.Customer)) return false;
        return ranges.Count == 0 || Within(ranges, message.Destination) is not null;
    }

    private long SequenceAt(long time)
    {
        var (low, high) = (partition.Log.First, partition.Log.Next);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (partition.Log[middle].Time < time) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
