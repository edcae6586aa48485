using Tidegate.Notifications;
using Tidegate.Reporting;
using Tidegate.Reporting.Tables;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Console;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Storage.Reports;
using Tidegate.Storage.Rollups;

namespace Tidegate.Server.Scheduling;

/// <summary>What one customer is told of its own messages: no other customer, no supplier, no cost, no whole number.</summary>
internal sealed class CustomerReport(LiveEngine engine, Operators operators, TrafficSums sums)
{
    private const int MostRanges = 5;

    private const string Method = "Your messages alone, by the time at which they were sent. Of an attack that runs through other senders too no figures are told, for theirs are in them. Ranges are shown without their last digits. Money in other currencies than the one with most is left out.";

    /// <summary>The report.</summary>
    /// <exception cref="IOException">The traffic's sums cannot be read.</exception>
    public async Task<ReportDocument> MakeAsync(string customer, ReportPeriod period, TimeZoneInfo zone)
    {
        var only = (TrafficDimension.Customer, customer);
        var networks = sums.Split(period, TrafficDimension.Network, only);
        var incidents = await IncidentsAsync(customer, period);
        return new ReportDocument
        {
            Name = "customer",
            Title = ReportMaker.Title("customer", customer),
            Since = period.Since,
            Until = period.Until,
            Currency = networks.Currency,
            Findings =
            [
                networks.Rows.Count == 0 ? "No message was sent in this time." : $"{Phrases.Count(networks.Messages, "message", "messages")}, {Phrases.Count(networks.Before)} in as long a time before.",
                incidents.Rows.Count == 0 ? "Nothing unusual was found in them." : $"{Phrases.Count(incidents.Rows.Count, "incident", "incidents")} of unusual traffic.",
            ],
            Method = Method,
            Sections =
            [
                TrafficSums.Table(networks, "networks", "Messages by network", TrafficDimension.Network, price: true, cost: false) with { Figures = sums.Figures(period, zone, only) },
                incidents,
            ],
        };
    }

    // Through the eyes of a customer's key: what that may not see is not here either.
    private async Task<ReportSection> IncidentsAsync(string customer, ReportPeriod period)
    {
        var caller = new Caller("tidegate", Role.Customer, customer);
        var blocked = ReportIncidents.FirstBlocks(engine);
        var views = (await IncidentEndpoints.AllAsync(engine))
            .Where(i => IncidentEndpoints.MaySee(caller, i) && ReportIncidents.IsIn(i, period))
            .OrderByDescending(i => i.OpenedAt).ThenBy(i => i.Id, StringComparer.Ordinal)
            .Select(i => IncidentView.Of(i, operators.Notes(i.Id), caller)).ToList();
        return new ReportSection
        {
            Key = "incidents",
            Title = "Unusual traffic",
            Text = views.Count == 0 ? "None was found." : "Messages that honest traffic does not explain: somebody makes codes be sent that nobody uses.",
            Columns =
            [
                Col.Text("id", "Incident"), Col.Time("since", "Since"), Col.Time("last", "Last message"), Col.Text("state", "State"), Col.Text("severity", "Severity"), Col.Text("networks", "Networks"), Col.Text("ranges", "Ranges"),
                Col.Count("messages", "Messages"), Col.Count("converted", "Codes used"), Col.Money("money", "Money"), Col.Text("currency", "Currency"), Col.Time("blocked", "Blocked from"),
            ],
            Rows = [.. views.Select(v => (IReadOnlyList<object?>)
            [
                v.Id, v.FirstMessageAt, v.LastMessageAt, v.State, v.Severity.ToString().ToLowerInvariant(), Phrases.List([.. v.Scope.Networks.Select(Names.Network)]), Ranges(v.Scope.Ranges),
                v.Messages, v.Converted, v.IsCostKnown ? v.Cost : null, Phrases.Currencies(v.Currency ?? "", v.OtherMoney), blocked.TryGetValue(v.Id, out var at) ? at : null,
            ])],
        };
    }

    private static string Ranges(IReadOnlyList<Incidents.NumberRange> ranges) =>
        string.Join(", ", ranges.Select(r => RangePrefix.Of(r).Shown).Distinct(StringComparer.Ordinal).Take(MostRanges)) + (ranges.Count > MostRanges ? $" and {ranges.Count - MostRanges} more" : "");
}
