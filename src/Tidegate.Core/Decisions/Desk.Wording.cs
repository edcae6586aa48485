using Tidegate.Decisions.Wording;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>Sentences that a customer can read.</summary>
internal sealed partial class Desk
{
    private string Summarise(OpenIncident incident, Incident described)
    {
        var honestPart = HonestPart(incident);
        return IncidentSentences.Of(
            described with { Scope = described.Scope with { Ranges = MostHitFirst(incident, described.Scope.Ranges) } },
            Plain.Names([.. NetworksOf(incident).Select(PlaceName).Where(n => n.Length > 0)]),
            [.. DecisionsOf(incident).Select(d => DescribeDecision(d, honestPart))],
            policy.BlockAt);
    }

    // Of many ranges a sentence names few: those in which most was seen when they were last looked at.
    private static IReadOnlyList<NumberRange> MostHitFirst(OpenIncident incident, IReadOnlyList<NumberRange> ranges)
    {
        if (ranges.Count <= IncidentSentences.MostNamed) return ranges;
        var hits = new long[ranges.Count];
        var at = 0;
        foreach (var range in incident.Ranges.Values)
        {
            while (ranges[at].To < range.From) at++; // both by number, and each range is in one of the joined ones
            hits[at] += range.Hits;
        }

        return [.. Enumerable.Range(0, hits.Length).OrderByDescending(i => hits[i]).Select(i => ranges[i])];
    }

    private static string WhyTakenBack(StandingDecision decision) => decision.TakenBack switch
    {
        TakenBack.CodesEntered => "the codes of the messages before it were entered",
        TakenBack.Tested => "the same few numbers are messaged again and again, as numbers to test with are",
        TakenBack.PeopleReturn => "those whom it refused asked again, as often and as soon as the customer's other people do",
        _ => "people of other customers came to the same numbers, as to newly sold ones",
    };

    private string ReasonOf(StandingDecision decision)
    {
        var chance = $"That honest traffic looks like this by chance: {Plain.Rarity(decision.LogOdds)}.";
        if (decision.TakenBack != TakenBack.No) return chance + $" Taken back: {WhyTakenBack(decision)}.";
        if (decision.Quiet) return chance + (decision.Action == DecisionAction.Throttle ? " In its quiet hours the policy throttles and blocks nothing." : " In its quiet hours the policy blocks nothing.");
        if (decision.Proposed is not null) return chance + $" Proposed by the policy's rule '{decision.Rule}'" + (decision.Refused ? ", and refused." : "; it takes a person's approval.");
        if (decision.ProposalOf is not null) return chance + $" By the policy's rule '{decision.Rule}', approved by a person.";
        if (decision.Rule.Length > 0) return chance + $" By the policy's rule '{decision.Rule}'.";
        if (decision.Action != DecisionAction.Monitor) return chance;
        return chance + (policy.MonitorOnly ? " The policy monitors only and blocks nothing." : " The policy monitors this customer and blocks nothing of it.");
    }

    // "Globe (51502), Philippines"; the country alone where the network is not known.
    private string PlaceName(int network)
    {
        if (network < 0) return network == int.MinValue ? "" : plan.CountryDisplayName(-1 - network);
        var digits = NetworkName(network);
        if (digits.Length == 0) return "";
        return plan.NetworkByMccMnc(digits) is { } known
            ? $"{known.Name} ({digits}), {plan.CountryDisplayName(plan.CountryId(known.Countries[0]))}"
            : $"network {digits}";
    }
}
