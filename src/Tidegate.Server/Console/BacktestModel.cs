using Tidegate.Server.Backtests;

namespace Tidegate.Server.Console;

/// <summary>A backtest on its page.</summary>
public sealed record BacktestModel
{
    /// <summary>What is around it.</summary>
    public required Frame Frame { get; init; }

    /// <summary>How far it is.</summary>
    internal BacktestView View { get; init; } = null!;

    /// <summary>From when on traffic was taken; null for all that the journal has.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The changed policy as it was written; empty where it came from a program.</summary>
    public required string Text { get; init; }

    /// <summary>Version of the policy in force now.</summary>
    public required int Current { get; init; }

    /// <summary>The changed policy in words.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>What came out; null until it is done.</summary>
    public BacktestResult? Result { get; init; }
}

/// <summary>What of tidegate.backtest/1 the page shows.</summary>
public sealed record BacktestResult(BacktestSource Source, long AttackMessages, BacktestFigures Before, BacktestFigures After, BacktestFigures Difference, IReadOnlyList<BacktestIncident> IncidentsOnlyBefore, IReadOnlyList<BacktestIncident> IncidentsOnlyAfter);

/// <summary>What was replayed.</summary>
public sealed record BacktestSource(DateTimeOffset? From, DateTimeOffset? To, long Submissions)
{
    /// <summary>What of it could not be used; null where nearly all could.</summary>
    public string? Unused { get; init; }
}

/// <summary>Figures of one side, or their difference.</summary>
public sealed record BacktestFigures(long Incidents, long Decisions, long Blocks, long MessagesStopped, long MessagesMissed, long HonestMessagesHit, long HonestConverted, long HonestOutsideAttack, double LooksHonest, IReadOnlyList<BacktestAmount> Money);

/// <summary>Money in one currency.</summary>
public sealed record BacktestAmount(string Currency, double Stopped, double Missed, double HonestHit);

/// <summary>An incident that one side alone has.</summary>
public sealed record BacktestIncident(string Id, DateTimeOffset FirstMessageAt, IReadOnlyList<string> Customers, IReadOnlyList<string> Networks, long Messages, double Cost, string Currency, string Summary);
