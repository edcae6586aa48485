using System.Runtime.InteropServices;
using Tidegate.Detection;
using Tidegate.Incidents;
using Tidegate.Reporting.Html;
using Tidegate.Traffic;

namespace Tidegate.Server.Console;

/// <summary>Makes the figures of an incident's charts from what was copied of its traffic.</summary>
internal static class IncidentPainter
{
    private const int Steps = 120;
    private const int MostStrips = 6;
    private const int MostBlocks = 4096;
    private const int MostCarriers = 8;
    private const double HourMs = 3_600_000;

    /// <summary>The figures; null when no message of it is in memory any more.</summary>
    public static IncidentTraffic? Paint(IncidentSample sample)
    {
        var step = Math.Max(1000, ((sample.To - sample.From) / Steps) + 1);
        var ranges = sample.Incident.Scope.Ranges.OrderBy(r => r.From).ToArray();
        var (all, claimed) = (new int[Steps], new int[Steps]);
        var (here, parent) = (new OutcomeCount(), new OutcomeCount());
        var (customers, senders, suppliers) = (new CarrierCount(), new CarrierCount(), new CarrierCount());
        var blocks = new Dictionary<ulong, BlockHits>();
        var way = new IncidentWay();
        var onset = sample.Incident.FirstMessageAt.ToUnixTimeMilliseconds();
        foreach (ref readonly var message in CollectionsMarshal.AsSpan(sample.Messages))
        {
            var at = (message.Time - sample.From) / step;
            if (at >= Steps) continue;
            var inside = IsIn(ranges, message.Destination);
            var mine = inside && message.Has(MessageMarks.Claimed);
            if (inside) all[at]++;
            if (message.Time >= onset)
            {
                customers.Add(message.Customer, message, mine);
                senders.Add(message.Sender, message, mine);
                suppliers.Add(message.Supplier, message, mine);
            }

            if (!mine)
            {
                if (!message.Has(MessageMarks.Claimed)) parent.Add(message);
                continue;
            }

            claimed[at]++;
            here.Add(message);
            way.Add(message);
            var stem = message.Destination / BlockHits.Size;
            if (blocks.TryGetValue(stem, out var block) || (blocks.Count < MostBlocks && blocks.TryAdd(stem, block = new BlockHits()))) block.Add(message.Destination);
        }

        if (all.Sum() == 0) return null;
        return new IncidentTraffic(DateTimeOffset.FromUnixTimeMilliseconds(sample.From), TimeSpan.FromMilliseconds(step), all, claimed)
        {
            Expected = sample.ExpectedAnHour * step / HourMs,
            Strips = [.. blocks.OrderByDescending(b => b.Value.Messages).ThenBy(b => b.Key).Take(MostStrips).Select(b => Strip(b.Key, b.Value))],
            Path = way.Legs(sample.Names),
            Heat = Heat(sample, ranges, step),
            Customers = customers.Heaviest(sample.Names.Customers, sample.Names.Currencies),
            Senders = senders.Heaviest(sample.Names.Senders, sample.Names.Currencies),
            Suppliers = suppliers.Heaviest(sample.Names.Suppliers, sample.Names.Currencies),
            Here = here.Sum(),
            Parent = parent.Sum(),
        };
    }

    private static BlockStrip Strip(ulong stem, BlockHits hits) =>
        new(Block(stem), hits.Cells, hits.Messages, hits.Distinct, HitPattern.Of([hits]));

    /// <summary>The block that begins with some digits.</summary>
    internal static NumberRange Block(ulong stem) => new(stem * BlockHits.Size, (stem * BlockHits.Size) + BlockHits.Size - 1);

    // The heaviest pairs of sender and block first, then their cells: an attack may have a thousand pairs.
    private static List<HeatCell> Heat(IncidentSample sample, NumberRange[] ranges, long step)
    {
        var pairs = new Dictionary<(int Sender, ulong Stem), int>();
        foreach (ref readonly var message in CollectionsMarshal.AsSpan(sample.Messages))
            if (message.Has(MessageMarks.Claimed) && IsIn(ranges, message.Destination)) CollectionsMarshal.GetValueRefOrAddDefault(pairs, (message.Sender, message.Destination / BlockHits.Size), out _)++;
        var rows = pairs.OrderByDescending(p => p.Value).ThenBy(p => p.Key).Take(HeatMap.MostRows).Select((p, n) => (p.Key, Row: n)).ToDictionary(p => p.Key, p => p.Row);
        var cells = new int[rows.Count, Steps];
        foreach (ref readonly var message in CollectionsMarshal.AsSpan(sample.Messages))
        {
            if (!message.Has(MessageMarks.Claimed) || !rows.TryGetValue((message.Sender, message.Destination / BlockHits.Size), out var row)) continue;
            var at = (message.Time - sample.From) / step;
            if (at < Steps && IsIn(ranges, message.Destination)) cells[row, at]++;
        }

        return [.. rows.SelectMany(r => Enumerable.Range(0, Steps).Where(n => cells[r.Value, n] > 0).Select(n => new HeatCell(sample.Names.Senders[r.Key.Sender], Block(r.Key.Stem), n, cells[r.Value, n])))];
    }

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

    private sealed class OutcomeCount
    {
        private readonly int[] _delays = new int[ushort.MaxValue + 1];
        private long _messages;
        private long _converted;
        private long _receipted;
        private long _delivered;

        public void Add(in SeenMessage message)
        {
            _messages++;
            if (message.Has(MessageMarks.Converted)) _converted++;
            if (message.Has(MessageMarks.Delivered)) _delivered++;
            if (!message.Has(MessageMarks.Receipted)) return;
            _receipted++;
            _delays[message.ReceiptDelay]++;
        }

        public Outcomes Sum() => new(_messages, _converted, _receipted, _delivered, Median() is { } tenths ? TimeSpan.FromMilliseconds(tenths * 100) : null);

        private int? Median()
        {
            var left = (_receipted + 1) / 2;
            for (var tenths = 0; _receipted > 0 && tenths < _delays.Length; tenths++) if ((left -= _delays[tenths]) <= 0) return tenths;
            return null;
        }
    }

    private sealed class CarrierCount
    {
        private readonly Dictionary<int, (long Messages, Purse? Money, long Own)> _parties = [];

        public void Add(int party, in SeenMessage message, bool inIncident)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_parties, party, out _);
            count.Own++;
            if (!inIncident) return;
            count.Messages++;
            (count.Money ??= new Purse()).Add(message.Currency, message.Price, message.Marks);
        }

        public List<Carrier> Heaviest(NameTable names, NameTable currencies) =>
            [.. _parties.Where(p => p.Value.Messages > 0).OrderByDescending(p => p.Value.Messages).ThenBy(p => p.Key).Take(MostCarriers).Select(p => Carrier.Of(names[p.Key], p.Value.Messages, p.Value.Money!, (double)p.Value.Messages / p.Value.Own, currencies))];
    }
}
