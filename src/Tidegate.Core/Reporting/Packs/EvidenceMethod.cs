using System.Text;
using Tidegate.Incidents;

namespace Tidegate.Reporting.Packs;

/// <summary>The words that go with a pack: what is in it, how it came about, what it does not say.</summary>
internal static class EvidenceMethod
{
    /// <summary>The text, UTF-8.</summary>
    /// <param name="incidents">The incident; of a campaign all of them.</param>
    /// <param name="facts">What the manifest says.</param>
    public static byte[] Text(IReadOnlyList<Incident> incidents, EvidenceFacts facts)
    {
        var incident = incidents[0];
        var text = new StringBuilder();
        void Say(string line) => text.Append(line).Append('\n');
        Say(facts.IsCampaign
            ? $"Evidence for campaign {incident.CampaignId}, {Phrases.Count(incidents.Count, "incident", "incidents")}, made {Phrases.Time(facts.CreatedAt)} UTC by Tidegate."
            : $"Evidence for incident {incident.Id} (campaign {incident.CampaignId}), made {Phrases.Time(facts.CreatedAt)} UTC by Tidegate.");
        Say("");
        Say("What is here");
        Say("report.html    the incident as a page: summary, time, network, ranges, counts against expectation, money, decisions" + (incidents.All(i => i.Picture is null) ? "" : ", charts"));
        Say("incident.json  the same for machines (tidegate.scan/1)");
        Say($"{(facts.IsCampaign ? "messages-N.csv" : "messages.csv  ")} {Phrases.Count(facts.Messages, "message", "messages")} in {(facts.IsCampaign ? "each" : "the")} incident's scope and time, with receipts and conversions where they are known"
            + (facts.MessagesLeftOut > 0 ? $"; {Phrases.Count(facts.MessagesLeftOut)} more were left out for their number" : ""));
        Say("manifest.json  SHA-256 of each file; manifest.sig is its signature (ECDSA P-256, SHA-256, r and s of 32 bytes each), public.pem the key");
        Say("Check it: tidegate evidence verify PACK --key PUBLIC.pem, with a key that you had from us by another way.");
        Say("");
        Say("How it was found");
        Say("Each place in the traffic (customer, network, range of numbers, sender) is held against what that customer's own traffic did before and what other");
        Say("customers' traffic to the same place did. Evidence is the logarithm of odds: how much better an attack explains the counts than honest traffic does,");
        Say("for shares of traffic, codes used, new numbers, numbers in sequence and receipts, each with what was observed and what was expected. Decisions rest on events up to their moment alone.");
        foreach (var one in incidents) Say($"{(facts.IsCampaign ? one.Id + ": all" : "All")} evidence together: odds of {Phrases.Odds(one.LogOdds)}; false alarms this strong: {Phrases.Rate(one.FalseAlarmsPerWeek)} over the whole system.");
        if (facts.Reproduced is null)
        {
            Say("This pack was made by the service that found it, from the messages that it still held; charts are drawn from them, with the expected messages spread evenly over the time.");
            Say($"It held {Phrases.Count(facts.Messages + facts.MessagesLeftOut)} in the scope and time; {Phrases.Count(incidents.Sum(i => i.Messages))} were counted when they came. Older messages are deleted (retention).");
        }
        else Say(facts.Reproduced == true
            ? "The traffic was scanned again when this pack was made, and the same incident was found."
            : "The traffic was scanned again when this pack was made with the default policy; this incident was not found under the same id, so there are no charts.");
        Say("");
        Say("What it does not say");
        Say("Who profits. Which of the messages are honest: those in scope and time are listed, and as many as 'expected' would have come anyway.");
        Say("");
        Say("Columns");
        Say("message_key is XXH3 (64 bits) of the message id's UTF-8 bytes: who has the ids finds the messages by it.");
        if (facts.FullNumbers) Say("destination is the whole number; message_id the message id in words, where it was kept: from when the evidence store began to keep ids, or all of them where the files were read again.");
        else Say("destination is the number without its last four digits; the same pseudonym is the same number, within this pack alone. Ranges are widened to whole blocks of 10,000 numbers.");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
