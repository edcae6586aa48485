using Tidegate.Reporting;
using Tidegate.Reporting.Tables;
using Tidegate.Server.Claims;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Storage.Reports;
using Tidegate.Storage.Rollups;

namespace Tidegate.Server.Scheduling;

/// <summary>What carrier relations are told of one supplier: its traffic, its line of the scorecards, its claims. No customer is named.</summary>
internal sealed class SupplierReport(LiveEngine engine, ClaimBook claims, TrafficSums sums, TimeProvider time)
{
    /// <summary>The report.</summary>
    /// <exception cref="IOException">The traffic's sums cannot be read.</exception>
    public async Task<ReportDocument> MakeAsync(string supplier, ReportPeriod period, TimeZoneInfo zone, CancellationToken cancel)
    {
        var only = (TrafficDimension.Supplier, supplier);
        var networks = sums.Split(period, TrafficDimension.Network, only);
        var cards = (await ReportEndpoints.MakeAsync(engine, "suppliers", period.Since, period.Until, null, time, cancel))!;
        var own = claims.All.Where(c => c.Supplier == supplier && (c.IsOpen || c.ChangedAt >= period.Since)).ToList();
        var differences = Own(cards.Section("differences"), supplier) with { Text = "Measures in which it differs from others for the same customers on the same days, beyond what chance allows." };
        return new ReportDocument
        {
            Name = "supplier",
            Title = ReportMaker.Title("supplier", supplier),
            Since = period.Since,
            Until = period.Until,
            Currency = networks.Currency.Length > 0 ? networks.Currency : cards.Currency,
            Findings =
            [
                $"{Phrases.Count(networks.Messages, "message", "messages")}, {Phrases.Count(networks.Before)} in as long a time before.",
                differences.Rows.Count == 0 ? "It does not differ from the others on its networks beyond what chance allows." : $"It differs from the others in {Phrases.Count(differences.Rows.Count, "measure", "measures")}.",
                own.Count == 0 ? "No claim is open." : $"{Phrases.Count(own.Count(c => c.IsOpen), "claim is", "claims are")} open.",
            ],
            Method = cards.Method,
            Sections =
            [
                TrafficSums.Table(networks, "networks", "Messages by network", TrafficDimension.Network, price: false, cost: true) with { Figures = sums.Figures(period, zone, only) },
                Turned(Own(cards.Section("suppliers"), supplier)) with { Title = "Incidents and money" },
                differences,
                Turned(Own(cards.Section("quality"), supplier)),
                ClaimTable.Section(own),
            ],
        };
    }

    // One line of many columns, as many lines: a message is narrow.
    private static ReportSection Turned(ReportSection section) => section with
    {
        Columns = [Col.Text("measure", "Measure"), Col.Text("value", "Value")],
        Rows = [.. section.Rows.Take(1).SelectMany(r => section.Columns.Zip(r)).Skip(1).Select(c => (IReadOnlyList<object?>)[c.First.Title, ReportCell.Text(c.Second, c.First.Kind)]).Where(r => r[1] is string { Length: > 0 })],
    };

    // The first column of each names the supplier.
    private static ReportSection Own(ReportSection section, string supplier) => section with { Rows = [.. section.Rows.Where(r => r[0] is string name && name == supplier)], Figures = [] };
}
