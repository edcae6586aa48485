using Tidegate.Detection;
using Tidegate.Traffic;

namespace Tidegate.Incidents;

/// <summary>Makes the picture of an incident from what its recorder holds.</summary>
internal static class PictureDrawing
{
    private const int MostStrips = 12;
    private const int MostCells = 250;
    private const int MostHeat = 500;
    private const int MostCarriers = 50;

    /// <summary>The picture.</summary>
    /// <param name="recorder">What was recorded.</param>
    /// <param name="ranges">The incident's ranges, joined and in order; empty for the blocks hit themselves.</param>
    /// <param name="expected">Honest messages expected in so many milliseconds.</param>
    /// <param name="names">Name tables.</param>
    public static IncidentPicture Draw(PictureRecorder recorder, IReadOnlyList<NumberRange> ranges, Func<long, double> expected, TrafficNames names)
    {
        var steps = recorder.Steps;
        var observed = new float[steps.Counts.Count];
        for (var i = 0; i < observed.Length; i++) observed[i] = steps.Counts[i] + (i < recorder.Honest.Count ? recorder.Honest[i] : 0);
        return new IncidentPicture
        {
            Start = DateTimeOffset.FromUnixTimeMilliseconds(steps.Start),
            Step = TimeSpan.FromMilliseconds(steps.Step),
            Observed = observed,
            Expected = [.. Enumerable.Repeat((float)expected(steps.Step), observed.Length)],
            Strips = Strips(recorder, ranges),
            Heat = Heat(recorder, ranges, names.Senders),
            Customers = Carriers(recorder.Customers, names.Customers, names.Currencies),
            Senders = Carriers(recorder.Senders, names.Senders, names.Currencies),
            Suppliers = Carriers(recorder.Suppliers, names.Suppliers, names.Currencies),
        };
    }

    private static List<RangeStrip> Strips(PictureRecorder recorder, IReadOnlyList<NumberRange> ranges) =>
    [
        .. recorder.Blocks
            .Where(b => RangeOf(b.Key, ranges) is not null)
            .GroupBy(b => RangeOf(b.Key, ranges)!.Value)
            .Select(g => Strip(g.Key, [.. g]))
            .OrderByDescending(s => s.Messages)
            .ThenBy(s => s.Range.From)
            .Take(MostStrips),
    ];

    private static RangeStrip Strip(NumberRange range, List<KeyValuePair<ulong, BlockHits>> blocks)
    {
        var width = range.To - range.From + 1;
        var cells = new int[(int)Math.Min(MostCells, Math.Max(1, width / BlockHits.CellSize))];
        foreach (var (block, hits) in blocks)
        {
            for (var i = 0; i < hits.Cells.Count; i++)
            {
                var number = (block * BlockHits.Size) + ((ulong)i * BlockHits.CellSize);
                if (hits.Cells[i] > 0 && range.Contains(number)) cells[(int)((number - range.From) * (UInt128)cells.Length / width)] += hits.Cells[i];
            }
        }

        var all = blocks.ConvertAll(b => b.Value);
        return new RangeStrip(range, cells, all.Sum(b => b.Messages), all.Sum(b => (long)b.Distinct), HitPattern.Of(all));
    }

    private static List<HeatCell> Heat(PictureRecorder recorder, IReadOnlyList<NumberRange> ranges, NameTable senders) =>
    [
        .. recorder.Heat.Cells
            .Where(c => RangeOf(c.Key.Block, ranges) is not null)
            .GroupBy(c => (c.Key.Sender, Range: RangeOf(c.Key.Block, ranges)!.Value, c.Key.Step))
            .Select(g => new HeatCell(senders[g.Key.Sender], g.Key.Range, (int)(g.Key.Step - recorder.Steps.First), g.Sum(c => c.Value)))
            .OrderByDescending(c => c.Messages)
            .ThenBy(c => c.Step)
            .ThenBy(c => c.Range.From)
            .ThenBy(c => c.Sender, StringComparer.Ordinal)
            .Take(MostHeat),
    ];

    private static List<Carrier> Carriers(PartyHits parties, NameTable names, NameTable currencies) =>
        [.. parties.Heaviest.Take(MostCarriers).Select(p => Carrier.Of(names[p.Party], p.Tally.Messages, p.Tally.Money, p.Tally.Share, currencies))];

    // The range that a block lies in; the block itself when there are no ranges; null for what came before them.
    private static NumberRange? RangeOf(ulong block, IReadOnlyList<NumberRange> ranges)
    {
        var whole = new NumberRange(block * BlockHits.Size, (block * BlockHits.Size) + BlockHits.Size - 1);
        if (ranges.Count == 0) return whole;
        foreach (var range in ranges)
            if (range.From <= whole.To && range.To >= whole.From) return range;
        return null;
    }
}
