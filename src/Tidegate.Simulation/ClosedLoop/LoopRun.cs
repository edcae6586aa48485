using System.Text;
using Tidegate.Decisions;
using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Live;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Simulation.Generation;
using Tidegate.Traffic;

namespace Tidegate.Simulation.ClosedLoop;

/// <summary>What came of a closed loop.</summary>
/// <param name="Attack">What became of the attack's messages.</param>
/// <param name="Honest">What became of honest messages, history included.</param>
/// <param name="SentBeforeIncident">The attack's messages that had been sent when the first incident was opened.</param>
/// <param name="SentBeforeBlock">The attack's messages that had been sent when the first one was refused.</param>
/// <param name="Ranges">Ranges that the attack used.</param>
/// <param name="Networks">Networks that the attack used.</param>
/// <param name="Incidents">Incidents, in the order in which they were opened.</param>
internal sealed record LoopResult(
    LoopTally Attack,
    LoopTally Honest,
    long SentBeforeIncident,
    long SentBeforeBlock,
    int Ranges,
    int Networks,
    IReadOnlyList<Incident> Incidents)
{
    /// <summary>Campaigns among the incidents.</summary>
    public int Campaigns => Incidents.Select(i => i.CampaignId).Distinct(StringComparer.Ordinal).Count();
}

/// <summary>A closed loop around one partition: what the service does, without its doors, files and clocks.</summary>
internal static class LoopRun
{
    /// <summary>Runs a world to its end. The same spec gives the same result.</summary>
    public static LoopResult Run(WorldSpec spec, int historyMinutes)
    {
        var world = new LoopWorld(spec);
        var enforcer = new Enforcer();
        var partition = new LivePartition(new NumberPlan(), new ScanOptions(), enforcer);
        partition.Watch(monitorAll: false);
        long position = 0, beforeIncident = -1, beforeBlock = -1;
        var sent = new List<TrafficEvent>();
        for (var minute = 0; world.NextMinute(); minute++)
        {
            if (minute < historyMinutes)
            {
                Feed(world.Whole());
                continue;
            }

            while (world.NextSlice(e => Refuses(enforcer, world.Names, e), sent))
            {
                Feed(sent);
                if (beforeIncident < 0 && partition.Desk.Incidents.Count > 0) beforeIncident = world.Attacks[0].Sent;
                if (beforeBlock < 0 && world.Attacks[0].Refused > 0) beforeBlock = world.Attacks[0].Sent;
            }
        }

        var steps = world.StepsOf(0);
        return new LoopResult(
            world.Attacks[0],
            world.Honest,
            beforeIncident,
            beforeBlock,
            steps.Count,
            steps.Select(s => s.Network).Distinct().Count(),
            [.. partition.Desk.Incidents.Select(partition.Desk.DescribeIncident)]);

        void Feed(IReadOnlyList<TrafficEvent> events)
        {
            if (events.Count > 0) partition.Apply(++position, LiveBatch.Take([.. events], events.Count, world.Names), DateTimeOffset.FromUnixTimeMilliseconds(events[^1].Time));
        }
    }

    /// <summary>Whether a message is refused.</summary>
    public static bool Refuses(Enforcer enforcer, TrafficNames names, in TrafficEvent message) => enforcer.Check(
        new Question
        {
            Customer = Utf8(names.Customers, message.Customer),
            Sender = Utf8(names.Senders, message.Sender),
            Supplier = Utf8(names.Suppliers, message.Supplier),
            Network = Utf8(names.Networks, message.Network),
            Destination = message.Destination,
        },
        message.Time).Action == VerdictAction.Block;

    private static byte[] Utf8(NameTable table, int id) => id == 0 ? [] : Encoding.UTF8.GetBytes(table[id]);
}
