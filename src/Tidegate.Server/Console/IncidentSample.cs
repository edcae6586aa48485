using Tidegate.Detection;
using Tidegate.Incidents;
using Tidegate.Live;
using Tidegate.Server.Casework;
using Tidegate.Traffic;

namespace Tidegate.Server.Console;

/// <summary>A message, as far as an incident's page looks at it.</summary>
internal readonly record struct SeenMessage(long Time, ulong Destination, int Customer, int Sender, int Supplier, int Network, float Price, ushort Currency, ushort ReceiptDelay, MessageMarks Marks)
{
    public bool Has(MessageMarks mark) => (Marks & mark) != MessageMarks.None;
}

/// <summary>
/// What of the hot window concerns an incident, copied in one pass: detection waits for no more than that. What is made of it is made
/// elsewhere, by <see cref="IncidentPainter"/>.
/// </summary>
internal sealed class IncidentSample
{
    private const long Disorder = 15 * 60_000;

    // No look may hold detection up for long.
    private const long MostMessages = 1_000_000;

    private const long HourMs = 3_600_000;

    /// <summary>The incident.</summary>
    public required Incident Incident { get; init; }

    /// <summary>Messages of its customers into its networks, in order of arrival, newest last.</summary>
    public required List<SeenMessage> Messages { get; init; }

    /// <summary>Names behind the ids.</summary>
    public required TrafficNames Names { get; init; }

    /// <summary>Begin, Unix ms.</summary>
    public required long From { get; init; }

    /// <summary>End, Unix ms.</summary>
    public required long To { get; init; }

    /// <summary>Messages an hour that honest traffic would send into its ranges.</summary>
    public required double ExpectedAnHour { get; init; }

    /// <summary>Reads the hot window backwards, on the detection thread.</summary>
    public static IncidentSample Of(LivePartition live, Incident incident)
    {
        var partition = live.Replay.Partition;
        var (onset, last) = (incident.FirstMessageAt.ToUnixTimeMilliseconds(), incident.LastMessageAt.ToUnixTimeMilliseconds());
        var margin = Math.Clamp((last - onset) / 4, 600_000, 7_200_000);
        var (from, to) = (onset - margin, last + (margin / 4));
        var around = new ScopeMatcher(new Scope { Customers = incident.Scope.Customers, Networks = incident.Scope.Networks }, partition.Names);
        var messages = new List<SeenMessage>();
        var log = partition.Log;
        var read = 0L;
        for (var s = log.Next - 1; s >= log.First && read < MostMessages; s--, read++)
        {
            ref var message = ref log[s];
            if (message.Time < from - Disorder) break;
            if (message.Time < from || message.Time > to || !around.Covers(message)) continue;
            messages.Add(new SeenMessage(message.Time, message.Destination, message.Customer, message.Sender, message.Supplier, message.Network, message.Price, message.Currency, message.ReceiptDelay, message.Marks));
        }

        messages.Reverse();
        return new IncidentSample
        {
            Incident = incident,
            Messages = messages,
            Names = partition.Names,
            From = from,
            To = to,
            ExpectedAnHour = live.Desk.FindIncident(incident.Id) is { } known
                ? live.Desk.ExpectedIn(known, HourMs)
                : incident.ExpectedMessages * HourMs / Math.Max(1, last - onset),
        };
    }
}
