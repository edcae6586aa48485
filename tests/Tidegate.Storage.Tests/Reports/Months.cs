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
        foreach (var rows in world.Rows().Chunk(200_000)) _rollups.Add(++position, 0, rows.Select(MonthsSums.Row));
        Incidents = MonthsSums.Incidents(Facts);
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
}
