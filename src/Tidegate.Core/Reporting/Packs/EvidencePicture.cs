using Tidegate.Detection;
using Tidegate.Incidents;
using Tidegate.Traffic;

namespace Tidegate.Reporting.Packs;

/// <summary>
/// Draws an incident from the traffic itself, where detection kept nothing to draw: messages in its scope by time, from an hour before it
/// on, the numbers hit, and who carried it. What was expected is the incident's own figure, spread evenly over its time.
/// </summary>
internal sealed class EvidencePicture
{
    private const long LeastAfter = 10 * 60_000;
    private const long MostAfter = 2 * 3_600_000;

    private readonly Incident _incident;
    private readonly long _first;
    private readonly long _last;
    private readonly PictureRecorder _recorder = new();

    public EvidencePicture(Incident incident)
    {
        _incident = incident;
        (_first, _last) = (incident.FirstMessageAt.ToUnixTimeMilliseconds(), incident.LastMessageAt.ToUnixTimeMilliseconds());
        _recorder.Begin(_first);
        _recorder.Reach(_last + Math.Clamp((_last - _first) / 10, LeastAfter, MostAfter));
        _recorder.LookBack();
    }

    /// <summary>Whether anything of the incident was seen.</summary>
    public bool HasMessages => _recorder.Blocks.Count > 0;

    /// <summary>Takes a submission in.</summary>
    /// <param name="e">The submission.</param>
    /// <param name="matches">Whether it lies in the incident's scope.</param>
    public void Note(in TrafficEvent e, bool matches)
    {
        if (e.Time > _last || e.Time < _first - PictureRecorder.Before) return;
        var message = new Message { Time = e.Time, Destination = e.Destination, Customer = e.Customer, Sender = e.Sender, Supplier = e.Supplier, Price = float.IsNaN(e.Price) ? float.IsNaN(e.Cost) ? 0 : e.Cost : e.Price, Currency = e.Currency };
        if (float.IsNaN(e.Price) && float.IsNaN(e.Cost)) message.Marks |= MessageMarks.Unpriced;
        if (e.Time < _first)
        {
            if (matches) _recorder.NoteHonest(e.Time);
            return;
        }

        if (matches) _recorder.Claim(message);
        _recorder.NoteOwn(message, matches);
    }

    /// <summary>The picture.</summary>
    public IncidentPicture Draw(TrafficNames names)
    {
        var span = Math.Max(1, _last - _first);
        return PictureDrawing.Draw(_recorder, [.. _incident.Scope.Ranges.OrderBy(r => r.From)], ms => _incident.ExpectedMessages * ms / Math.Max(span, ms), names);
    }
}
