using Tidegate.Reporting.Tables;
using Tidegate.Server.Engine;
using Tidegate.Storage.Rollups;

namespace Tidegate.Server.Console;

/// <summary>What a network costs, or is paid for, now and before.</summary>
/// <param name="Network">MCC-MNC.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Messages">Messages in the time.</param>
/// <param name="First">Average of the first day with traffic.</param>
/// <param name="Last">Average of the last day with traffic.</param>
/// <param name="FirstDay">That first day.</param>
/// <param name="LastDay">That last day.</param>
public sealed record PriceLine(string Network, string Currency, long Messages, double First, double Last, DateTimeOffset FirstDay, DateTimeOffset LastDay);

/// <summary>A customer's or a supplier's traffic of the last month: messages a day, and what they cost.</summary>
public sealed record PartyTraffic
{
    private const int Days = 30;
    private const int DayMinutes = 24 * 60;
    private const int MostRows = 50_000;
    private const int MostLines = 4;
    private const int MostPrices = 20;

    /// <summary>Messages a day.</summary>
    internal ReportChart? Messages { get; init; }

    /// <summary>Average price a message (of a supplier: cost), a line for each of the networks with most messages.</summary>
    internal ReportChart? Prices { get; init; }

    /// <summary>The same in figures, heaviest first.</summary>
    public required IReadOnlyList<PriceLine> Lines { get; init; }

    /// <summary>Reads it from the sums.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    internal static PartyTraffic Read(LiveEngine engine, string kind, string name)
    {
        var until = ((engine.Clock.Now / 60_000 / DayMinutes) + 1) * DayMinutes;
        var since = until - (Days * DayMinutes);
        var isCustomer = kind == Book.Customer;
        var rows = engine.Sums.Rollups.Read(new TrafficQuery
        {
            Since = since,
            Until = until,
            StepMinutes = DayMinutes,
            By = [TrafficDimension.Network],
            Only = [(isCustomer ? TrafficDimension.Customer : TrafficDimension.Supplier, name)],
            Limit = MostRows,
        });
        var days = Enumerable.Range(0, Days).Select(n => since + (n * (long)DayMinutes)).ToList();
        var steps = days.Select(Time).ToList();
        var byDay = rows.GroupBy(r => r.Minute).ToDictionary(g => g.Key, g => g.ToList());
        double Sum(long day, Func<RollupSums, long> value) => byDay.TryGetValue(day, out var of) ? of.Sum(r => value(r.Sums)) : 0;
        var priced = rows.Select(r => (r.Minute, Network: r.Values[0], r.Currency, r.Sums.Messages, Money: isCustomer ? r.Sums.Price : r.Sums.Cost > 0 ? r.Sums.Cost : r.Sums.Price))
            .Where(r => r.Money > 0 && r.Messages > 0 && r.Network.Length > 0)
            .GroupBy(r => (r.Network, r.Currency)).OrderByDescending(g => g.Sum(r => r.Messages)).ThenBy(g => g.Key).ToList();
        // Prices in two currencies have no common scale: the chart has those of the heaviest.
        var currency = priced.Count > 0 ? priced[0].Key.Currency : "";
        var lines = priced.Where(g => g.Key.Currency == currency).Take(MostLines).Select(g =>
        {
            var of = g.GroupBy(r => r.Minute).ToDictionary(d => d.Key, d => d.Sum(r => r.Money) / d.Sum(r => r.Messages));
            return new ReportLine(Names.Network(g.Key.Network), [.. days.Select(d => of.TryGetValue(d, out var price) ? price : double.NaN)]);
        }).ToList();
        return new PartyTraffic
        {
            Messages = rows.Count == 0 ? null : new ReportChart("Messages a day, last 30 days", steps, [new ReportLine("messages", [.. days.Select(d => Sum(d, s => s.Messages))]), new ReportLine("codes used", [.. days.Select(d => Sum(d, s => s.Converted))])]),
            Prices = lines.Count == 0 ? null : new ReportChart($"{(isCustomer ? "Price" : "Cost")} of a message on average, {currency}", steps, lines),
            Lines = [.. priced.Take(MostPrices).Select(g =>
            {
                var of = g.OrderBy(r => r.Minute).ToList();
                return new PriceLine(g.Key.Network, g.Key.Currency, g.Sum(r => r.Messages), Average(of, of[0].Minute), Average(of, of[^1].Minute), Time(of[0].Minute), Time(of[^1].Minute));
            })],
        };

        static double Average(List<(long Minute, string Network, string Currency, long Messages, double Money)> rows, long day) =>
            rows.Where(r => r.Minute == day).Sum(r => r.Money) / rows.Where(r => r.Minute == day).Sum(r => r.Messages);
    }

    private static DateTimeOffset Time(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);
}
