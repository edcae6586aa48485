using System.Globalization;
using Tidegate.Incidents;

namespace Tidegate.Decisions.Wording;

/// <summary>An incident in a few plain sentences: what, where, since when, how much, and what was done.</summary>
internal static class IncidentSentences
{
    /// <summary>Most ranges that are named; the others are counted.</summary>
    public const int MostNamed = 3;

    internal const string TakenBack = "That was taken back: the messages turned out to be people's.";

    /// <summary>The sentences.</summary>
    /// <param name="incident">The incident, without its summary.</param>
    /// <param name="network">Its network or country by name; empty when it is not known.</param>
    /// <param name="decisions">Decisions on it, by time of issue.</param>
    /// <param name="blockAt">Log odds from which its policy blocks; null: those of the default policy.</param>
    public static string Of(Incident incident, string network, IReadOnlyList<Decision> decisions, double? blockAt = null)
    {
        var to = network.Length > 0 ? $" to {network}," : "";
        var into = incident.Scope.Ranges.Count > 0 ? $" into {Ranges(incident.Scope.Ranges, incident.Scope.Networks.Count)}{MostHit(incident)}" : "";
        var usual = into.Length > 0 ? $"where {Plain.About(incident.ExpectedMessages)} would be usual" : "to numbers never messaged before"; // of a whole customer nothing is expected
        var money = Money(incident);
        return $"Since {Plain.Time(incident.FirstMessageAt)}: {Plain.Count(incident.Messages, "message", "messages")}{Through(incident.Scope)}{to}{into}{(into.Length > 0 ? "," : "")} {usual}.{money} {Done(incident, decisions, blockAt ?? DecisionPolicy.Default.BlockAt)}";
    }

    /// <summary>Ranges: "the block +63 908 645 xxxx", "all of the network's numbers in +52 xxxxxxxxxx"; at most three named, the rest counted.</summary>
    /// <param name="ranges">The ranges.</param>
    /// <param name="networks">How many networks they are of; 0 when not known.</param>
    public static string Ranges(IReadOnlyList<NumberRange> ranges, int networks)
    {
        var blocks = ranges.All(r => Plain.IsBlock(r) && !r.IsThroughout);
        List<string> named = [.. ranges.Take(MostNamed).Select(Plain.Range)];
        if (ranges.Count > MostNamed) named.Add(Plain.Count(ranges.Count - MostNamed) + " more");
        var what = (blocks, ranges.Count) switch
        {
            _ when ranges.All(r => r.IsThroughout) => networks switch
            {
                0 => "all numbers in ",
                1 => "all of the network's numbers in ",
                _ => "all of the networks' numbers in ",
            },
            (true, 1) => "the block ",
            (true, _) => "the blocks ",
            (_, 1) => "the numbers ",
            _ => "the number ranges ",
        };
        return what + Listed(named);
    }

    private static string Listed(List<string> named) => named.Count == 1 ? named[0] : string.Join(", ", named.SkipLast(1)) + " and " + named[^1];

    // All numbers of a network tell nobody where to look.
    private static string MostHit(Incident incident)
    {
        if (!incident.Scope.Ranges.All(r => r.IsThroughout)) return "";
        List<string> blocks = [.. incident.RangeHits.Where(h => !h.Range.IsThroughout).OrderByDescending(h => h.Numbers).ThenBy(h => h.Range.From).Take(MostNamed).Select(h => Plain.Range(h.Range))];
        return blocks.Count == 0 ? "" : $", most of all {Listed(blocks)}";
    }

    private static string Money(Incident incident)
    {
        if (!incident.IsCostKnown) return " What they cost is not known.";
        var money = Plain.Money(incident.Cost, incident.Currency, incident.OtherMoney, Estimated(incident));
        if (money.Length == 0) return "";
        var unpriced = incident.UnpricedMessages > 0 ? $", without {Plain.Count(incident.UnpricedMessages)} of unknown price" : "";
        return $" They cost {money}{unpriced}.";
    }

    private static string Estimated(Incident incident) =>
        incident.EstimatedCost <= 0 ? ""
        : incident.EstimatedCost < incident.Cost * 0.999 ? $", {Plain.Money(incident.EstimatedCost, incident.Currency)} of it estimated from price lists"
        : ", estimated from price lists";

    private static string Through(Scope scope) => scope.Customers.Count switch
    {
        0 => "",
        1 => " of " + scope.Customers[0],
        2 => $" of {scope.Customers[0]} and {scope.Customers[1]}",
        var n => $" of {n} customers ({scope.Customers[0]}, {scope.Customers[1]} and {(n == 3 ? scope.Customers[2] : $"{n - 2} more")})",
    };

    private static string Done(Incident incident, IReadOnlyList<Decision> decisions, double blockAt)
    {
        var blocks = Told(decisions, DecisionAction.Block, incident);
        var before = BlockSentences.Beforehand(incident, decisions, blocks);
        var ended = incident.ClosedAt is null ? "" : $" {(before.Length > 0 ? "It" : "The attack")} ended at {At(incident.LastMessageAt, incident)}."; // people are not called an attack
        if (blocks.Count == 0)
        {
            if (Told(decisions, DecisionAction.Throttle, incident) is [var first, ..])
            {
                var from = At(first.IssuedAt, incident);
                return first.TakenBack
                    ? $"The policy let only a trickle of it through from {from} on. {TakenBack}"
                    : $"The policy lets only a trickle of it through from {from} on.{ended}";
            }

            if (decisions.FirstOrDefault(d => d.Proposed is not null) is { } proposal)
                return $"The policy proposes to {(proposal.Proposed == DecisionAction.Block ? "block" : "throttle")} it, and lets it pass until a person approves.{ended}";
            if (before.Length > 0) return $"{before}Nothing has been blocked since.{ended}";
            return (decisions.Count > 0 ? "The policy only watches this traffic and lets it pass."
                : incident.LogOdds >= blockAt ? "Nothing was blocked, strong as the evidence is: a block there could hit honest people as much."
                : "Nothing was blocked: the evidence is not strong enough for that yet.") + ended;
        }

        return before + BlockSentences.Of(incident, blocks) + (blocks[0].TakenBack ? "" : ended);
    }

    // What was taken back is of no incident any more, and not told: unless the incident has nothing else, and then of where it is still said to be.
    private static List<Decision> Told(IReadOnlyList<Decision> decisions, DecisionAction action, Incident incident)
    {
        var all = decisions.Where(d => d.Action == action).ToList();
        var stand = all.FindAll(d => !d.TakenBack);
        if (stand.Count > 0) return stand;
        all.RemoveAll(d => d.IssuedAt < incident.FirstMessageAt); // of what it was before it ended once
        var there = all.FindAll(d => BlockSentences.IsThere(d, incident));
        return there.Count > 0 ? there : all;
    }

    // With its date where that is another than the one the sentences begin with.
    internal static string At(DateTimeOffset time, Incident incident) => time.UtcDateTime.Date == incident.FirstMessageAt.UtcDateTime.Date
        ? time.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture)
        : Plain.Time(time);
}
