using System.Globalization;
using Tidegate.Detection;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>Sentences that a customer can read.</summary>
internal sealed partial class Desk
{
    private static string Number(double value) => value.ToString(value is > 0 and < 10 ? "0.#" : "#,0", CultureInfo.InvariantCulture);

    private static string Say(ChannelEvidence e) => e.Channel switch
    {
        "share" => $"{Number(e.Observed)} messages to numbers never messaged before went into these ranges; about {Number(e.Expected)} would be usual for the traffic around them.",
        "conversion" => $"{Number(e.Observed)} of the codes were entered; about {Number(e.Expected)} would have been by now in this customer's usual traffic.",
        "sequence" => $"{Number(e.Observed)} times the next number was a neighbour of the one before, as when a script counts up; about {Number(e.Expected)} times would be chance.",
        _ => $"{e.Channel}: {Number(e.Observed)} observed, {Number(e.Expected)} expected.",
    };

    private string Summarise(OpenIncident incident, double expected)
    {
        var names = partition.Names;
        var who = incident.SeenCustomers.Count switch
        {
            0 => "Unusual traffic",
            1 => $"Unusual traffic of {names.Customers[incident.SeenCustomers.Keys.First()]}",
            var n => $"Unusual traffic through {n} customers",
        };
        var where = NetworkName(incident.Network) is { Length: > 0 } network ? $" to network {network}" : "";
        var ranges = incident.Ranges.Count == 1 ? "one number range" : $"{incident.Ranges.Count} number ranges";
        var money = incident.Cost > 0 ? $", {incident.Cost.ToString("#,0.00", CultureInfo.InvariantCulture)} {names.Currencies[incident.Currency]}" : "";
        return $"{who}{where} since {At(incident.Onset):yyyy-MM-dd HH:mm} UTC: {Number(incident.Messages)} messages into {ranges} where about {Number(expected)} would be usual{money}.";
    }
}
