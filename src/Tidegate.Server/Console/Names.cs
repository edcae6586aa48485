using Tidegate.Numbering;
using Tidegate.Reporting;

namespace Tidegate.Server.Console;

/// <summary>What things are called on the console.</summary>
internal static class Names
{
    private static readonly NumberPlan Plan = new(64);

    /// <summary>A network by name and digits; the digits alone where it is not known.</summary>
    public static string Network(string mccMnc) => Phrases.Network(mccMnc, NetworkName);

    /// <summary>A network's name; empty where it is not known.</summary>
    public static string NetworkName(string mccMnc) => NetworkTable.Id(mccMnc) is var id and > 0 ? $"{NetworkTable.Entries[id].Name}, {NetworkTable.Entries[id].Countries[0]}" : "";

    /// <summary>A country or region by name and code; the code alone where it is not known.</summary>
    public static string Country(string region) => Plan.CountryDisplayName(Plan.CountryId(region)) is { Length: > 0 } name ? $"{name} ({region})" : region;

    /// <summary>A severity with a shape, so that colour is not all that tells it.</summary>
    public static string Mark(Incidents.Severity severity) => severity switch
    {
        Incidents.Severity.Critical => "◆",
        Incidents.Severity.High => "▲",
        Incidents.Severity.Medium => "●",
        _ => "○",
    };

    /// <summary>What was done, in words.</summary>
    public static string Action(string action) => action switch
    {
        "incident.acknowledge" => "acknowledged the incident",
        "incident.unacknowledge" => "took back the acknowledgement",
        "incident.withdraw" => "withdrew a comment",
        "incident.assign" => "assigned the incident",
        "incident.comment" => "commented",
        "incident.snooze" => "snoozed the incident",
        "incident.resolve" => "resolved the incident",
        "incident.reopen" => "opened the incident again",
        "incident.merge" => "merged the incident",
        "incident.split" => "split the incident",
        "incident.unmerge" => "parted the incident again",
        "incident.notify" => "notified a customer",
        "incident.wake" => "woke the incident",
        "incident.evidence" => "took an evidence pack of it",
        "incident.agree" => "agreed with what is done",
        "incident.object" => "objected to what is done",
        "allowlist.add" => "added to the allowlist",
        "allowlist.change" => "changed an entry of the allowlist",
        "allowlist.remove" => "took off the allowlist",
        "decision.place" => "placed a decision",
        "decision.lift" => "lifted a decision",
        "approval.approve" => "approved what was proposed",
        "approval.refuse" => "refused what was proposed",
        "decision.extend" => "extended a decision",
        _ => action,
    };
}
