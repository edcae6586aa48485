using Tidegate.Incidents;
using Tidegate.Reporting;
using Tidegate.Reporting.Tables;
using Tidegate.Server.Casework;
using Tidegate.Server.Console;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Storage.Outbox;
using Tidegate.Storage.Reports;
using Tidegate.Storage.Rollups;

namespace Tidegate.Server.Scheduling;

/// <summary>What operators are told of all traffic: what happened, what goes on, what waits for somebody.</summary>
internal sealed class NocReport(LiveEngine engine, Operators operators, NotificationOutbox outbox, TrafficSums sums)
{
    private const string Method = "Traffic by the time at which it was sent; incidents with messages in that time, as they stand now. Money in other currencies than the one with most is left out. No whole numbers.";

    /// <summary>The report.</summary>
    /// <exception cref="IOException">The traffic's sums cannot be read.</exception>
    public async Task<ReportDocument> MakeAsync(ReportPeriod period, TimeZoneInfo zone)
    {
        var customers = sums.Split(period, TrafficDimension.Customer);
        var suppliers = sums.Split(period, TrafficDimension.Supplier);
        var incidents = (await IncidentEndpoints.AllAsync(engine)).Where(i => ReportIncidents.IsIn(i, period)).OrderByDescending(i => i.Severity).ThenByDescending(i => i.Cost).ThenBy(i => i.Id, StringComparer.Ordinal).ToList();
        var goOn = incidents.Count(i => i.ClosedAt is null);
        var waiting = await WaitingAsync();
        return new ReportDocument
        {
            Name = "noc",
            Title = ReportMaker.Title("noc", ""),
            Since = period.Since,
            Until = period.Until,
            Currency = customers.Currency,
            Findings =
            [
                $"{Phrases.Count(customers.Messages, "message", "messages")}, {Phrases.Count(customers.Before)} in as long a time before.",
                incidents.Count == 0 ? "No incident." : $"{Phrases.Count(incidents.Count, "incident", "incidents")}, of which {Phrases.Count(goOn, "goes", "go")} on; {Phrases.Count(incidents.Sum(i => i.Messages), "message", "messages")} in them.",
                waiting.Rows.Count == 0 ? "Nothing waits for anybody." : $"{Phrases.Count(waiting.Rows.Count, "thing waits", "things wait")} for somebody.",
            ],
            Method = Method,
            Sections =
            [
                Incidents(incidents),
                waiting,
                TrafficSums.Table(customers, "customers", "Messages by customer", TrafficDimension.Customer, price: true, cost: true) with { Figures = sums.Figures(period, zone) },
                TrafficSums.Table(suppliers, "suppliers", "Messages by supplier", TrafficDimension.Supplier, price: false, cost: true),
            ],
        };
    }

    private ReportSection Incidents(IReadOnlyList<Incident> incidents)
    {
        var blocked = ReportIncidents.FirstBlocks(engine);
        return new ReportSection
        {
            Key = "incidents",
            Title = "Incidents",
            Text = incidents.Count == 0 ? "None in this time." : "Worst first.",
            Columns =
            [
                Col.Text("id", "Incident"), Col.Text("severity", "Severity"), Col.Text("state", "State"), Col.Time("since", "Since"), Col.Text("customers", "Customers"), Col.Text("networks", "Networks"), Col.Text("suppliers", "Suppliers"),
                Col.Count("messages", "Messages"), Col.Figure("expected", "Expected"), Col.Money("money", "Money"), Col.Text("currency", "Currency"), Col.Time("blocked", "Blocked from"),
            ],
            Rows = [.. incidents.Select(i => (IReadOnlyList<object?>)
            [
                i.Id, i.Severity.ToString().ToLowerInvariant(), IncidentView.StateOf(i, operators.Notes(i.Id)), i.FirstMessageAt, Named(i.Scope.Customers), Named([.. i.Scope.Networks.Select(Names.Network)]), Named(i.Scope.Suppliers),
                i.Messages, i.ExpectedMessages, i.IsCostKnown ? i.Cost : null, Phrases.Currencies(i.Currency, i.OtherMoney), blocked.TryGetValue(i.Id, out var at) ? at : null,
            ])],
        };
    }

    private async Task<ReportSection> WaitingAsync()
    {
        var proposed = await engine.ReadAsync(p => p.Orders.Where(o => o.Proposed is not null).Select(o => (o.IncidentId, o.Proposed)).ToList());
        List<IReadOnlyList<object?>> rows =
        [
            .. proposed.Select(o => (IReadOnlyList<object?>)[$"A {o.Proposed} awaits approval", o.IncidentId ?? ""]),
            .. outbox.Conditions().Where(c => c.DisabledAt is not null).Select(c => (IReadOnlyList<object?>)["A channel was given up", c.Name]),
            .. outbox.Conditions().Where(c => c.DisabledAt is null && c.FailingSince is not null).Select(c => (IReadOnlyList<object?>)["A channel fails", c.Name]),
            .. outbox.DeadMessages().Select(d => (IReadOnlyList<object?>)["A message was given up", $"{d.Subject} to {d.Channel}"]),
        ];
        return new ReportSection
        {
            Key = "waiting",
            Title = "What waits for somebody",
            Text = rows.Count == 0 ? "Nothing." : "As it is now.",
            Columns = [Col.Text("what", "What"), Col.Text("where", "Where")],
            Rows = rows,
        };
    }

    private static string Named(IReadOnlyList<string> names) => names.Count == 0 ? "any" : Phrases.List(names);
}
