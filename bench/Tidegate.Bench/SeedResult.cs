using Tidegate.Reporting.Tables;
using Tidegate.Simulation.Months;
using Tidegate.Storage.Reports;
using Tidegate.Storage.Reports.Suppliers;
using Tidegate.Storage.Rollups;
using Tidegate.Storage.Tests.Reports;

namespace Tidegate.Bench;

/// <summary>How much a pair of supplier and network could tell of messages added: standard errors of the logarithm of its rate of codes used.</summary>
/// <param name="ErrorKnown">For one who knows each customer's rate.</param>
/// <param name="ErrorLearnt">For one who has it from the same customers' messages by other routes on the same days.</param>
/// <param name="Codes">Messages of customers that report conversions.</param>
internal sealed record PairInformation(double ErrorKnown, double ErrorLearnt, double Codes);

/// <summary>What the reports on one world of months say.</summary>
internal sealed record SeedResult
{
    public bool Planted { get; init; }

    /// <summary>Inflated pairs that were named.</summary>
    public int Right { get; init; }

    /// <summary>Others that were named, by whatever measure.</summary>
    public int Others { get; init; }

    public bool InflaterNamed { get; init; }

    public bool InflaterFirst { get; init; }

    public bool CustomerFirst { get; init; }

    public bool SenderFirst { get; init; }

    public bool RangeFirst { get; init; }

    public bool PriceFirst { get; init; }

    public int Returning { get; init; }

    public int Sweeps { get; init; }

    public int PriceChanges { get; init; }

    public int Peaks { get; init; }

    public IReadOnlyList<PairInformation> Pairs { get; init; } = [];

