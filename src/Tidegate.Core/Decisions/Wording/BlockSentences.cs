using Tidegate.Incidents;
using Tidegate.Pricing;

namespace Tidegate.Decisions.Wording;

/// <summary>What an incident's blocks did: those that stand or stood against it, and apart from them what others hit.</summary>
internal static class BlockSentences
{
    /// <summary>The sentences.</summary>
    /// <param name="incident">The incident, without its summary.</param>
    /// <param name="told">The blocks that are told of, by time of issue: all taken back, or none.</param>
    public static string Of(Incident incident, List<Decision> told)
    {
        // Ranges that it was expected in and did not come to are no part of it, and its figures hold nothing of what was stopped there.
        var there = told.FindAll(b => IsThere(b, incident));
        var (blocks, beside) = there.Count == 0 || told[0].TakenBack ? (told, []) : (there, told.FindAll(b => !there.Contains(b)));
        var hit = blocks.Sum(b => b.MessagesHit);
        var issued = blocks[0].IssuedAt;
        var time = IncidentSentences.At(issued, incident);
        var after = $"{Plain.Span(issued - incident.FirstMessageAt)} after the first message";
        if (told[0].TakenBack)
        {
            var what = hit == 0 ? "and nothing was hit by it" : $"and hit {Hit(blocks, incident)}{Counted(hit, incident)}";
            return $"The policy blocked it at {time}, {after}, {what}. {IncidentSentences.TakenBack}";
        }

        var nothing = incident.LastMessageAt > issued ? "; what came later lay outside of the block, or went to numbers that it spares" : "; nothing more came by then";
        return $"The policy blocks it from {time} on, {after}{(hit == 0 ? nothing : $": {Hit(blocks, incident)}{Counted(hit, incident)}")}.{Beside(beside, incident)}";
    }

    /// <summary>Whether a decision is of ranges that the incident is told to be in.</summary>
    public static bool IsThere(Decision decision, Incident incident) =>
        decision.Scope.Ranges.Any(r => incident.Scope.Ranges.Any(o => o.From <= r.To && r.From <= o.To));

    /// <summary>What others hit where the incident is said to be and was taken back: people who were refused are told of, though they are in no figures. Empty where there were none.</summary>
    public static string Beforehand(Incident incident, IReadOnlyList<Decision> decisions, List<Decision> told)
    {
        var takenBack = decisions.Where(d => d is { Action: DecisionAction.Block, TakenBack: true, MessagesHit: > 0 } && !told.Contains(d) && IsThere(d, incident)).ToList();
        if (takenBack.Count == 0) return "";
        var (block, were, they) = takenBack.Count == 1 ? ("A block", "was", "it") : ("Blocks", "were", "they");
        return $"{block} there from {IncidentSentences.At(takenBack[0].IssuedAt, incident)} on {were} taken back, after {they} had hit {Hit(takenBack, incident)}, that turned out to be people's. ";
    }

    private static string Beside(List<Decision> beside, Incident incident) =>
        beside.Sum(b => b.MessagesHit) == 0 ? "" : $" Blocks where it was expected to go on hit {Hit(beside, incident)}, which are not counted here.";

    private static string Counted(long hit, Incident incident) => hit > incident.Messages ? ", not all of them counted here" : "";

    private static string Hit(List<Decision> blocks, Incident incident)
    {
        var saved = Plain.Money(blocks.Sum(b => b.MoneyStopped), incident.Currency, CurrencySum.Added(blocks.SelectMany(b => b.OtherMoneyStopped)));
        return Plain.Count(blocks.Sum(b => b.MessagesHit), "message", "messages") + (saved.Length > 0 ? $", {saved}" : "");
    }
}
