using System.Text;
using Tidegate.Detection;
using Tidegate.Incidents;
using Tidegate.Live;
using Tidegate.Traffic;

namespace Tidegate.Server.Console;

/// <summary>Hits along a block of numbers, cut in equal cells.</summary>
/// <param name="Range">The block.</param>
/// <param name="Cells">Messages a cell.</param>
/// <param name="Messages">Messages in all.</param>
/// <param name="Numbers">Distinct numbers.</param>
public sealed record BlockStrip(NumberRange Range, IReadOnlyList<int> Cells, int Messages, int Numbers);

/// <summary>An incident's traffic from some time before its onset on, as far as it is still in memory.</summary>
/// <param name="From">Start of the first step.</param>
/// <param name="Step">Length of a step.</param>
/// <param name="Messages">Messages a step of the incident's customers into its networks.</param>
/// <param name="InIncident">Of those, messages that an incident claims.</param>
/// <param name="Strips">Which numbers were hit, in the blocks that were hit most.</param>
public sealed record IncidentTraffic(DateTimeOffset From, TimeSpan Step, IReadOnlyList<int> Messages, IReadOnlyList<int> InIncident, IReadOnlyList<BlockStrip> Strips)
{
    private const int Steps = 120;
    private const int CellCount = 250;
    private const ulong BlockSize = 10_000;
    private const int MostStrips = 6;
    private const int MostBlocks = 4096;
    private const long Disorder = 15 * 60_000;

    // No look may hold detection up for long.
    private const long MostMessages = 1_000_000;

    /// <summary>Reads the hot window backwards, on the detection thread.</summary>
    internal static IncidentTraffic? Of(LivePartition live, Incident incident)
    {
        var partition = live.Replay.Partition;
        var (onset, last) = (incident.FirstMessageAt.ToUnixTimeMilliseconds(), incident.LastMessageAt.ToUnixTimeMilliseconds());
        var margin = Math.Clamp((last - onset) / 4, 600_000, 7_200_000);
        var from = onset - margin;
        var step = Math.Max(1000, ((last + (margin / 4) - from) / Steps) + 1);
        var (customers, networks) = (Ids(incident.Scope.Customers, partition.Names.Customers), Ids(incident.Scope.Networks, partition.Names.Networks));
        var ranges = incident.Scope.Ranges.OrderBy(r => r.From).ToArray();
        var (all, claimed, blocks) = (new int[Steps], new int[Steps], new Dictionary<ulong, Block>());
        var log = partition.Log;
        var read = 0L;
        for (var s = log.Next - 1; s >= log.First && read < MostMessages; s--, read++)
        {
            ref var message = ref log[s];
            if (message.Time < from - Disorder) break;
            var at = (message.Time - from) / step;
            if (message.Time < from || at >= Steps) continue;
            if ((customers.Count > 0 && !customers.Contains(message.Customer)) || (networks.Count > 0 && !networks.Contains(message.Network))) continue;
            all[at]++;
            if (!message.Has(MessageMarks.Claimed) || !IsIn(ranges, message.Destination)) continue;
            claimed[at]++;
            var stem = message.Destination / BlockSize;
            if (blocks.TryGetValue(stem, out var block) || (blocks.Count < MostBlocks && blocks.TryAdd(stem, block = new Block()))) block.Add((int)(message.Destination % BlockSize));
        }

        if (all.Sum() == 0) return null;
        var strips = blocks.OrderByDescending(b => b.Value.Messages).ThenBy(b => b.Key).Take(MostStrips)
            .Select(b => new BlockStrip(new NumberRange(b.Key * BlockSize, (b.Key * BlockSize) + BlockSize - 1), b.Value.Cells, b.Value.Messages, b.Value.Numbers.Count));
        return new IncidentTraffic(DateTimeOffset.FromUnixTimeMilliseconds(from), TimeSpan.FromMilliseconds(step), all, claimed, [.. strips]);
    }

    private static HashSet<int> Ids(IReadOnlyList<string> names, NameTable table) => [.. names.Select(n => table.Find(Encoding.UTF8.GetBytes(n)))];

    private static bool IsIn(NumberRange[] ranges, ulong destination)
    {
        if (ranges.Length == 0) return true;
        var (low, high) = (0, ranges.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (ranges[middle].From <= destination) low = middle;
            else high = middle - 1;
        }

        return ranges[low].Contains(destination);
    }

    private sealed class Block
    {
        public int Messages { get; private set; }

        public int[] Cells { get; } = new int[CellCount];

        public HashSet<int> Numbers { get; } = [];

        public void Add(int number)
        {
            Messages++;
            Cells[number * CellCount / (int)BlockSize]++;
            Numbers.Add(number);
        }
    }
}