    /// <summary>Draws a world, sums it up and makes its reports.</summary>
    /// <param name="spec">The world.</param>
    /// <param name="suppliersAlone">The suppliers' report alone, of sums by the day: for large worlds.</param>
    public static SeedResult Of(MonthsSpec spec, bool suppliersAlone)
    {
        var folder = Directory.CreateTempSubdirectory("tidegate-bench-");
        try
        {
            var world = new MonthsWorld(spec);
            using var sums = new TrafficRollups(Path.Combine(folder.FullName, "traffic.duckdb"));
            long position = 0;
            foreach (var chunk in (suppliersAlone ? Daily(world.Rows()) : world.Rows().Select(MonthsSums.Row)).Chunk(200_000)) sums.Add(++position, 0, chunk);
            sums.Fold();
            ReportSource Source() => new(sums, spec.Begin.AddDays(spec.Days - 30), spec.Begin.AddDays(spec.Days), MonthsSums.Incidents(world.Facts));
            SeedResult result;
            using (var source = Source()) result = Suppliers(source, spec, world.Facts);
            if (suppliersAlone) return result;
            using (var source = Source()) result = Customers(source, world.Facts, result);
            using (var source = Source()) result = Correlation(source, world.Facts, result);
            using (var source = Source()) return Market(source, world.Facts, result);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static SeedResult Suppliers(ReportSource source, MonthsSpec spec, MonthsFacts facts)
    {
        var named = Rows(ScorecardReport.Suppliers(source), "differences").Select(r => (Supplier: (string)r["supplier"]!, Network: (string)r["network"]!, What: (string)r["measure"]!)).ToList();
        bool IsInflater((string Supplier, string Network, string What) n) => spec.Planted && n.Supplier == facts.Inflater && n.What == "Codes used" && (n.Network == "all together" || facts.Inflated.Contains(n.Network));
        return new SeedResult
        {
            Planted = spec.Planted,
            Right = named.Count(n => IsInflater(n) && n.Network != "all together"),
            Others = named.Count(n => !IsInflater(n)),
            InflaterNamed = named.Any(IsInflater),
            InflaterFirst = named.Count > 0 && IsInflater(named[0]),
            Pairs = spec.Planted ? [.. facts.Inflated.Select(n => Information(source, facts.Inflater, n))] : [],
        };
    }

    private static PairInformation Information(ReportSource source, string supplier, string network)
    {
        var learnt = SupplierPairs.Read(source, network)["conversion"].On(supplier, network, 0, (_, _) => false);
        var (codes, information) = source.Rows($"""
            WITH rates AS (SELECT customer, sum(converted) / sum(messages) AS r FROM routes WHERE network = {ReportSource.Text(network)} GROUP BY 1 HAVING sum(converted) > 0)
            SELECT coalesce(sum(messages), 0), coalesce(sum(messages * r / (1 - least(0.95, r))), 0) FROM routes JOIN rates USING (customer) WHERE network = {ReportSource.Text(network)} AND supplier = {ReportSource.Text(supplier)}
            """, r => (r.Double(0), r.Double(1)))[0];
        return new PairInformation(information > 0 ? Math.Sqrt(1 / information) : double.PositiveInfinity, learnt is { } c ? Math.Sqrt(c.Model) : double.PositiveInfinity, codes);
    }

    private static SeedResult Customers(ReportSource source, MonthsFacts facts, SeedResult result)
    {
        var first = Rows(ScorecardReport.Customers(source), "customers")[0];
        return result with { CustomerFirst = (string)first["party"]! == facts.Customer && (long)first["campaigns"]! == 3 };
    }

    private static SeedResult Correlation(ReportSource source, MonthsFacts facts, SeedResult result)
    {
        var report = CorrelationReport.Make(source);
        var (peaks, returning) = (Rows(report, "peaks"), Rows(report, "returning"));
        var struck = facts.Attacks.Count(a => a.Begin >= source.Since);
        var own = peaks.Take(struck).Where(p => (string)p["customer"]! == facts.Customer).ToList();
        return result with
        {
            SenderFirst = own.Count == 3 && own.TrueForAll(p => ((string)p["senders"]!).StartsWith(facts.Sender, StringComparison.Ordinal) && ((string)p["incident_ids"]!).Length > 0),
            RangeFirst = returning.Count == 1 && (string)returning[0]["block"]! == facts.Returning.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Returning = returning.Count,
            Sweeps = Rows(report, "sweeps").Count,
            Peaks = peaks.Count,
        };
    }

    private static SeedResult Market(ReportSource source, MonthsFacts facts, SeedResult result)
    {
        var changes = Rows(MarketReport.Make(source), "price_changes");
        return result with
        {
            PriceFirst = changes.Count > 0 && (string)changes[0]["network"]! == facts.Risen && (string)changes[0]["supplier"]! == facts.RisenThrough && (DateTimeOffset)changes[0]["day"]! == facts.RisenOn,
            PriceChanges = changes.Count,
        };
    }

    private static IEnumerable<KeyValuePair<RollupKey, RollupSums>> Daily(IEnumerable<MonthsRow> rows)
    {
        var (day, sums) = (-1L, new Dictionary<RollupKey, RollupSums>());
        foreach (var row in rows)
        {
            if (row.Minute / 1440 != day)
            {
                foreach (var sum in sums) yield return sum;
                sums.Clear();
                day = row.Minute / 1440;
            }

            var (key, more) = MonthsSums.Row(row);
            ref var cell = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(sums, key with { Minute = day * 1440, Sender = "", Block = 0 }, out _);
            cell.Messages += more.Messages;
            cell.Segments += more.Segments;
            cell.Price += more.Price;
            cell.Cost += more.Cost;
            cell.Converted += more.Converted;
            cell.Delivered += more.Delivered;
            cell.Receipted += more.Receipted;
            cell.Instant += more.Instant;
            cell.Delay += more.Delay;
            cell.DelaySquares += more.DelaySquares;
        }

        foreach (var sum in sums) yield return sum;
    }

    private static List<Dictionary<string, object?>> Rows(ReportDocument document, string section)
    {
        var part = document.Section(section);
        return [.. part.Rows.Select(r => part.Columns.Zip(r).ToDictionary(c => c.First.Key, c => c.Second, StringComparer.Ordinal))];
    }
}
