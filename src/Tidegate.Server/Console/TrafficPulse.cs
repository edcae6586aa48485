using System.Text;
using Tidegate.Detection;
using Tidegate.Live;

namespace Tidegate.Server.Console;

/// <summary>Messages a minute of the traffic that was just seen.</summary>
/// <param name="From">Start of the first minute.</param>
/// <param name="Messages">Messages a minute.</param>
/// <param name="InIncidents">Of those, messages that belong to an incident.</param>
public sealed record TrafficPulse(DateTimeOffset From, IReadOnlyList<int> Messages, IReadOnlyList<int> InIncidents)
{
    private const long Minute = 60_000;

    // Messages arrive nearly in order of time; this much out of order is looked for.
    private const long Disorder = 15 * Minute;

    // No look may hold detection up for long: about 20 ms.
    private const long MostMessages = 1_000_000;

    /// <summary>The last whole minute.</summary>
    public int LastMinute => Messages.Count > 1 ? Messages[^2] : 0;

    /// <summary>Messages a minute, the mean of all but the running one.</summary>
    public double Usual => Messages.Count > 1 ? Messages.SkipLast(1).Average() : 0;

    /// <summary>Reads the hot window backwards, on the detection thread.</summary>
    /// <param name="live">The partition.</param>
    /// <param name="now">The traffic's clock, Unix ms.</param>
    /// <param name="minutes">How many minutes, the running one included.</param>
    /// <param name="customer">Whose; null for everybody's.</param>
    internal static TrafficPulse Of(LivePartition live, long now, int minutes, string? customer)
    {
        var partition = live.Replay.Partition;
        var only = customer is null ? 0 : partition.Names.Customers.Find(Encoding.UTF8.GetBytes(customer));
        var from = ((now / Minute) - minutes + 1) * Minute;
        var (all, claimed) = (new int[minutes], new int[minutes]);
        var log = partition.Log;
        var read = 0L;
        for (var s = log.Next - 1; s >= log.First && read < MostMessages; s--, read++)
        {
            ref var message = ref log[s];
            if (message.Time < from - Disorder) break;
            var at = (message.Time - from) / Minute;
            if (message.Time < from || at >= minutes || (customer is not null && message.Customer != only)) continue;
            all[at]++;
            if (message.Has(MessageMarks.Claimed)) claimed[at]++;
        }

        return new TrafficPulse(DateTimeOffset.FromUnixTimeMilliseconds(from), all, claimed);
    }
}
