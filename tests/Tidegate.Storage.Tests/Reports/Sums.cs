using Tidegate.Incidents;
using Tidegate.Storage.Reports;
using Tidegate.Storage.Rollups;

namespace Tidegate.Storage.Tests.Reports;

/// <summary>Sums written by hand.</summary>
internal sealed class Sums : IDisposable
{
    public static readonly DateTimeOffset Begin = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("tidegate-sums-").FullName;
    private readonly TrafficRollups _rollups;
    private long _position;

    public Sums() => _rollups = new TrafficRollups(Path.Combine(_folder, "traffic.duckdb"));

    public List<ReportIncident> Incidents { get; } = [];

    /// <summary>Adds messages of one minute.</summary>
    public void Add(DateTimeOffset time, string customer, string supplier, string network, ulong block, long messages, double price, long converted = 0, string currency = "EUR") => _rollups.Add(++_position, 0,
    [
        KeyValuePair.Create(new RollupKey(time.ToUnixTimeSeconds() / 60, customer, "SND", supplier, network, block, currency), new RollupSums
        {
            Messages = messages, Segments = messages, Price = price * messages, Cost = 0.8 * price * messages, Converted = converted, Delivered = messages, Receipted = messages, Delay = 50 * messages, DelaySquares = 2600 * messages,
        }),
    ]);

    /// <summary>Adds an incident.</summary>
    public void Incident(string id, DateTimeOffset first, DateTimeOffset last, long messages, string customer, string network, params NumberRange[] ranges) =>
        Incidents.Add(new ReportIncident(id, "campaign-" + id, first, last, messages, messages * 0.1, first.AddMinutes(2), new Scope { Customers = [customer], Networks = [network], Ranges = ranges }));

    public ReportSource Source(int days = 10) => new(_rollups, Begin, Begin.AddDays(days), Incidents);

    public void Fold() => _rollups.Fold();

    public void Dispose()
    {
        _rollups.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
