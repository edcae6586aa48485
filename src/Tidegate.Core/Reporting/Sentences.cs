using Tidegate.Decisions;

namespace Tidegate.Reporting;

/// <summary>The sentences that every kind of report opens with.</summary>
public static class Sentences
{
    /// <summary>
    /// How many attacks, how many messages, how much money; and, where a good part of the submissions could not be used,
    /// that, so that a report on little is not taken for an all-clear.
    /// </summary>
    public static string Headline(ScanReport report)
    {
        var use = InputUse.Of(report.Counts);
        if (use.Kind == InputUseKind.Whole) return Found(report);
        return use.Kind == InputUseKind.TooLittle && report.Incidents.Count == 0
            ? $"Could not be scanned: {use.Text}."
            : $"{Found(report)[..^1]}, but {use.Text}.";
    }

    private static string Found(ScanReport report)
    {
        if (report.Incidents.Count == 0) return report.CutShort ? "Nothing found so far." : "No inflated traffic found.";
        var totals = ReportTotals.Of(report);
        var incidents = report.Incidents.Count == 1 ? "1 incident" : $"{Phrases.Count(report.Incidents.Count)} incidents";
        if (totals.Campaigns < report.Incidents.Count) incidents += totals.Campaigns == 1 ? " of 1 campaign" : $" of {totals.Campaigns} campaigns";
        var money = string.Join(" and ", totals.Money.Where(total => total.Cost > 0).Select(total => Phrases.Money(total.Cost, total.Currency)));
        if (totals.UnpricedMessages > 0)
            money = money.Length > 0 ? $"{money} ({Phrases.Count(totals.UnpricedMessages)} without a price left out)" : "of unknown cost";
        return $"{incidents}: {Phrases.Count(totals.Messages)} messages" + (money.Length > 0 ? $", {money}" : "") + ".";
    }

    /// <summary>What the policy would have done, and what it would have hit.</summary>
    public static string Decisions(ScanReport report)
    {
        var totals = ReportTotals.Of(report);
        var monitors = report.Decisions.Count(decision => decision is { Action: DecisionAction.Monitor, Proposed: null });
        var others = report.Decisions.Count - totals.Blocks - monitors - totals.Proposed;
        List<string> kinds = [];
        if (totals.Blocks > 0) kinds.Add(Blocks(totals));
        if (others > 0) kinds.Add(others == 1 ? "1 throttle" : $"{Phrases.Count(others)} throttles");
        if (totals.Proposed > 0) kinds.Add($"{Phrases.Count(totals.Proposed)} proposed, awaiting approval");
        if (monitors > 0) kinds.Add($"{Phrases.Count(monitors)} to monitor");
        var text = $"Decisions: {string.Join(", ", kinds)}.";
        if (totals.Blocks == 0) return text;
        var takenBack = totals.MessagesHitTakenBack > 0 ? $" Taken-back blocks would have hit {Phrases.Count(totals.MessagesHitTakenBack, "message", "messages")}, people's as it turned out." : "";
        if (totals.MessagesStopped == 0) return text + (takenBack.Length > 0 ? takenBack : " Blocks would have hit nothing: no more messages came once they stood.");
        var stopped = string.Join(" and ", totals.Money.Where(total => total.Stopped > 0)
            .Select(total => $"{Phrases.Money(total.Stopped, total.Currency)} of {Phrases.Money(total.Cost, total.Currency)}"));
        return text + $" Blocks would have hit {Phrases.Count(totals.MessagesStopped)} messages"
            + (stopped.Length > 0 ? $" ({stopped})" : "")
            + $", of which about {Phrases.Figure(totals.HonestMessagesHit)} look honest"
            + (report.Counts.Submissions > 0 ? $" ({Phrases.Figure(totals.HonestMessagesHit / report.Counts.Submissions * 1e6)} in a million of all)." : ".") + takenBack;
    }

    private static string Blocks(ReportTotals totals) => (totals.Blocks, totals.TakenBack) switch
    {
        (1, 0) => "1 block",
        (1, _) => "1 block, which was taken back",
        (var blocks, 0) => $"{Phrases.Count(blocks)} blocks",
        var (blocks, takenBack) => $"{Phrases.Count(blocks)} blocks, {Phrases.Count(takenBack)} of them taken back",
    };

    /// <summary>What keeps the money from being one sum of everything: several currencies, or messages of unknown price; empty when nothing does.</summary>
    public static IReadOnlyList<string> OnMoney(ScanCounts counts)
    {
        List<string> sentences = [];
        if (counts.OtherMoney.Count > 0)
        {
            var others = counts.OtherMoney.Sum(sum => sum.Messages);
            var sums = counts.OtherMoney.Select(sum => $"{Amount(sum.Money, sum.Currency)} of {Phrases.Count(sum.Messages, "message", "messages")}");
            sentences.Add($"Money is in several currencies, which are never added up: beside {Amount(counts.Cost, counts.Currency)} there is {string.Join(", ", sums)}; {Phrases.Count(others)} of {Phrases.Count(counts.Submissions)} submissions in all.");
        }

        if (counts.Unpriced > 0)
        {
            sentences.Add((counts.Unpriced >= counts.Submissions
                ? "No submission states a price or cost: what they cost is unknown."
                : $"{Phrases.Count(counts.Unpriced)} of {Phrases.Count(counts.Submissions)} submissions state no price or cost: they are left out of all money.") + " Price lists (--rates) tell what such messages cost.");
        }

        return sentences;
    }

    private static string Amount(double money, string currency) => Phrases.Money(money, currency) + (currency.Length == 0 ? " without a currency" : "");

    /// <summary>What was read, and what was left out and why.</summary>
    public static string Counts(ScanCounts counts)
    {
        var text = $"Read {Phrases.Count(counts.Records, "record", "records")}: {Phrases.Count(counts.Submissions, "submission", "submissions")}, "
            + $"{Phrases.Count(counts.Receipts, "receipt", "receipts")}, {Phrases.Count(counts.Conversions, "conversion", "conversions")}";
        if (counts is { From: { } from, To: { } to }) text += $", {Phrases.Time(from)} to {Phrases.Time(to)} UTC";
        (long Count, string What)[] leftOut =
        [
            (counts.Bad, "bad"), (counts.Duplicates, "duplicate"), (counts.Late - counts.Ahead, "too late"), (counts.Ahead, "too far ahead to be believed"),
            (counts.Orphans, "without their submission"), (counts.Filtered + counts.FilteredFeedback, "left out as asked"),
            (counts.Overflowed, "counted together for lack of room"), (counts.LeapsBack, counts.LeapsBack == 1 ? "leap back in time" : "leaps back in time"),
        ];
        var named = string.Join(", ", leftOut.Where(item => item.Count > 0).Select(item => $"{Phrases.Count(item.Count)} {item.What}"));
        return named.Length > 0 ? $"{text}; {named}." : text + ".";
    }
}
