using Tidegate.Incidents;
using Tidegate.Simulation.Months;
using Tidegate.Storage.Reports;
using Tidegate.Storage.Rollups;

namespace Tidegate.Storage.Tests.Reports;

/// <summary>Simulated months as the service would have them. Bench/Tidegate.Bench has this file too.</summary>
internal static class MonthsSums
{
    /// <summary>The incidents that a service would have had of the planted attacks.</summary>
    public static IReadOnlyList<ReportIncident> Incidents(MonthsFacts facts) => [.. facts.Attacks.Select(a => new ReportIncident(
        a.Id, a.Campaign, a.Begin, a.End.AddSeconds(-1), a.Messages, a.Messages * 0.15, a.Begin.AddMinutes(3),
        new Scope { Customers = [a.Customer], Networks = [a.Network], Ranges = [new NumberRange(a.Block * 10_000, (a.Block * 10_000) + 9_999)] }))];

    /// <summary>A row as sums are written down.</summary>
    public static KeyValuePair<RollupKey, RollupSums> Row(MonthsRow r) => new(
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
