using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Traffic;

namespace Tidegate.Reporting;

/// <summary>What two policies make of the same traffic: the content of a `tidegate.backtest/1` report.</summary>
/// <remarks>
/// There are no labels. Taken as the attack are the messages that an incident claims under either policy, while that attack
/// was active, and whose code was not used: the same messages for both sides, so that a policy which finds less does not
/// look better for it. For each side, stopped less honest plus missed is that attack.
/// </remarks>
public sealed record BacktestReport
{
    /// <summary>What was read.</summary>
    public required ScanCounts Counts { get; init; }

    /// <summary>The sources read, with their bad records.</summary>
    public required IReadOnlyList<SourceReport> Sources { get; init; }

    /// <summary>Messages of the attacks.</summary>
    public required long AttackMessages { get; init; }

    /// <summary>Under the policy as it is.</summary>
    public required BacktestSide Before { get; init; }

    /// <summary>Under the changed policy.</summary>
    public required BacktestSide After { get; init; }

    /// <summary>Incidents of <see cref="Before"/> none of whose messages an incident of <see cref="After"/> claims.</summary>
    public required IReadOnlyList<Incident> OnlyBefore { get; init; }

    /// <summary>Incidents of <see cref="After"/> none of whose messages an incident of <see cref="Before"/> claims.</summary>
    public required IReadOnlyList<Incident> OnlyAfter { get; init; }

    /// <summary>True when it was cancelled and this is what came out up to then.</summary>
    public bool CutShort { get; init; }
}

/// <summary>What one policy makes of the traffic.</summary>
public sealed record BacktestSide
{
    /// <summary>The policy.</summary>
    public required DecisionPolicy Policy { get; init; }

    /// <summary>Incidents opened.</summary>
    public required int Incidents { get; init; }

    /// <summary>Decisions, of any action.</summary>
    public required int Decisions { get; init; }

    /// <summary>Of those, blocks.</summary>
    public required int Blocks { get; init; }

    /// <summary>Of the decisions, those that take a person's approval: they stop nothing here.</summary>
    public int Proposed { get; init; }

    /// <summary>Messages that blocks would have refused.</summary>
    public required long MessagesStopped { get; init; }

    /// <summary>Messages of the attacks that would have passed.</summary>
    public required long MessagesMissed { get; init; }

    /// <summary>
    /// Of the stopped, those that are no part of the attack as it is counted here: <see cref="HonestConverted"/> and <see cref="HonestOutside"/> together.
    /// Attackers enter codes, too, so it is no count of honest messages; that is estimated by <see cref="LooksHonest"/>.
    /// </summary>
    public required long HonestMessagesHit { get; init; }

    /// <summary>Of the stopped, about how many look honest: the estimate of a scan (<see cref="ReportTotals.HonestMessagesHit"/>), which holds codes entered to what is usual.</summary>
    public required double LooksHonest { get; init; }

    /// <summary>Of the stopped, those whose code was used.</summary>
    public required long HonestConverted { get; init; }

    /// <summary>Of the stopped, those whose code was not used but that lie outside the attack: into its range after it had gone quiet, or hit by a block that was taken back.</summary>
    public required long HonestOutside { get; init; }

    /// <summary>Money, a line for each currency, by its code. Currencies are never added up.</summary>
    public required IReadOnlyList<BacktestMoney> Money { get; init; }
}

/// <summary>Money in one currency.</summary>
/// <param name="Currency">ISO 4217 code, empty when no event stated one.</param>
/// <param name="Stopped">Money of the messages stopped.</param>
/// <param name="Missed">Money of the messages missed.</param>
/// <param name="HonestHit">Of the stopped, money of those that are no part of the attack.</param>
public sealed record BacktestMoney(string Currency, double Stopped, double Missed, double HonestHit);
