using Tidegate.Decisions;
using Tidegate.Incidents;

namespace Tidegate.Reporting;

/// <summary>The sums at the top of a report.</summary>
public sealed record ReportTotals
{
    /// <summary>Campaigns among the incidents.</summary>
    public required int Campaigns { get; init; }

    /// <summary>Decisions that block.</summary>
    public required int Blocks { get; init; }

    /// <summary>Of <see cref="Blocks"/>, those that were taken back: they rested on people's messages.</summary>
    public int TakenBack { get; init; }

    /// <summary>Blocks and throttles that are only proposed: they take a person's approval, and stop nothing.</summary>
    public int Proposed { get; init; }

    /// <summary>Messages of all incidents.</summary>
    public required long Messages { get; init; }

    /// <summary>Messages of incidents whose price is not known: their money is in no sum.</summary>
    public long UnpricedMessages { get; init; }

    /// <summary>Messages that the blocks hit, or would have hit; without blocks that were taken back, here and in all that was stopped.</summary>
    public required long MessagesStopped { get; init; }

    /// <summary>Of <see cref="MessagesStopped"/>, messages that look honest.</summary>
    public required double HonestMessagesHit { get; init; }

    /// <summary>Messages that blocks hit, or would have hit, which were taken back: people's, as it turned out.</summary>
    public long MessagesHitTakenBack { get; init; }

    /// <summary>Money of the incidents, a line for each currency, most first. Currencies are never added up.</summary>
    public required IReadOnlyList<MoneyTotal> Money { get; init; }

    /// <summary>Sums up a report.</summary>
    public static ReportTotals Of(ScanReport report)
    {
        var blocks = report.Decisions.Where(decision => decision.Action == DecisionAction.Block).ToList();
        var stand = blocks.FindAll(decision => !decision.TakenBack);
        return new ReportTotals
        {
            Campaigns = report.Incidents.Select(incident => incident.CampaignId).Distinct(StringComparer.Ordinal).Count(),
            Blocks = blocks.Count,
            TakenBack = blocks.Count - stand.Count,
            Proposed = report.Decisions.Count(decision => decision.Proposed is not null),
            Messages = report.Incidents.Sum(incident => incident.Messages),
            UnpricedMessages = report.Incidents.Sum(incident => incident.UnpricedMessages),
            MessagesStopped = stand.Sum(decision => decision.MessagesHit),
            HonestMessagesHit = stand.Sum(decision => decision.HonestMessagesHit),
            MessagesHitTakenBack = blocks.Sum(decision => decision.MessagesHit) - stand.Sum(decision => decision.MessagesHit),
            Money =
            [
                .. report.Incidents.SelectMany(incident => MoneyOf(report, incident))
                    .GroupBy(money => money.Currency, StringComparer.Ordinal)
                    .Select(group => new MoneyTotal(group.Key, group.Sum(money => money.Cost), group.Sum(money => money.Stopped)))
                    .OrderByDescending(money => money.Cost)
                    .ThenBy(money => money.Currency, StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>Money of the messages that an incident's blocks hit, in the incident's currency.</summary>
    public static double StoppedMoney(ScanReport report, string incidentId) => BlocksOf(report, incidentId).Where(decision => !decision.TakenBack).Sum(decision => decision.MoneyStopped);

    /// <summary>Money of an incident, and what of it its blocks hit: a line for each currency, its own first.</summary>
    public static IReadOnlyList<MoneyTotal> MoneyOf(ScanReport report, Incident incident)
    {
        var blocks = BlocksOf(report, incident.Id).FindAll(decision => !decision.TakenBack);
        return
        [
            new MoneyTotal(incident.Currency, incident.Cost, blocks.Sum(decision => decision.MoneyStopped)),
            .. incident.OtherMoney.Select(sum => new MoneyTotal(
                sum.Currency, sum.Money, blocks.SelectMany(decision => decision.OtherMoneyStopped).Where(stopped => stopped.Currency == sum.Currency).Sum(stopped => stopped.Money))),
        ];
    }

    /// <summary>When each incident was first blocked, by its id; without blocks that were taken back.</summary>
    internal static Dictionary<string, DateTimeOffset> FirstBlocks(ScanReport report) =>
        BlockTimes.First(report.Decisions.Where(static decision => decision.Action == DecisionAction.Block), static decision => decision.IncidentId, static decision => new BlockTime(decision.IssuedAt, decision.TakenBack));

    /// <summary>The blocks among an incident's decisions that are told of it, in their order.</summary>
    internal static List<Decision> BlocksAmong(IEnumerable<Decision> decisions, DateTimeOffset firstMessageAt) =>
        BlockTimes.Told(decisions.Where(static decision => decision.Action == DecisionAction.Block), firstMessageAt, static decision => new BlockTime(decision.IssuedAt, decision.TakenBack));

    private static List<Decision> BlocksOf(ScanReport report, string incidentId) => BlocksAmong(
        report.Decisions.Where(decision => string.Equals(decision.IncidentId, incidentId, StringComparison.Ordinal)),
        report.Incidents.FirstOrDefault(incident => string.Equals(incident.Id, incidentId, StringComparison.Ordinal))?.FirstMessageAt ?? default);
}

/// <summary>Money in one currency.</summary>
/// <param name="Currency">ISO 4217 code, empty when no event stated one.</param>
/// <param name="Cost">Money of the attacks' messages.</param>
/// <param name="Stopped">Part of it that blocks hit, or would have hit.</param>
public sealed record MoneyTotal(string Currency, double Cost, double Stopped);
