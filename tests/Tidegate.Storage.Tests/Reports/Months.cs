using Tidegate.Incidents;
using Tidegate.Simulation.Months;
using Tidegate.Storage.Reports;
using Tidegate.Storage.Rollups;

namespace Tidegate.Storage.Tests.Reports;

/// <summary>Simulated months in a file of sums, with the incidents that a service would have had of the planted attacks.</summary>
internal sealed class Months : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tidegate-months-").FullName;
    private readonly TrafficRollups _rollups;
    private readonly MonthsSpec _spec;

    public Months(MonthsSpec spec)
    {
        _spec = spec;
        var world = new MonthsWorld(spec);
        Facts = world.Facts;
        _rollups = new TrafficRollups(Path.Combine(_folder, "traffic.duckdb"));
        var position = 0;
        foreach (var rows in world.Rows().Chunk(200_000)) _rollups.Add(++position, 0, rows.Select(Row));
        Incidents = [.. Facts.Attacks.Select(a => new ReportIncident(a.Id, a.Campaign, a.Begin, a.End.AddSeconds(-1), a.Messages, a.Messages * 0.15, a.Begin.AddMinutes(3), new Scope
        {
            Customers = [a.Customer],
            Networks = [a.Network],
            Ranges = [new NumberRange(a.Block * 10_000, (a.Block * 10_000) + 9_999)],
        }))];
    }

    public MonthsFacts Facts { get; }

    public IReadOnlyList<ReportIncident> Incidents { get; }

    /// <summary>The last thirty days, with what was before as history.</summary>
    public ReportSource LastThirtyDays() => new(_rollups, _spec.Begin.AddDays(_spec.Days - 30), _spec.Begin.AddDays(_spec.Days), Incidents);

    public void Dispose()
    {
        _rollups.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static KeyValuePair<RollupKey, RollupSums> Row(MonthsRow r) => new(
        new RollupKey(r.Minute, r.Customer, r.Sender, r.Supplier, r.Network, r.Block, "EUR"),
        new RollupSums
        {
            Messages = r.Messages,
            Segments = r.Messages,
            Price = r.Price,
            Cost = r.Cost,
            Converted = r.Converted,
            Delivered = r.Delivered,
            Receipted = r.Messages,
            Instant = r.Instant,
            Delay = (long)(10 * r.Delay),
            DelaySquares = (long)(100 * r.DelaySquares),
        });
}
